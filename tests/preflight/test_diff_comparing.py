from typing import Any

import pytest

from preflight.diff.comparing import differences
from tests.preflight.diff_lab import UNKNOWN, secret


def found(before: Any, after: Any, *ignored: str) -> dict[str, tuple[Any, Any]]:
    return {
        item.property: (item.before, item.after) for item in differences(before, after, ignored)
    }


def test_a_nested_property_is_told_by_its_path() -> None:
    assert found({"sku": {"name": "A", "tier": "T"}}, {"sku": {"name": "B", "tier": "T"}}) == {
        "sku.name": ("A", "B")
    }


def test_what_is_not_set_is_none() -> None:
    assert found({"a": 1}, {"b": 2}) == {"a": (1, None), "b": (None, 2)}


def test_unknown_equals_unknown_and_nothing_else() -> None:
    assert found({"id": UNKNOWN}, {"id": UNKNOWN}) == {}
    assert found({"id": UNKNOWN}, {"id": "x"}) == {"id": (UNKNOWN, "x")}


def test_a_secret_differs_by_its_digest_as_a_whole() -> None:
    assert found({"key": secret("a")}, {"key": secret("a")}) == {}
    assert found({"key": secret("a")}, {"key": secret("b")}) == {"key": (secret("a"), secret("b"))}


@pytest.mark.parametrize("key", ["name", "id", "category"])
def test_items_of_a_list_are_told_apart_by_name(key: str) -> None:
    before = {"rules": [{key: "x", "port": 1}, {key: "y", "port": 2}]}
    after = {"rules": [{key: "new", "port": 0}, {key: "x", "port": 1}, {key: "y", "port": 3}]}
    assert found(before, after) == {
        "rules[y].port": (2, 3),
        "rules[new]": (None, {key: "new", "port": 0}),
    }


def test_items_without_a_name_are_told_by_position() -> None:
    assert found({"a": [{"p": 1}, {"p": 2}]}, {"a": [{"p": 1}, {"p": 3}]}) == {"a[1].p": (2, 3)}


def test_two_items_of_one_name_are_told_by_position() -> None:
    items = [{"name": "x", "p": 1}, {"name": "x", "p": 2}]
    assert found({"a": items}, {"a": [items[0], {"name": "x", "p": 3}]}) == {"a[1].p": (2, 3)}


def test_another_order_is_a_difference() -> None:
    one, other = {"name": "x"}, {"name": "y"}
    assert list(found({"a": [one, other]}, {"a": [other, one]})) == ["a"]


def test_a_list_of_plain_values_differs_as_a_whole() -> None:
    assert found({"zones": ["1"]}, {"zones": ["1", "2"]}) == {"zones": (["1"], ["1", "2"])}


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("pools[*].count", {"pools[a].size"}),
        ("pools[0].count", {"pools[a].size"}),
        ("pools", set()),
        ("*", set()),
        ('tags["a.b"]', {"pools[a].count", "pools[a].size"}),
        ("tags.other", {"pools[a].count", "pools[a].size", "tags.a.b"}),
    ],
)
def test_what_ignore_changes_names_is_left_out(path: str, left: set[str]) -> None:
    before = {"pools": [{"name": "a", "count": 1, "size": 1}], "tags": {"a.b": "1"}}
    after = {"pools": [{"name": "a", "count": 2, "size": 2}], "tags": {"a.b": "2"}}
    everything = {"pools[a].count", "pools[a].size", "tags.a.b"}
    expected = left if path != "pools" else {"tags.a.b"}
    expected = expected | {"tags.a.b"} if path.startswith("pools[") else expected
    assert set(found(before, after)) == everything
    assert set(found(before, after, path)) == expected
