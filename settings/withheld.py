"""Keeps refused values out of later checks, so that one mistake is told once.

A mistake of the whole (two ranges overlap) must show beside a mistake of one value, and never
because of it. So where a value was refused, a `Withheld` stands in the settings that the checks are
given: a check that looks at it ends there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from settings.base import Settings

S = TypeVar("S", bound=Settings)
T = TypeVar("T")


class WithheldError(Exception):
    """A check looked at a value that was refused."""


class Withheld:
    """Stands where a refused value stood; every use of it raises WithheldError."""

    def _refuse(self, *_: object) -> NoReturn:
        raise WithheldError

    __getattr__ = __bool__ = __str__ = __repr__ = __format__ = __hash__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __index__ = _refuse


def withhold(settings: S, places: Iterable[tuple[str | int, ...]]) -> S:
    """Return the settings with a `Withheld` at each place; the keys of one lead to it."""
    for keys in places:
        settings = _replaced(settings, keys)
    return settings


def _replaced(value: Any, keys: tuple[str | int, ...]) -> Any:
    if not keys:
        return Withheld()
    key, rest = keys[0], keys[1:]
    if isinstance(value, Settings):
        return value.model_copy(update={str(key): _replaced(getattr(value, str(key)), rest)})
    if isinstance(value, Mapping):
        return MappingProxyType({**value, key: _replaced(value.get(key), rest)})
    if isinstance(value, tuple):
        return tuple(_replaced(item, rest) if i == key else item for i, item in enumerate(value))
    return Withheld()


def unless_withheld(check: Callable[..., Iterable[T]], *given: Any) -> Iterator[T]:
    """Yield what `check` finds in what it is given, until it looks at a refused value."""
    try:
        yield from check(*given)
    except WithheldError:
        return
    except TypeError:
        # What is written in C, such as re.match, looks at a type before it looks at a value.
        if not any(map(_holds_withheld, given)):
            raise


def _holds_withheld(value: Any) -> bool:
    if isinstance(value, Settings):
        return any(_holds_withheld(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, Mapping):
        return any(map(_holds_withheld, value.values()))
    if isinstance(value, tuple):
        return any(map(_holds_withheld, value))
    return isinstance(value, Withheld)
