import pytest

from preflight.diff.matching import Row, match
from tests.preflight.diff_lab import ACCOUNT, CONTAINER, IDENTITY, resource, urn

STORES = "shop:index:Stores"


def pairs(before: list[Row], after: list[Row]) -> list[tuple[str, str, bool]]:
    found = match(before, after)
    return [(pair.before["name"], pair.after["name"], pair.renamed) for pair in found.pairs]


def test_a_resource_of_another_stack_with_the_same_name_is_the_same() -> None:
    one, other = resource(ACCOUNT, "a", stack="dev"), resource(ACCOUNT, "a", stack="prod")
    assert pairs([one], [other]) == [("a", "a", False)]


def test_the_same_name_below_another_component_is_another_resource() -> None:
    stores, safe = resource(STORES, "s"), resource("shop:index:Safe", "s")
    found = match(
        [stores, resource(ACCOUNT, "a", parent=stores)], [safe, resource(ACCOUNT, "a", parent=safe)]
    )
    assert found.pairs == ()
    assert len(found.removed) == len(found.added) == 2


def test_the_same_name_of_another_type_is_another_resource() -> None:
    assert pairs([resource(ACCOUNT, "a")], [resource(IDENTITY, "a")]) == []


def test_a_logical_name_may_hold_colons() -> None:
    assert pairs([resource(ACCOUNT, "a::b")], [resource(ACCOUNT, "a::b")]) == [
        ("a::b", "a::b", False)
    ]


@pytest.mark.parametrize(
    "alias",
    [
        {"urn": urn(ACCOUNT, "old")},
        {"urn": urn(ACCOUNT, "old", stack="another")},
        {"name": "old"},
        {"name": "old", "stack": "another", "project": "another"},
    ],
    ids=["urn", "urn-of-another-stack", "name", "name-stack-and-project"],
)
def test_an_alias_tells_that_a_resource_was_renamed(alias: Row) -> None:
    new = resource(ACCOUNT, "new", aliases=[alias])
    assert pairs([resource(ACCOUNT, "old")], [new]) == [("old", "new", True)]


def test_an_alias_may_tell_a_former_type() -> None:
    new = resource(ACCOUNT, "a", aliases=[{"type": IDENTITY}])
    assert pairs([resource(IDENTITY, "a")], [new]) == [("a", "a", True)]


def test_an_alias_may_tell_a_former_parent() -> None:
    stores, safe = resource(STORES, "s"), resource("shop:index:Safe", "s")
    old = resource(ACCOUNT, "a", parent=safe)
    new = resource(ACCOUNT, "a", parent=stores, aliases=[{"parentUrn": safe["urn"]}])
    assert pairs([safe, old], [stores, new]) == [("a", "a", True)]


def test_an_alias_may_tell_that_there_was_no_parent() -> None:
    stores = resource(STORES, "s")
    new = resource(ACCOUNT, "a", parent=stores, aliases=[{"noParent": True}])
    assert pairs([resource(ACCOUNT, "a")], [stores, new]) == [("a", "a", True)]


def test_the_alias_of_a_component_holds_for_what_is_below_it() -> None:
    old = resource("shop:index:Stores", "old")
    new = resource("shop:index:DataStores", "new", aliases=[{"name": "old", "type": STORES}])
    before = [
        old,
        resource(ACCOUNT, "old-account", parent=old),
        resource(IDENTITY, "x", parent=old),
    ]
    account = resource(ACCOUNT, "new-account", parent=new)
    after = [resource(CONTAINER, "c", parent=account), account, resource(IDENTITY, "x", parent=new)]
    below = resource(CONTAINER, "c", parent=before[1])
    assert sorted(pairs([*before, below], [*after, new])) == [
        ("c", "c", True),
        ("old", "new", True),
        ("old-account", "new-account", True),
        ("x", "x", True),
    ]


def test_a_child_may_be_renamed_together_with_its_component() -> None:
    old = resource(STORES, "old")
    new = resource(STORES, "new", aliases=[{"name": "old"}])
    child = resource(ACCOUNT, "second", parent=new, aliases=[{"name": "first"}])
    assert ("first", "second", True) in pairs(
        [old, resource(ACCOUNT, "first", parent=old)], [new, child]
    )


def test_an_alias_that_fits_nothing_leaves_a_new_resource() -> None:
    new = resource(ACCOUNT, "new", aliases=[{"name": "never"}])
    assert [row["name"] for row in match([], [new]).added] == ["new"]


def test_what_still_exists_is_not_taken_by_an_alias() -> None:
    one, other = resource(ACCOUNT, "a"), resource(ACCOUNT, "b", aliases=[{"name": "a"}])
    found = match([one], [other, one])
    assert [pair.after["name"] for pair in found.pairs] == ["a"]
    assert [row["name"] for row in found.added] == ["b"]
