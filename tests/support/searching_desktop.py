"""A program: the teacher's app without its window, listening for boxes; findings and commands are JSON lines.

`python -m tests.support.searching_desktop FOLDER`; `{"choose": "3-2"}` pairs with the box of that room,
`{"connect": "10.9.0.2"}` with the box at an address that was typed.
"""

import asyncio
import json
import sys
from pathlib import Path

from desktop.state.box_address import parse_box_address
from tests.support.teacher_app import MemoryKeyring, teacher_app


def main() -> None:
    """Run until the standard input ends."""
    asyncio.run(_run(Path(sys.argv[1])))


async def _run(folder: Path) -> None:
    async with teacher_app(folder, MemoryKeyring(), searches=True) as app:

        def say_boxes() -> None:
            boxes = app.boxes
            found = {name: list(box.origins) for name, box in boxes.found.items()}
            _say("boxes", found=found, is_searching=boxes.is_searching, trouble=bool(boxes.search_trouble))

        def say_link() -> None:
            origin = app.link.box.origin if app.link.box is not None else ""
            _say("link", state=app.link.state, reason=app.link.reason, origin=origin)

        leaves = (
            app.boxes.changed.subscribe(lambda _: say_boxes()),
            app.link.changed.subscribe(lambda _: say_link()),
        )
        commands = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
        _say("started")
        while line := await commands.readline():
            command = json.loads(line)
            typed = command.get("connect")
            origins = parse_box_address(typed) if typed else app.boxes.found[command["choose"]].origins
            app.pairing.use(await app.pairing.meet(origins))
        transport.close()
        for leave in leaves:
            leave()


def _say(event: str, **facts: object) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


if __name__ == "__main__":
    main()
