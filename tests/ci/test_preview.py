"""The digest that a person approves, and the page they read."""

import copy
from typing import Any

import pytest

from tests.ci.preview_lab import CREATE, DELETE, UPDATE, preview, step, urn
from tools.ci.preview import PreviewError, digest, markdown, read_preview


def _digest(*steps: dict[str, Any]) -> str:
    return digest(read_preview(preview(*steps)))


def _page(*steps: dict[str, Any]) -> str:
    return markdown("dev", read_preview(preview(*steps)))


def _edited(one: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    edited = copy.deepcopy(one)
    *folders, last = path.split(".")
    place = edited
    for folder in folders:
        place = place.setdefault(folder, {})
    place[last] = value
    return edited


def test_the_same_preview_has_the_same_digest_in_whatever_order() -> None:
    one, other = _digest(UPDATE, CREATE, DELETE), _digest(DELETE, UPDATE, CREATE)
    assert one == other
    assert len(one) == 64


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("op", "replace"),
        ("urn", urn("azure-native:network:VirtualNetwork", "other")),
        ("provider", "urn:pulumi:dev::azure-mlops::pulumi:providers:azure-native::other::4b2c"),
        ("oldState.id", "/another"),
        ("oldState.inputs", {"tags": {"owner": "moved"}}),
        ("newState.inputs", {"tags": {"owner": "c"}}),
        ("newState.protect", True),
        ("replaceReasons", ["location"]),
    ],
)
def test_another_change_has_another_digest(path: str, value: Any) -> None:
    assert _digest(_edited(UPDATE, path, value)) != _digest(UPDATE)


def test_one_more_and_one_less_change_have_another_digest() -> None:
    assert len({_digest(UPDATE), _digest(UPDATE, CREATE), _digest()}) == 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("oldState.outputs", {"etag": "2"}),
        ("oldState.modified", "2026-12-01T00:00:00Z"),
        ("newState.sourcePosition", "project:///__main__.py#7"),
        ("detailedDiff", {"etag": {"kind": "update", "inputDiff": False}}),
        ("provider", UPDATE["provider"].replace("4b2c", "04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
    ],
)
def test_what_differs_from_one_preview_to_the_next_is_not_in_the_digest(
    path: str, value: Any
) -> None:
    assert _digest(_edited(UPDATE, path, value)) == _digest(UPDATE)


@pytest.mark.parametrize("op", ["same", "read", "refresh"])
def test_a_step_that_changes_nothing_is_not_in_the_digest(op: str) -> None:
    inputs = {"name": "n"}
    assert _digest(UPDATE, step(op, "kept", old=inputs, new=inputs)) == _digest(UPDATE)


def test_a_resource_that_only_loses_its_protection_is_in_the_digest_and_on_the_page() -> None:
    loses = step("same", "vault", old={}, new={}, old_state={"protect": True})
    assert _digest(loses) != _digest()
    assert "`vault` **no longer protected**" in _page(loses)


def _pool(count: int, size: str = "Standard_D4s_v5", ignored: str = "count") -> dict[str, Any]:
    inputs = {"count": count, "vmSize": size, "profiles": [{"count": count}, {"count": count}]}
    return step(
        "update", "pool", old={"vmSize": "x"}, new=inputs, new_state={"ignoreChanges": [ignored]}
    )


@pytest.mark.parametrize("ignored", ["profiles[*].count", 'profiles[*]["count"]'])
def test_what_azure_moves_under_ignore_changes_is_not_in_the_digest(ignored: str) -> None:
    one, other = _pool(3, ignored=ignored), _pool(3, ignored=ignored)
    other["newState"]["inputs"]["profiles"] = [{"count": 8}, {"count": 9}]
    assert _digest(one) == _digest(other)
    assert _digest(_pool(3)) != _digest(_pool(3, "Standard_D8s_v5"))


def test_only_the_ignored_place_of_a_list_is_left_out() -> None:
    one, other = _pool(3, ignored="profiles[0].count"), _pool(3, ignored="profiles[0].count")
    other["newState"]["inputs"]["profiles"][0]["count"] = 9
    assert _digest(one) == _digest(other)
    other["newState"]["inputs"]["profiles"][1]["count"] = 9
    assert _digest(one) != _digest(other)


@pytest.mark.parametrize("text", ["", "error: no stack", "[]", '{"steps": [{"urn": "u"}]}'])
def test_what_is_no_preview_is_refused(text: str) -> None:
    with pytest.raises(PreviewError, match="pulumi preview --json"):
        read_preview(text)


def test_the_page_counts_what_happens_and_shows_each_value_before_and_after() -> None:
    lines = _page(UPDATE, CREATE).splitlines()
    assert lines[0] == "## dev: 1 create, 1 update"
    assert lines[2] == f"Digest `{_digest(UPDATE, CREATE)}`"
    assert "- **update** `azure-native:network:VirtualNetwork` `network`" in lines
    assert '  - `tags.owner`: `"a"` → `"b"`' in lines


def test_the_page_begins_with_what_would_be_gone() -> None:
    first = next(line for line in _page(UPDATE, CREATE, DELETE).splitlines() if line[:1] == "-")
    assert first == "- **delete** `azure-native:network:VirtualNetwork` `old` **gone afterwards**"


def test_the_page_says_what_a_replacement_is_for_and_what_is_known_later() -> None:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    replaced = step(
        "replace", "n", old={"location": "a"}, new={"id": unknown}, replaceReasons=["location"]
    )
    page = _page(replaced)
    assert "  - because of `location`" in page
    assert '`id`: `nothing` → `"known later"`' in page
    assert '`location`: `"a"` → `nothing`' in page


def test_a_value_cannot_break_out_of_its_place_on_the_page() -> None:
    page = _page(step("update", "n", old={"a": 1}, new={"a": "`x`\n# approve" + "y" * 500}))
    (line,) = [line for line in page.splitlines() if "approve" in line]
    assert line.count("`") == 6
    assert len(line) < 200


def test_nothing_to_do_is_said() -> None:
    assert _page().startswith("## dev: no change\n")
