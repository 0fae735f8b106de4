"""The command `airclass-appliance`."""

import argparse
import asyncio
import contextlib
import ctypes
import gc
import io
import json
import logging
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from appliance.app import Appliance
from appliance.config import Settings, flag, load_settings, variable
from appliance.contract.version import VERSION
from appliance.errors import ConfigurationError
from appliance.maintenance import run_backup, run_erase, run_export, run_restore
from appliance.observability.logging_setup import configure_logging
from appliance.welcome_card import welcome_card

OPEN_FILES_WANTED = 16_384
"""Every page holds a socket; 2,000 idle ones must leave room for the class."""
M_ARENA_MAX = -8
"""malloc.h of glibc."""
MEMORY_ARENAS = 2
GARBAGE_THRESHOLDS = (5_000, 10, 50)
"""A collection of everything takes a fifth of a second with 450 pages, in which no picture leaves: it must be rare."""
EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit status."""
    options = _parser().parse_args(arguments)
    given = {name: value for name, value in vars(options).items() if value is not None}
    overrides = {name: given[name] for name in Settings.model_fields if name in given}
    try:
        settings = load_settings(overrides)
        configure_logging(settings.log_level)
        if options.command == "serve":
            asyncio.run(_serve(settings, print_addresses=options.print_addresses))
        else:
            sys.stdout.write(_maintain(options, settings) + "\n")
    except ConfigurationError as error:
        sys.stderr.write(f"airclass-appliance: {error}\n")
        return EXIT_CONFIGURATION
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="airclass-appliance", description="The AIRClass box.")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_maintenance(commands)
    serve = commands.add_parser("serve", help="run the box")
    serve.add_argument("--print-addresses", action="store_true", help="print the real addresses as one JSON line")
    for setting, field in Settings.model_fields.items():
        help_text = f"{field.description} [{variable(setting)}]"
        if field.annotation in (bool, bool | None):
            serve.add_argument(flag(setting), action=argparse.BooleanOptionalAction, default=None, help=help_text)
        else:
            serve.add_argument(flag(setting), metavar="VALUE", help=help_text)
    return parser


def _add_maintenance(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="write everything the box keeps into one file, while it runs or not")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", help="make an empty data folder what a backup holds")
    restore.add_argument("file", type=Path, metavar="FILE")
    export = commands.add_parser("export", help="print everything about one pupil as JSON; the box must not run")
    erase = commands.add_parser("erase", help="erase one pupil from every file; the box must not run")
    for command in (export, erase):
        command.add_argument("--student", required=True, metavar="ID")
    for command in (backup, restore, export, erase):
        command.add_argument("--data-dir", metavar="DIR", help=f"the data folder [{variable('data_dir')}]")


def _maintain(options: argparse.Namespace, settings: Settings) -> str:
    match options.command:
        case "backup":
            return run_backup(settings.data_dir, options.file)
        case "restore":
            return run_restore(options.file, settings.data_dir)
        case "export":
            return asyncio.run(run_export(settings.data_dir, options.student))
        case _:
            return asyncio.run(run_erase(settings.data_dir, options.student))


async def _serve(settings: Settings, *, print_addresses: bool) -> None:
    _raise_open_files_limit()
    _share_memory_between_threads()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    appliance = Appliance(settings)
    await appliance.start()
    _collect_rarely()
    _give_back_memory()
    try:
        _say_hello(appliance, print_addresses=print_addresses)
        await stop.wait()
        logging.getLogger(__name__).info("stopping")
    finally:
        await appliance.close()


def _say_hello(appliance: Appliance, *, print_addresses: bool) -> None:
    text = json.dumps(_addresses(appliance)) if print_addresses else welcome_card(appliance.card_facts())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no Korean must not stop the box
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _addresses(appliance: Appliance) -> dict[str, Any]:
    real = appliance.addresses
    return {
        name: str(endpoint)
        for name, endpoint in (
            ("http", real.http.reachable()),
            ("rtmp", real.rtmp.reachable()),
            ("media", real.media.reachable()),
        )
    }


def _share_memory_between_threads() -> None:
    """By default each thread keeps what it frees for itself: tens of megabytes that nobody uses."""
    with contextlib.suppress(OSError, AttributeError):  # where the C library is not glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, MEMORY_ARENAS)


def _collect_rarely() -> None:
    """What was loaded to start up is never garbage: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def _give_back_memory() -> None:
    """Starting up takes tens of megabytes that are free again but still the process's."""
    with contextlib.suppress(OSError, AttributeError):  # where the C library is not glibc
        ctypes.CDLL(None).malloc_trim(0)


def _raise_open_files_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES_WANTED if hard == resource.RLIM_INFINITY else min(OPEN_FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    sys.exit(main())
