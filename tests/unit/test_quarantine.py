"""Damaged files that were put aside are told of, one sentence per database, until somebody has moved them away."""

from pathlib import Path

from appliance.storage.box_clock import BoxClock
from appliance.storage.engine import StoreEngine
from appliance.storage.file_system import DiskFiles
from appliance.storage.journal_writer import JournalWriter
from appliance.storage.outbox import Outbox
from appliance.storage.quarantine import NAMES_TOLD, Quarantine
from appliance.storage.recovery import CORRUPT_MARK
from appliance.storage.schema import Schema

SCHEMA = Schema(version=1, migrations={})
FILES = DiskFiles()


async def _damage_found(data_dir: Path, *databases: str) -> list[str]:
    """What a box says that opens these databases."""
    async with JournalWriter(retry_seconds=0.01) as writer:
        engine = StoreEngine(FILES, BoxClock("node"), writer, Outbox())
        for name in databases:
            await (await engine.open(data_dir / name, SCHEMA)).close()
        return engine.damage()


def _damage(folder: Path) -> None:
    """A snapshot of which the disk has kept nothing that makes sense."""
    (folder / "snapshot-7.json").write_bytes(bytes(range(256)))


def _put_aside(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{CORRUPT_MARK}*"))


async def test_each_damaged_database_has_its_sentence_until_its_files_are_gone(tmp_path: Path) -> None:
    names = ("catalogue", "session-1", "session-2")
    assert await _damage_found(tmp_path, *names) == []
    for name in names[:2]:
        _damage(tmp_path / name)
    told = await _damage_found(tmp_path, *names)
    assert [sentence.split()[3] for sentence in told] == ["catalogue", "session-1"]
    for name, sentence in zip(names, told, strict=False):
        [kept] = _put_aside(tmp_path / name)
        assert kept.name in sentence
    assert await _damage_found(tmp_path, *names) == told  # after a restart it is still true
    _put_aside(tmp_path / "catalogue")[0].unlink()
    assert await _damage_found(tmp_path, *names) == told[1:]


def test_what_is_moved_away_while_the_box_runs_is_told_no_longer(tmp_path: Path) -> None:
    quarantine, kept = Quarantine(), [tmp_path / f"journal-{number}.log{CORRUPT_MARK}now" for number in range(6)]
    for path in kept:
        path.touch()
    quarantine.note(tmp_path)
    quarantine.note(tmp_path)
    [sentence] = quarantine.sentences(FILES)
    assert kept[NAMES_TOLD - 1].name in sentence.en
    assert kept[NAMES_TOLD].name not in sentence.en
    assert "and 3 more files" in sentence.en
    assert "외 3개" in sentence.ko
    for path in kept:
        path.unlink()
    assert quarantine.sentences(FILES) == []
    assert Quarantine().sentences(FILES) == []
    quarantine.note(tmp_path / "a session that was forgotten")
    assert quarantine.sentences(FILES) == []
