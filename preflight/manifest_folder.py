"""A folder of manifests: which of its files are ours, and what would change."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

INVENTORY = ".preflight-manifests"
_HEADER = "# Files that `python -m preflight manifests` wrote and may delete. Do not edit.\n"


class FolderError(Exception):
    """The folder is not one to write to."""


@dataclass(frozen=True)
class Changes:
    """What differs between a folder and what belongs there, as paths below it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.changed or self.stale)


def changes(folder: Path, files: dict[str, str]) -> Changes:
    """Compare a folder with the files that belong there.

    Raises:
        FolderError: a file that somebody else wrote is in the way, or the inventory was edited.
    """
    own = _inventory(folder)
    added, changed = [], []
    for path, content in files.items():
        place = folder / path
        if not place.exists():
            added.append(path)
        elif path not in own:
            raise FolderError(f"{place}: is there and was not written by this command; move it")
        elif place.read_text("utf-8") != content:
            changed.append(path)
    stale = [path for path in own if path not in files and (folder / path).exists()]
    return Changes(tuple(added), tuple(changed), tuple(stale))


def write(folder: Path, files: dict[str, str]) -> Changes:
    """Write the files, and delete those that were written before and belong there no more.

    Raises:
        FolderError: as for `changes`; then nothing is touched.
    """
    found = changes(folder, files)
    for path in (*found.added, *found.changed):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(files[path], encoding="utf-8")
    for path in found.stale:
        place = folder / path
        place.unlink()
        if not any(place.parent.iterdir()):
            place.parent.rmdir()
    folder.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"{path}\n" for path in sorted(files))
    (folder / INVENTORY).write_text(_HEADER + listed, encoding="utf-8")
    return found


def _inventory(folder: Path) -> list[str]:
    place = folder / INVENTORY
    if not place.is_file():
        return []
    lines = place.read_text("utf-8").splitlines()
    paths = [line for line in lines if line and not line.startswith("#")]
    for path in paths:
        parts = PurePosixPath(path).parts
        if len(parts) != 2 or ".." in parts or not path.endswith(".yaml"):
            raise FolderError(f"{place}: {path!r} is no file of this command; remove the line")
    return paths
