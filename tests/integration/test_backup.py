"""Backups of a data folder: whole, taken while files change, restored as another instance, refused when damaged."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from appliance.errors import ConfigurationError
from appliance.storage.backup import back_up, restore
from appliance.storage.box_identity import load_or_create


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    load_or_create(folder)
    for name in ("catalogue/snapshot-1.json", "sessions/one/journal-0.log", "sessions/practice/journal-0.log"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    (folder / "LOCK").write_text("1234")
    (folder / "box.tmp").write_text("half")
    return folder


def test_a_restored_box_has_every_byte_and_is_another_instance(data_dir: Path, tmp_path: Path) -> None:
    report = back_up(data_dir, tmp_path / "backup")
    assert (report.files, report.sessions) == (3, 1)
    restored = tmp_path / "elsewhere" / "data"
    assert restore(tmp_path / "backup", restored).content_bytes == report.content_bytes
    for name in ("catalogue/snapshot-1.json", "sessions/one/journal-0.log"):
        assert (restored / name).read_bytes() == (data_dir / name).read_bytes()
    assert not (restored / "sessions/practice").exists()
    assert not (restored / "LOCK").exists()
    original, copy = load_or_create(data_dir), load_or_create(restored)
    assert copy.box_id == original.box_id
    assert copy.setup_code == original.setup_code
    assert copy.instance_id != original.instance_id
    assert copy.token_secret != original.token_secret


def test_a_backup_is_readable_by_its_owner_only(data_dir: Path, tmp_path: Path) -> None:
    back_up(data_dir, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_is_not_empty_is_left_alone(data_dir: Path, tmp_path: Path) -> None:
    back_up(data_dir, tmp_path / "backup")
    before = sorted(path.name for path in data_dir.rglob("*"))
    with pytest.raises(ConfigurationError, match="not empty"):
        restore(tmp_path / "backup", data_dir)
    assert sorted(path.name for path in data_dir.rglob("*")) == before


def test_every_damaged_byte_is_found(data_dir: Path, tmp_path: Path) -> None:
    back_up(data_dir, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    for place in range(12, len(whole) - 8, max(1, len(whole) // 40)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF  # every bit: the last byte of the squeezed content may end in bits that say nothing
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(ConfigurationError, match="Nothing was changed"):
            restore(tmp_path / "damaged", tmp_path / "restored")
        assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("size", [0, 1, 100, 400])
def test_a_backup_that_was_cut_off_is_refused(data_dir: Path, tmp_path: Path, size: int) -> None:
    back_up(data_dir, tmp_path / "backup")
    (tmp_path / "cut").write_bytes((tmp_path / "backup").read_bytes()[:size])
    with pytest.raises(ConfigurationError, match="Nothing was changed"):
        restore(tmp_path / "cut", tmp_path / "restored")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    manifest = {
        "format": "airclass-backup",
        "format_version": 1,
        "made_by": "0",
        "made_at": "",
        "files": [
            {"name": name, "size": 4, "sha256": "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589"}
        ],
    }
    with tarfile.open(tmp_path / "evil", "w:gz") as tar:
        for member, content in (("manifest.json", json.dumps(manifest).encode()), (f"data/{name}", b"abcd")):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    with pytest.raises(ConfigurationError, match="out of the data folder"):
        restore(tmp_path / "evil", tmp_path / "in" / "restored")
    assert not (tmp_path / "in" / "outside").exists()
    assert not (tmp_path / "outside").exists()


def test_only_a_data_folder_is_backed_up(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not the data folder"):
        back_up(tmp_path, tmp_path / "backup")
