"""`airclass-desktop`: starts the teacher's app and ends when its window is closed."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.app import App, AppOptions, build_window
from desktop.appearance import Appearance
from desktop.config import APP_NAME, SettingsFile
from desktop.garbage import WindowGarbage
from desktop.state.box_address import BoxAddressError, parse_box_address
from desktop.tasks import look_up_pool
from desktop.views.parts.theme import Theme

LAST_WISHES_SECONDS = 2.0
"""What was held back for an undo is carried out as the window closes, where the box answers."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app; its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("zeroconf").setLevel(logging.ERROR)  # it warns of each interface that knows no multicast
    if options.self_test or options.screenshots:
        from desktop.self_test import run_self_test  # noqa: PLC0415 - only then its samples are needed

        return run_self_test(options.screenshots)
    settings_file = SettingsFile(options.data_dir)
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName(APP_NAME)
    qt.setQuitOnLastWindowClosed(False)
    appearance = Appearance(qt, settings_file.settings)
    appearance.forced_language = options.language
    appearance.forced_theme = Theme(options.theme) if options.theme else None
    appearance.apply()
    loop = window_loop(qt)
    asyncio.set_event_loop(loop)
    with closing(loop):
        loop.run_until_complete(run(settings_file, appearance.choose, options.connect))
    appearance.close()
    return 0


async def run(
    settings_file: SettingsFile,
    apply: Callable[[], None] = lambda: None,
    connect: tuple[str, ...] = (),
    options: AppOptions | None = None,
) -> None:
    """Show the window until it is closed, then end everything that belongs to it."""
    garbage = WindowGarbage()
    app = App(settings_file, options)
    window = build_window(app, apply)
    closed = asyncio.Event()
    window.closing.connect(lambda geometry: _note_closing(app, geometry, closed))
    try:
        window.show()
        app.start()
        window.make_pages()
        window.pages_made.connect(garbage.settle)
        if connect:
            window.pairing_page.meet(connect)
        await closed.wait()
    finally:
        window.hide()
        window.close_parts()
        await app.tasks.finish(LAST_WISHES_SECONDS)
        await app.close()
        window.deleteLater()
        garbage.close()


def window_loop(qt: QApplication) -> asyncio.AbstractEventLoop:
    os.environ.setdefault("QT_API", "pyside6")
    import qasync  # noqa: PLC0415 - takes whichever Qt it finds first unless it is told before

    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(qt)
    loop.set_default_executor(look_up_pool())
    return loop


def _note_closing(app: App, geometry: str, closed: asyncio.Event) -> None:
    app.settings.window_geometry = geometry
    closed.set()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="airclass-desktop", description="The teacher's app of AIRClass.")
    parser.add_argument("--data-dir", type=Path, help="where settings are kept, in place of the user's own folder")
    parser.add_argument("--connect", type=_origins, metavar="ORIGIN", default=(), help="use the box at this address")
    parser.add_argument("--language", choices=("ko", "en"), help="speak this language, whatever is set")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], help="look like this, whatever is set")
    parser.add_argument("--self-test", action="store_true", help="open every view on sample data, check it, and end")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="write pictures of every view there, and end")
    return parser


def _origins(text: str) -> tuple[str, ...]:
    try:
        return parse_box_address(text)
    except BoxAddressError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a box ({error.code})") from error


if __name__ == "__main__":
    sys.exit(main())
