"""Where something comes from: the line of a component, or the line of the stack file behind it."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from preflight.stack_file import StackFile
from simulated_azure.monitor import Registration
from simulated_azure.values import Secret

_TOOL = ("preflight/", "simulated_azure/")


@dataclass(frozen=True)
class Location:
    """A line of the project; `path` is relative to its root."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def chain_of(resource: Registration, root: Path) -> tuple[Location, ...]:
    """Return every line of the project that led to a resource, innermost first."""
    inside = f"{root}{os.sep}"
    places = (
        (text.removeprefix(inside).replace(os.sep, "/"), line)
        for text, line in resource.frames
        if text.startswith(inside) and "-packages" not in text
    )
    return tuple(Location(path, line) for path, line in places if not path.startswith(_TOOL))


def source_of(resource: Registration, root: Path) -> Location | None:
    """Return the first line of a component, not of a helper it shares, that led to a resource."""
    chain = chain_of(resource, root)
    components = (
        place
        for place in chain
        if place.path.startswith("components/") and not place.path.startswith("components/shared/")
    )
    return next(components, next(iter(chain), None))


def setting_of(
    resource: Registration, property_path: str, stack_file: StackFile, root: Path
) -> Location | None:
    """Return the line of the stack file that holds the value of a property, if one line does.

    Two settings of the same value are told apart by name: `vmSize` comes from `vm_size`.
    """
    lines = list(stack_file.lines_of_value(_value_at(resource.inputs, property_path)))
    if len(lines) > 1:
        wanted = _letters(re.split(r"[.\[]", re.sub(r"(\[\d+\])+$", "", property_path))[-1])
        lines = [line for line in lines if _letters(line[0].rpartition(".")[2]) == wanted]
    if len({line for _, line in lines}) != 1 or not stack_file.path.is_relative_to(root):
        return None
    return Location(stack_file.path.relative_to(root).as_posix(), lines[0][1])


def _value_at(value: Any, property_path: str) -> Any:
    for key in _keys(property_path):
        value = value.value if isinstance(value, Secret) else value
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _keys(property_path: str) -> Iterator[str | int]:
    for index, name in re.findall(r"\[(\d+)\]|([^.\[\]]+)", property_path):
        yield int(index) if index else name


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
