"""Settings that a stack file gives and that no resource reads yet."""

from typing import Any

from settings.base import Settings, setting
from settings.types import FrozenMap, KubernetesName
from settings.without_effect import without_effect


class Part(Settings):
    later: int = setting(1, "Later.", builds_nothing_yet=True)
    now: int = setting(1, "Now.")


class Whole(Settings):
    part: Part = setting(Part(), "Part.")
    parts: FrozenMap[KubernetesName, Part] = setting({}, "Parts.")
    names: FrozenMap[KubernetesName, int] = setting({}, "Names.")
    unread: Part = setting(Part(), "Unread.", builds_nothing_yet=True)


def found(**given: Any) -> list[str]:
    return list(without_effect(Whole(**given)))


def test_what_is_left_out_is_not_told():
    assert found() == []


def test_what_is_read_is_not_told():
    assert found(part=Part(now=2), names={"a": 1}) == []


def test_what_builds_nothing_yet_is_told_where_it_stands():
    assert found(part=Part(later=2), parts={"a": Part(later=2), "b": Part(now=2)}) == [
        "part.later",
        "parts.a.later",
    ]


def test_a_section_that_builds_nothing_yet_is_told_once():
    assert found(unread=Part(later=2)) == ["unread"]
