"""Which stacks are meant, as far as their files can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.stack_file import StackFile, StackFileError, find, projects


@dataclass(frozen=True)
class Unreadable:
    """A stack whose file is broken."""

    name: str
    project: str
    stack: str
    error: str


def choose(root: Path, names: Sequence[str]) -> list[StackFile | Unreadable]:
    """Return the stacks asked for; a broken stack file does not hide the others.

    Args:
        root: the repository.
        names: as on the command line; none means all there are.

    Raises:
        StackFileError: a name is unknown, a project file is broken, or there is no stack.
    """
    try:
        return list(find(root, names))
    except StackFileError as error:
        whole = error
    known = {
        f"{project.directory}:{stack}".removeprefix(".:"): (project.name, stack)
        for project in projects(root)
        for stack in project.stack_paths()
    }
    wanted = [name.removeprefix(".:") for name in names] or list(known)
    if not known or not set(wanted) <= set(known):
        raise whole
    return [_read(root, name, *known[name]) for name in dict.fromkeys(wanted)]


def _read(root: Path, name: str, project: str, stack: str) -> StackFile | Unreadable:
    try:
        return find(root, [name])[0]
    except StackFileError as error:
        return Unreadable(name, project, stack, str(error))
