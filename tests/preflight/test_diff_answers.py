from typing import Any

import pytest

from preflight.diff.changes import Action
from preflight.diff.compare import compare
from preflight.diff.story import headline
from tests.preflight.diff_lab import (
    ACCOUNT,
    ENDPOINT,
    GRANT,
    IDENTITY,
    NETWORK,
    NOT_IN_OUR_DATA,
    SUBNET,
    UNKNOWN,
    VAULT,
    changed,
    compared,
    plan,
    resource,
    told,
)


def test_a_property_azure_changes_in_place_updates() -> None:
    change = changed(ACCOUNT, {"sku": {"name": "A"}}, {"sku": {"name": "B"}})
    assert told(change) == {"sku.name": "updates"}
    assert change
    assert change.action is Action.UPDATED


def test_a_property_of_the_providers_map_replaces_and_deletes_first() -> None:
    change = changed(ACCOUNT, {"isHnsEnabled": False}, {"isHnsEnabled": True})
    assert told(change) == {"isHnsEnabled": "replaces"}
    assert change
    assert change.action is Action.REPLACED
    assert change.deleted_first
    assert change.lost == "blobs, files, queues and tables"
    assert "provider" in change.properties[0].verdict.because


def test_a_create_only_property_outside_the_map_is_refused() -> None:
    change = changed(VAULT, {"location": "a"}, {"location": "b"})
    assert told(change) == {"location": "refused by Azure"}
    assert change
    assert (change.action, change.one_way, change.lost) == (Action.REFUSED, True, "")


def test_a_type_without_data_is_not_known_and_never_updates() -> None:
    change = changed(NOT_IN_OUR_DATA, {"anything": 1}, {"anything": 2})
    assert told(change) == {"anything": "not known"}
    assert change
    assert change.action is Action.NOT_KNOWN


def test_the_program_may_ask_for_a_replacement() -> None:
    before, after = {"roleDefinitionId": "a"}, {"roleDefinitionId": "b"}
    assert told(changed(GRANT, before, after)) == {"roleDefinitionId": "refused by Azure"}
    asked = changed(GRANT, before, after, replace_on_changes=["roleDefinitionId"])
    assert told(asked) == {"roleDefinitionId": "replaces"}


@pytest.mark.parametrize(
    ("options", "deleted_first", "name_taken"),
    [({}, False, True), ({"delete_before_replace": True}, True, False)],
)
def test_a_replacement_the_program_asks_for_needs_a_free_name(
    options: dict[str, Any], deleted_first: bool, name_taken: bool
) -> None:
    inputs = {"accountName": "same", "kind": "a"}
    change = changed(
        ACCOUNT, inputs, inputs | {"kind": "b"}, replace_on_changes=["kind"], **options
    )
    assert change
    assert (change.deleted_first, change.name_taken) == (deleted_first, name_taken)


def test_a_create_only_property_inside_an_object_that_appears_is_found() -> None:
    whole = {"encryption": {"requireInfrastructureEncryption": True, "keySource": "x"}}
    assert told(changed(ACCOUNT, {}, whole)) == {"encryption": "refused by Azure"}
    assert told(changed(ACCOUNT, {}, {"encryption": {"keySource": "x"}})) == {
        "encryption": "updates"
    }


def test_writing_down_what_azure_gives_anyway_is_not_refused() -> None:
    def days(number: int) -> Any:
        return {"properties": {"softDeleteRetentionInDays": number}}

    path = "properties.softDeleteRetentionInDays"
    assert told(changed(VAULT, {"properties": {}}, days(90))) == {path: "updates"}
    assert told(changed(VAULT, {"properties": {}}, days(7))) == {path: "refused by Azure"}


def test_what_replaces_wins_over_what_is_refused() -> None:
    change = changed(ACCOUNT, {"isHnsEnabled": False, "enableNfsV3": False}, {"isHnsEnabled": True})
    assert change
    assert change.action is Action.REPLACED
    assert told(change) == {"isHnsEnabled": "replaces", "enableNfsV3": "refused by Azure"}


def test_what_is_protected_now_blocks_its_replacement_and_its_removal() -> None:
    old = resource(ACCOUNT, "a", {"isHnsEnabled": False}, protect=True)
    (replaced,) = compared([old], [resource(ACCOUNT, "a", {"isHnsEnabled": True})]).changes
    (removed,) = compared([old], []).changes
    assert replaced.blocked
    assert removed.blocked
    new = resource(ACCOUNT, "a", {"isHnsEnabled": True}, protect=True)
    unprotected = resource(ACCOUNT, "a", {"isHnsEnabled": False})
    assert not compared([unprotected], [new]).changes[0].blocked


def test_what_is_kept_in_azure_is_not_lost() -> None:
    (removed,) = compared([resource(ACCOUNT, "a", retain_on_delete=True)], []).changes
    assert (removed.lost, removed.retained) == ("", True)


def test_an_option_changes_the_state_only() -> None:
    (change,) = compared(
        [resource(ACCOUNT, "a", protect=True)], [resource(ACCOUNT, "a", ignore_changes=["kind"])]
    ).changes
    assert told(change) == {"option protect": "updates", "option ignore_changes": "updates"}


def test_an_ignored_change_is_none() -> None:
    assert changed(ACCOUNT, {"kind": "a"}, {"kind": "b"}, ignore_changes=["kind"]) is None


def test_an_unknown_id_of_another_resource_is_a_change() -> None:
    nodes, pods = (resource(SUBNET, name) for name in ("nodes", "pods"))
    inputs = {"subnet": {"id": UNKNOWN}}
    before = resource(ENDPOINT, "e", inputs, needs={"subnet": [nodes]})
    after = resource(ENDPOINT, "e", inputs, needs={"subnet": [pods]})
    (change,) = compared([nodes, pods, before], [nodes, pods, after]).changes
    assert told(change) == {"subnet.id": "replaces"}
    assert change.properties[0].difference.before == {"$from": ["nodes"]}


def test_an_unknown_id_of_a_renamed_resource_is_no_change() -> None:
    old, new = resource(SUBNET, "old"), resource(SUBNET, "new", aliases=[{"name": "old"}])
    inputs = {"subnet": {"id": UNKNOWN}}
    rows = [resource(ENDPOINT, "e", inputs, needs={"subnet": [one]}) for one in (old, new)]
    (change,) = compared([old, rows[0]], [new, rows[1]]).changes
    assert (change.row["name"], change.action) == ("new", Action.RENAMED)


def test_what_depends_on_a_replaced_resource_may_follow_once() -> None:
    vnet_before, vnet = (resource(NETWORK, "v", {"location": place}) for place in "ab")
    subnet = resource(
        SUBNET, "s", {"virtualNetworkName": UNKNOWN}, needs={"virtualNetworkName": [vnet]}
    )
    endpoint = resource(
        ENDPOINT,
        "e",
        {"subnet": {"id": UNKNOWN}, "tags": UNKNOWN},
        needs={"subnet": [subnet], "tags": [subnet]},
    )
    grant = resource(GRANT, "g", {"description": UNKNOWN}, needs={"description": [endpoint]})
    last = resource(IDENTITY, "i", {"tags": UNKNOWN}, needs={"tags": [grant]})
    rest = [subnet, endpoint, grant, last]
    found = compared([vnet_before, *rest], [vnet, *rest])
    assert [change.row["name"] for change in found.changes] == ["v"]
    assert [(f.row["name"], f.property, f.verdict.answer.value) for f in found.followers] == [
        ("s", "virtualNetworkName", "replaces"),
        ("e", "subnet.id", "replaces"),
        ("g", "description", "updates"),
    ]


def test_what_is_new_does_not_follow() -> None:
    before, vnet = (resource(NETWORK, "v", {"location": place}) for place in "ab")
    subnet = resource(SUBNET, "s", {}, needs={"virtualNetworkName": [vnet]})
    assert compared([before], [vnet, subnet]).followers == ()


def test_the_gravest_comes_first() -> None:
    def rows(value: str, *more: Any) -> list[Any]:
        return [
            resource(IDENTITY, "updated", {"tags": {"a": value}}),
            resource(IDENTITY, "replaced", {"location": value}),
            resource(SUBNET, "refused", {"defaultOutboundAccess": value}),
            resource(NOT_IN_OUR_DATA, "not-known", {"a": value}),
            resource(VAULT, "one-way-refused", {"location": value}),
            resource(ACCOUNT, "one-way-replaced", {"location": value}),
            resource(ACCOUNT, "one-way-blocked", {"location": value}, protect=True),
            *more,
        ]

    before = rows("a", resource(IDENTITY, "gone"), resource(ACCOUNT, "gone-with-data"))
    before.append(resource(IDENTITY, "old"))
    after = rows("b", resource(IDENTITY, "added"))
    after.append(resource(IDENTITY, "new", aliases=[{"name": "old"}]))
    found = compared(before, after)
    assert [change.row["name"] for change in found.changes] == [
        "one-way-blocked",
        "one-way-replaced",
        "one-way-refused",
        "refused",
        "replaced",
        "not-known",
        "gone-with-data",
        "gone",
        "added",
        "updated",
        "new",
    ]
    assert headline(found) == (
        "1 blocked by protect, 3 replaced, 2 refused by Azure, 1 not known, 2 removed, 1 added,"
        " 1 updated, 1 renamed"
    )


def test_two_environments_are_compared_without_their_names() -> None:
    def account(stack: str, sku: str) -> Any:
        return resource(
            ACCOUNT,
            "a",
            {
                "accountName": f"st{stack}x1",
                "resourceGroupName": f"rg-{stack}",
                "sku": {"name": sku},
                "tags": {"Environment": stack, "Owner": "us"},
                "scope": f"/resourceGroups/rg-{stack}/accounts/st{stack}x1",
            },
            stack=stack,
        )

    before = plan(account("dev", "LRS"), stack="dev")
    after = plan(account("prod", "GRS"), stack="prod")
    hidden = compare(before, after, ("dev", "prod"), ignore_names=True)
    assert [told(change) for change in hidden.changes] == [{"sku.name": "updates"}]
    assert (hidden.names_ignored, hidden.two_stacks) == (4, True)
    shown = compare(before, after, ("dev", "prod"))
    assert set(told(shown.changes[0])) == {
        "accountName",
        "resourceGroupName",
        "scope",
        "sku.name",
        "tags.Environment",
    }


@pytest.mark.parametrize("texts", [("device", "prodice"), ("mydev", "myprod")])
def test_an_environments_name_inside_a_word_is_no_name(texts: tuple[str, str]) -> None:
    before, after = (
        plan(resource(IDENTITY, "i", {"tags": {"a": text}}, stack=stack), stack=stack)
        for stack, text in zip(("dev", "prod"), texts, strict=True)
    )
    assert compare(before, after, ("dev", "prod"), ignore_names=True).changes != ()
