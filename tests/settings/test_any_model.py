"""Reading, for models that have what no setting of the platform has yet."""

import json
from typing import Any, Literal, Self

import pytest
from pydantic import model_validator

from settings.base import Settings, setting
from settings.problems import Problem, SettingsError
from settings.read import read


class Item(Settings):
    size: int = setting(description="Size.", example=1, ge=1, le=9)
    label: str = setting("x", "Label.", min_length=1, max_length=3)


class Toy(Settings):
    share: float = setting(0.5, "Share.", gt=0, lt=1)
    pace: Literal[15, 30] = setting(15, "Pace.")
    always: Literal[True] = setting(True, "Always.")
    even: int = setting(2, "Even.", multiple_of=2, le=100)
    items: tuple[Item, ...] = setting((), "Items.", max_length=3)
    first: int = setting(1, "First.", le=9)
    second: int = setting(1, "Second.", le=9)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first > self.second:
            raise ValueError("first is after second; swap them")
        return self


def told(data: Any, *checks: Any) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(json.dumps(data), Toy, checks)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"share": 0}, ["share: must be > 0.0, got 0; raise it"]),
        ({"share": 1}, ["share: must be < 1.0, got 1; lower it"]),
        ({"share": "half"}, ["share: must be a number, got text; write digits, without quotes"]),
        ({"pace": 20}, ["pace: must be one of 15, 30, got 20; did you mean 30?"]),
        ({"pace": "30"}, ["pace: must be one of 15, 30, got '30'; write 30, without quotes"]),
        ({"pace": None}, ["pace: must be one of 15, 30, got nothing; write one of them"]),
        ({"always": False}, ["always: must be one of true, got false; write one of them"]),
        ({"always": []}, ["always: must be one of true; write one of them"]),
        ({"even": 3}, ["even: is not accepted (multiple_of), got 3; correct it"]),
        (
            {"items": [{"size": 1}, {"size": 0}, {"label": "long", "size": 2}]},
            [
                "items[1].size: must be >= 1, got 0; raise it",
                "items[2].label: must have at most 3 characters, got 4; shorten it",
            ],
        ),
        (
            {"items": [{"siz": 1}, {}]},
            [
                "items[0].siz: unknown setting; did you mean size?",
                "items[1].size: is required; set it, such as 1",
            ],
        ),
        (
            {"items": [{"size": 1}, 7]},
            ["items[1]: must be a section, got 7; write `setting: value` lines below it"],
        ),
        ({"items": [{"size": 1}] * 4}, ["items: must have at most 3 entries; remove some"]),
    ],
)
def test_a_mistake_in_any_kind_of_value_is_told_where_it_is(data, expected):
    assert told(data) == expected


def test_a_mistake_of_the_whole_file_is_told_at_its_top():
    assert told({"first": 3, "second": 2}) == ["(top level): first is after second; swap them"]


def test_a_mistake_of_the_whole_is_not_concluded_from_a_part_that_was_refused():
    assert told({"first": 3, "second": 99}) == ["second: must be <= 9, got 99; lower it"]


def test_checks_do_not_run_on_a_whole_that_cannot_be_mended():
    def check(settings: Toy):
        yield Problem("even", "is looked at", "do not")

    assert told({"first": 3, "second": 2}, check) == [
        "(top level): first is after second; swap them"
    ]


def test_what_a_check_says_of_a_refused_value_is_not_told_again():
    def check(settings: Toy):
        yield Problem("even", "is something else too", "mend it")
        yield Problem("first", "is the first", "mend it")

    assert told({"even": "two"}, check) == [
        "even: must be a whole number, got text; write digits only, without quotes",
        "first: is the first; mend it",
    ]


def test_a_mistake_found_twice_is_told_once():
    def check(settings: Toy):
        yield Problem("even", "is odd", "mend it")

    assert told({}, check, check) == ["even: is odd; mend it"]
