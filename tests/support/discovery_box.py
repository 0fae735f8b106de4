"""A program: the discovery part of a box alone, with a meter of how long it holds up the event loop.

`python -m tests.support.discovery_box '{"room_name": "3-2", "box_id": "..."}'`; commands and findings are JSON lines.
"""

import asyncio
import json
import logging
import signal
import sys
import time

from appliance.discovery.address_watcher import AddressWatcher
from appliance.discovery.advertiser import Advertiser
from appliance.discovery.interfaces import InterfaceRules, LinkAddress, usable_addresses
from appliance.lifecycle import TaskOwner
from appliance.protocols.dns_sd import Announcement

TICK_SECONDS = 0.002


class LoopMeter:
    """The longest that anything made the loop late."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            due = time.monotonic() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self.worst = max(self.worst, time.monotonic() - due)


class WarningTeller(logging.Handler):
    """Says each warning of the appliance as an event."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one."""
        _say("warning", text=record.getMessage())


def main() -> None:
    """Run until SIGTERM."""
    logging.getLogger("appliance").addHandler(WarningTeller(logging.WARNING))
    asyncio.run(_run(json.loads(sys.argv[1])))


async def _run(options: dict[str, str]) -> None:
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, end.set)
    meter = LoopMeter()
    async with TaskOwner("discovery box") as tasks:
        tasks.start(meter.run(), name="meter")
        rules = InterfaceRules(loopback=options.get("loopback") == "yes")
        advertiser = Advertiser(Announcement(options["room_name"], options["box_id"], "1.2.3", 8000))
        watcher = AddressWatcher(lambda addresses: _follow(advertiser, addresses), lambda: usable_addresses(rules))
        addresses = watcher.start()
        _say("started", by_notices=watcher.is_told_by_the_kernel, addresses=_texts(addresses))
        advertiser.start(addresses)
        tasks.start(_obey(advertiser), name="commands")
        tasks.start(_report_names(advertiser), name="names")
        await end.wait()
        before = time.monotonic()
        await watcher.close()
        await advertiser.close()
        _say("stopped", worst_lag=meter.worst, close_seconds=time.monotonic() - before)


def _follow(advertiser: Advertiser, addresses: tuple[LinkAddress, ...]) -> None:
    _say("addresses", addresses=_texts(addresses))
    advertiser.update_addresses(addresses)


async def _report_names(advertiser: Advertiser) -> None:
    names = await advertiser.announced()
    _say("announced", instance=names.instance, host=names.host, box_host=names.box_host, on_air=advertiser.is_announced)


async def _obey(advertiser: Advertiser) -> None:
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        command = json.loads(line)
        if "room_name" in command:
            advertiser.update_announcement(Announcement(command["room_name"], command["box_id"], "1.2.3", 8000))
        await _report_names(advertiser)


def _texts(addresses: tuple[LinkAddress, ...]) -> list[str]:
    return [link.scoped_text for link in addresses]


def _say(event: str, **facts: object) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


if __name__ == "__main__":
    main()
