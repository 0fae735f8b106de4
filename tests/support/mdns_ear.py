"""A program: hears all multicast DNS on one interface and asks what it is told to ask.

`python -m tests.support.mdns_ear eth0`; commands and findings are JSON lines.
"""

import asyncio
import itertools
import json
import socket
import struct
import sys
from dataclasses import asdict

from tests.support.mdns_message import MDNS_PORT, build_query, build_response, is_response, parse_records

GROUP_IPV4 = "224.0.0.251"
GROUP_IPV6 = "ff02::fb"


def main() -> None:
    """Run until the standard input ends."""
    asyncio.run(_listen(sys.argv[1]))


async def _listen(interface: str) -> None:
    loop = asyncio.get_running_loop()
    multicast = [_open(socket.AF_INET, interface), _open(socket.AF_INET6, interface)]
    # A question from any other port is answered by unicast too, as plain DNS resolvers expect it.
    plain = [_open(socket.AF_INET, interface, 0), _open(socket.AF_INET6, interface, 0)]
    for each in multicast + plain:
        loop.add_reader(each, _hear, each)
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    query_ids = itertools.count(1)
    _say(event="listening")
    while line := await commands.readline():
        command = json.loads(line)
        if command.get("how") == "plain":
            _send(build_query(command["ask"], command["type"], next(query_ids)), plain)
        else:
            _obey(command, multicast)


def _open(family: socket.AddressFamily, interface: str, port: int = MDNS_PORT) -> socket.socket:
    index = socket.if_nametoindex(interface)
    ear = socket.socket(family, socket.SOCK_DGRAM)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if family == socket.AF_INET:
        membership = struct.pack("=4s4si", socket.inet_aton(GROUP_IPV4), b"\0\0\0\0", index)
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("=4s4si", b"\0" * 4, b"\0" * 4, index))
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
    else:
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        membership = socket.inet_pton(socket.AF_INET6, GROUP_IPV6) + struct.pack("=I", index)
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, membership)
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
    ear.bind(("", port))
    ear.setblocking(False)
    return ear


def _hear(ear: socket.socket) -> None:
    message, sender = ear.recvfrom(9000)
    if not is_response(message):
        return
    for record in parse_records(message):
        _say(event="record", sender=sender[0].partition("%")[0], **asdict(record))


def _obey(command: dict[str, str], sockets: list[socket.socket]) -> None:
    if "mark" in command:
        _say(event="mark")
    elif "ask" in command:
        _send(build_query(command["ask"], command["type"]), sockets)
    else:
        _send(build_response([(command["claim"], command["address"])]), sockets)


def _send(message: bytes, sockets: list[socket.socket]) -> None:
    for each, group in zip(sockets, (GROUP_IPV4, GROUP_IPV6), strict=True):
        try:
            each.sendto(message, (group, MDNS_PORT))
        except OSError as error:
            # A link that has no address of one family is asked over the other.
            _say(event="unsent", family=each.family.name, error=str(error))


def _say(**event: object) -> None:
    print(json.dumps(event), flush=True)


if __name__ == "__main__":
    main()
