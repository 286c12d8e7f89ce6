"""Settings from text: every mistake at once, in the reader's words, and no secret among them."""

import copy
from collections.abc import Callable, Iterable
from functools import reduce
from operator import getitem
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json, to_json

from settings.base import Settings
from settings.describe import describe, goes_with, missing, nearest
from settings.problems import Problem, SettingsError
from settings.schema import Keys, Place, example_of, locate, required_below
from settings.withheld import unless_withheld, withhold

S = TypeVar("S", bound=Settings)
Check = Callable[[S], Iterable[Problem]]


def read(
    text: str,
    model: type[S],
    checks: Iterable[Check[S]] = (),
    source: str = "",
    key: str = "azure-mlops:platform",
) -> S:
    """Return the settings that `text`, a JSON object below `key` of a stack file, spells out.

    A refused value gives way to its default (a required one to its example), so that the rest can
    still be judged: every other value, and with `checks` what no single value shows. A check that
    looks at a refused value ends there.

    Raises:
        SettingsError: with every mistake; `source` names the file in its first line.
    """
    reading = _Reading(_mapping(text, source, key), model)
    settings = reading.settings()
    problems = reading.problems
    if settings is not None:
        told = {problem.path for problem in problems}
        known = withhold(settings, reading.withheld)
        found = [problem for check in checks for problem in unless_withheld(check, known)]
        problems.extend(problem for problem in found if problem.path not in told)
    # Raised outside any `except`: pydantic's error, which holds the values, is no part of it.
    if problems or settings is None:
        raise SettingsError(problems, source)
    return settings


def _mapping(text: str, source: str, key: str) -> dict[str, Any]:
    try:
        data = from_json(text, allow_inf_nan=False)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        fix = f"write `setting: value` lines below {key}"
        raise SettingsError([Problem("", "the settings must be a mapping", fix)], source)
    return data


class _Reading(Generic[S]):
    """One stack file, mended until it can be read, and what had to be mended."""

    def __init__(self, data: dict[str, Any], model: type[S]) -> None:
        self.data = data
        self.model = model
        self.problems: list[Problem] = []
        self.mended: set[Keys] = set()
        self.withheld: set[Keys] = set()

    def settings(self) -> S | None:
        """Return the settings, refused values replaced; None if no replacement helps."""
        while True:
            try:
                return self.model.model_validate_json(to_json(self.data))
            except ValidationError as error:
                details = error.errors(include_url=False)
            mended = len(self.mended)
            self._take(details)
            if len(self.mended) == mended:
                return None

    def _take(self, details: list[ErrorDetails]) -> None:
        """Note the mistakes, and mend them."""
        places = [(locate(self.model, detail["loc"]), detail) for detail in details]
        meant = {
            keys
            for place, detail in places
            if detail["type"] == "extra_forbidden" and (keys := _meant(place))
        }
        earlier = frozenset(self.withheld)
        # A list whose only item was refused also lacks an item.
        refused = earlier | {place.keys for place, _ in places}
        for place, detail in places:
            if detail["type"] == "missing":
                # A missing section is told value by value: that is what its author has to write.
                if place.field and not _within(place.keys, earlier | meant):
                    for path, example in required_below(place.field, place.path):
                        self.problems.append(missing(path, example))
            elif not _within(place.keys, earlier) and not _has_below(place.keys, refused):
                self.problems.append(describe(place, detail))
            self._mend(place, known=detail["type"] != "extra_forbidden")
        self.withheld |= meant

    def _mend(self, place: Place, *, known: bool) -> None:
        keys, field = place.setting_keys, place.field
        if not keys:
            return
        self.mended.add(keys)
        if known:
            self.withheld.add(keys)
        *way, last = keys
        try:
            holder = reduce(getitem, way, self.data)
            if field is not None and field.is_required():
                holder[str(last)] = copy.deepcopy(example_of(field))
            else:
                holder.pop(last, None)
        except (AttributeError, LookupError, TypeError):
            # What it was a part of has given way already.
            return


def _meant(place: Place) -> Keys | None:
    """Return the setting that the author of an unknown key had in mind, or its section."""
    name = nearest(place)
    if name is not None and place.owner is not None and name in place.owner.model_fields:
        return (*place.keys[:-1], name)
    return place.keys[:-1] if goes_with(place) else None


def _within(keys: Keys, others: Iterable[Keys]) -> bool:
    return any(keys[: len(other)] == other for other in others)


def _has_below(keys: Keys, others: Iterable[Keys]) -> bool:
    return any(other[: len(keys)] == keys and other != keys for other in others)
