"""Reading values by path: `sku.name`, `subnets[].name`, `notifications.*.threshold`."""

import functools
import re
from typing import Any, NamedTuple

from simulated_azure.values import UNKNOWN, Secret


class Found(NamedTuple):
    """A value at a concrete path; `value` is None when unset, UNKNOWN when Azure decides."""

    path: str
    value: Any
    secret: bool


def find(value: Any, path: str) -> list[Found]:
    """Return what is at a path; `[]` is every item of a list, `.*` every value of a map."""
    found: list[Found] = []
    _collect(value, _parts(path), Found("", value, secret=False), found)
    return found


def below(subject: Found, path: str) -> list[Found]:
    """Return what is at a path below something found."""
    found: list[Found] = []
    _collect(subject.value, _parts(path), subject, found)
    return found


def at(value: Any, path: str) -> Found:
    """Return what is at a path without wildcards."""
    return find(value, path)[0]


def first(value: Any, path: str) -> Any:
    """Return the value at a path without wildcards, without its secret wrapper, or None."""
    return at(value, path).value


def join(path: str, key: str) -> str:
    """Return the path of a property below another."""
    return f"{path}.{key}" if path and key else path or key


@functools.cache
def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"\.|(?=\[\])", path) if part)


def _collect(value: Any, parts: tuple[str, ...], above: Found, found: list[Found]) -> None:
    path, secret = above.path, above.secret
    for index, part in enumerate(parts):
        if isinstance(value, Secret):
            value, secret = value.value, True
        if value is UNKNOWN:
            break
        if part in ("[]", "*"):
            rest = parts[index + 1 :]
            for key, item in _items(value, part):
                _collect(item, rest, Found(path + key, item, secret), found)
            return
        value = value.get(part) if isinstance(value, dict) else None
        path = f"{path}.{part}" if path else part
    if isinstance(value, Secret):
        value, secret = value.value, True
    found.append(Found(path, value, secret))


def _items(value: Any, part: str) -> list[tuple[str, Any]]:
    if part == "[]" and isinstance(value, (list, tuple)):
        return [(f"[{index}]", item) for index, item in enumerate(value)]
    if part == "*" and isinstance(value, dict):
        return [(f".{key}", item) for key, item in value.items()]
    return []
