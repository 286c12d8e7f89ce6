"""Which properties differ between two sets of inputs, and where."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# What tells the items of a list apart, the first that all of them have.
_ITEM_KEYS = ("name", "id", "key", "category", "categoryGroup")
UNKNOWN = {"$unknown": True}
Path = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A property that differs; None stands for one that is not set.

    Attributes:
        path: parts of the path; an item of a list is its name or position in brackets.
    """

    path: Path
    before: Any
    after: Any

    @property
    def property(self) -> str:
        """The path as people write it: `subnets[nodes].natGateway.id`."""
        return ".".join(self.path).replace(".[", "[")


def differences(before: Any, after: Any, ignored: Iterable[str] = ()) -> list[Difference]:
    """Return what differs.

    Args:
        before: inputs as in a plan's document: secrets are digests, unknown equals unknown.
        after: likewise.
        ignored: paths as `ignore_changes` takes them.
    """
    for path in ignored:
        parts = parts_of(path)
        before, after = _without(before, parts), _without(after, parts)
    return list(_walk((), before, after))


def parts_of(path: str) -> Path:
    """Return the parts of a path as Pulumi or our data writes it: `a[*].b`, `a[0]`, `a["b"]`."""
    found = re.findall(r'\["([^"]*)"\]|(\[[^\]]*\])|([^.\[]+)', path)
    parts = (quoted or bracketed or name for quoted, bracketed, name in found)
    return tuple("[*]" if part == "[]" else part for part in parts)


def covers(pattern: Path, path: Path) -> bool:
    """Tell whether a path is at or below a pattern; the keys of list items do not count."""
    wanted, keys = _keys(pattern), _keys(path)
    return len(wanted) <= len(keys) and all(
        part in ("*", key) for part, key in zip(wanted, keys, strict=False)
    )


def value_below(value: Any, pattern: Path, path: Path) -> Iterator[Any]:
    """Yield what `value`, which is at `path`, holds at a longer pattern."""
    wanted, keys = _keys(pattern), _keys(path)
    if len(wanted) > len(keys) and covers(wanted[: len(keys)], path):
        yield from _at(value, wanted[len(keys) :])


def is_marked(value: Any) -> bool:
    """Tell whether a dictionary stands for something else, such as a secret."""
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$")


def unknown_paths(path: Path, value: Any) -> Iterator[Path]:
    """Yield the paths whose values only Azure knows."""
    if value == UNKNOWN:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from unknown_paths((*path, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_paths((*path, f"[{index}]"), item)


def _keys(path: Path) -> Path:
    return tuple(part for part in path if not part.startswith("["))


def _at(value: Any, keys: Path) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _at(item, keys)
    elif not keys:
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if keys[0] in ("*", key):
                yield from _at(item, keys[1:])


def _without(value: Any, parts: Path) -> Any:
    if not parts:
        return None
    part, rest = parts[0], parts[1:]
    if isinstance(value, dict) and not is_marked(value):
        return {
            key: _without(item, rest) if part in (key, "*") else item
            for key, item in value.items()
            if rest or part not in (key, "*")
        }
    if isinstance(value, list):
        return [
            _without(item, rest) if part in (f"[{index}]", "[*]", "*") else item
            for index, item in enumerate(value)
        ]
    return value


def _walk(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    inner: list[Difference] = []
    if _is_object(before) and _is_object(after):
        inner = list(_each(path, before, after, sorted({*before, *after})))
    elif isinstance(before, list) and isinstance(after, list):
        items = [*before, *after]
        if items and all(_is_object(item) for item in items):
            old, new = _by_key(before, after)
            inner = list(_each(path, old, new, list({**old, **new})))
    # A list in another order has no difference inside, and is one.
    yield from inner or [Difference(path, before, after)]


def _each(path: Path, before: Any, after: Any, keys: Sequence[str]) -> Iterator[Difference]:
    for key in keys:
        yield from _walk((*path, key), before.get(key), after.get(key))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and not is_marked(value)


def _by_key(before: list[Any], after: list[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the items of two lists by what names them, or else by position."""
    for key in _ITEM_KEYS:
        names = [[item.get(key) for item in items] for items in (before, after)]
        if all(
            all(isinstance(name, str) for name in own) and len(set(own)) == len(own)
            for own in names
        ):
            old, new = ({f"[{item[key]}]": item for item in items} for items in (before, after))
            return old, new
    old, new = ({f"[{index}]": i for index, i in enumerate(items)} for items in (before, after))
    return old, new
