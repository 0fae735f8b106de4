"""Personal data below the databases: whether something still stands in a file, in whatever state the file is."""

from pathlib import Path

from appliance.storage.file_system import FileSystem


def folder_mentions(folder: Path, files: FileSystem, needles: frozenset[bytes]) -> bool:
    """Whether any file of the folder holds one of the byte strings; reads all of them, so not in the event loop."""
    contents = (files.read(folder / name) for name in files.list(folder))
    return any(needle in content for content in contents for needle in needles)
