"""Values of a resource, with what is missing, unknown, malformed or secret kept apart."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class Marker:
    """Stands where a value should be; false, and equal only to itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def __bool__(self) -> bool:
        return False

    def __copy__(self) -> "Marker":
        return self

    def __deepcopy__(self, _memo: object) -> "Marker":
        return self


MISSING = Marker("MISSING")
"""The program did not set it, or set it to null."""
UNKNOWN = Marker("UNKNOWN")
"""Only Azure knows it, once it is deployed."""
MALFORMED = Marker("MALFORMED")
"""A value on the way to it is not an object or a list."""


@dataclass(frozen=True)
class Secret:
    """A value that must never be told."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True)
class Found:
    """What is at a path.

    Attributes:
        path: with indexes in place of `[*]`; where the value is malformed, the part that is.
        value: the value without secret wrappers, or a `Marker`.
    """

    path: str
    value: Any

    def at(self, path: str) -> "Found":
        """Return what is at a path below."""
        (found,) = _walk(self.value, _parts(path), self.path)
        return found

    def find(self, path: str) -> list["Found"]:
        """Return everything that matches a path below, in which `[*]` stands for every item."""
        return list(_walk(self.value, _parts(path), self.path))


def at(value: Any, path: str) -> Found:
    """Return what is at a path such as `properties.networkAcls.ipRules[0].value`."""
    return Found("", value).at(path)


def find(value: Any, path: str) -> list[Found]:
    """Return everything that matches a path; a missing list has no items."""
    return Found("", value).find(path)


def normal(value: Any) -> Any:
    """Return a value as every adapter hands it over: whole numbers as `int`, no null in objects."""
    if isinstance(value, Secret):
        return Secret(normal(value.value))
    if isinstance(value, Mapping):
        return {key: normal(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [MISSING if item is None else normal(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def plain(value: Any) -> Any:
    """Return a value without its secret wrappers, at every depth."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@functools.cache
def _parts(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path. A step in brackets is an index, or `*` for every item."""
    found = re.findall(r"([^.\[\]]+)|\[(\d+|\*)\]", path)
    return tuple(name or (index if index == "*" else int(index)) for name, index in found)


def _walk(value: Any, parts: tuple[str | int, ...], path: str) -> Iterator[Found]:
    if isinstance(value, Secret):
        value = value.value
    if not parts or isinstance(value, Marker):
        if not (value is MISSING and "*" in parts):
            yield Found(path, value if isinstance(value, Marker) else plain(value))
        return
    part, rest = parts[0], parts[1:]
    if not isinstance(value, dict if isinstance(part, str) and part != "*" else list):
        yield Found(path, MALFORMED)
    elif part == "*":
        for index, item in enumerate(value):
            yield from _walk(item, rest, f"{path}[{index}]")
    elif isinstance(part, int):
        item = value[part] if part < len(value) else MISSING
        yield from _walk(item, rest, f"{path}[{part}]")
    else:
        yield from _walk(value.get(part, MISSING), rest, f"{path}.{part}" if path else part)
