"""A program: the real BoxFinder, saying each change as a JSON line: `python -m tests.support.box_browser`."""

import asyncio
import json

from appliance.client.finder import Box, BoxFinder, BoxFound


def main() -> None:
    """Browse until killed."""
    asyncio.run(_browse())


async def _browse() -> None:
    async with BoxFinder() as finder:
        _say("browsing")
        async for change in finder:
            _say("found" if isinstance(change, BoxFound) else "lost", **_facts(change.box))


def _facts(box: Box) -> dict[str, object]:
    addresses = [str(address) for address in box.addresses]
    return {
        "name": box.instance_name,
        "id": box.id,
        "version": box.version,
        "addresses": addresses,
        "port": box.port,
        "host": box.host,
    }


def _say(event: str, **facts: object) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


if __name__ == "__main__":
    main()
