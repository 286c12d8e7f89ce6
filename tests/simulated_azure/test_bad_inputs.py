"""One mistake a line: each is refused for its own reason, and nothing else is."""

from typing import Any

import pytest

from simulated_azure.catalog import type_facts
from simulated_azure.cloud import Request
from simulated_azure.values import UNKNOWN, Secret
from tests.simulated_azure.bases import BASES, NETWORK, PRINCIPAL, TENANT, WEB_RULE
from tests.simulated_azure.clouds import cloud, refusals, request
from tests.simulated_azure.mistakes import MISTAKES, Mistake

ACCESS_POLICY = {"objectId": PRINCIPAL, "tenantId": TENANT, "permissions": {"keys": ["get"]}}
DIMENSION = {"name": "ApiName", "operator": "Include", "values": ["*"]}
FILTERS = "policy.rules[0].definition.filters"


@pytest.mark.parametrize("kind", sorted(BASES))
@pytest.mark.parametrize("preview", [True, False])
def test_a_valid_request_is_refused_nowhere(kind: str, preview: bool) -> None:
    assert refusals(request(kind), preview=preview) == ()


@pytest.mark.parametrize(
    "mistake",
    MISTAKES,
    ids=[f"{mistake.kind}-{'-'.join(mistake.edits)}-{mistake.code}" for mistake in MISTAKES],
)
@pytest.mark.parametrize("preview", [True, False])
def test_a_mistake_is_refused_for_its_one_reason(mistake: Mistake, preview: bool) -> None:
    found = refusals(request(mistake.kind, mistake.edits), preview=preview)

    assert [(refusal.code, refusal.property) for refusal in found] == [
        (mistake.code, mistake.where)
    ]


@pytest.mark.parametrize(
    ("kind", "path", "item", "most"),
    [
        ("consumption:Budget", "notifications.actual80.contactEmails", "a@b.c", 50),
        ("keyvault:Vault", "properties.accessPolicies", ACCESS_POLICY, 1024),
        ("monitor:MetricAlert", "criteria.allOf[0].dimensions", DIMENSION, 10),
        ("monitor:ScheduledQueryRule", "actions.actionGroups", NETWORK, 5),
        ("monitor:ScheduledQueryRule", "criteria.allOf[0].dimensions", DIMENSION, 6),
        ("network:NatGateway", "publicIpAddresses", {"id": NETWORK}, 16),
        ("storage:StorageAccount", "networkRuleSet.ipRules", {"iPAddressOrRange": "20.1.2.3"}, 400),
        ("storage:ManagementPolicy", f"{FILTERS}.prefixMatch", "models/", 10),
    ],
)
def test_one_item_more_than_the_most_is_refused(kind: str, path: str, item: Any, most: int) -> None:
    found = refusals(request(kind, {path: [item] * (most + 1)}))

    assert refusals(request(kind, {path: [item] * most})) == ()
    assert [(refusal.code, refusal.property) for refusal in found] == [("bad-count", path)]


def test_a_group_of_1001_rules_is_refused() -> None:
    rules = [{**WEB_RULE, "name": f"r{n}", "priority": 100 + n} for n in range(1001)]

    (found,) = refusals(request("network:NetworkSecurityGroup", {"securityRules": rules}))

    assert (found.code, found.property) == ("bad-count", "securityRules")


def test_a_sixth_notification_of_a_budget_is_refused() -> None:
    given: dict[str, Any] = BASES["consumption:Budget"]["notifications"]
    six = {f"n{n}": given["actual80"] for n in range(6)}

    (found,) = refusals(request("consumption:Budget", {"notifications": six}))

    assert (found.code, found.property) == ("bad-count", "notifications")


def test_a_sixth_policy_of_a_workflow_is_refused() -> None:
    path = "accessControl.triggers.openAuthenticationPolicies.policies"
    policy = {"type": "AAD", "claims": [{"name": "iss", "value": "https://sts.windows.net/x/"}]}

    (found,) = refusals(request("logic:Workflow", {path: {f"p{n}": policy for n in range(6)}}))

    assert (found.code, found.property) == ("bad-count", path)


def test_a_51st_tag_is_refused() -> None:
    tags = {f"tag{n}": "x" for n in range(51)}

    (found,) = refusals(request("storage:StorageAccount", {"tags": tags}))

    assert (found.code, found.property) == ("bad-count", "tags")


@pytest.mark.parametrize("kind", sorted(BASES))
def test_every_name_limit_and_rule_of_a_type_is_broken_by_a_mistake(kind: str) -> None:
    broken = {
        (refusal.source, refusal.allowed)
        for mistake in MISTAKES
        if mistake.kind == kind
        for refusal in refusals(request(kind, mistake.edits))
    }
    facts = type_facts(f"azure-native:{kind}")
    assert facts
    names = [facts.name] if facts.name else []
    # Those that only a long list breaks have tests of their own.
    limits = [limit for limit in facts.limits if not limit.count or limit.count[0] > 0]

    for entry in (*names, *limits, *facts.rules):
        assert (entry.source, entry.allowed) in broken, entry


@pytest.mark.parametrize("kind", sorted(BASES))
def test_an_unknown_value_is_never_judged(kind: str) -> None:
    for path in BASES[kind]:
        assert refusals(request(kind, {path: UNKNOWN}), preview=True) == ()


def test_every_mistake_of_a_resource_is_reported_at_once() -> None:
    edits = {"vaultName": "kv--test", "properties.sku.name": "gold", "properties.x": 1}

    found = refusals(request("keyvault:Vault", edits))

    assert {refusal.code for refusal in found} == {"bad-name", "not-in-enum", "unknown-property"}


def test_a_refusal_says_what_to_write_and_where_that_comes_from() -> None:
    (found,) = refusals(request("storage:StorageAccount", {"sku.name": "Standard_LSR"}))

    assert found.got == "'Standard_LSR'"
    assert "did you mean 'Standard_LRS'?" in found.allowed
    assert found.source == "pulumi-azure-native, the installed Python SDK"


def test_an_unknown_key_is_answered_with_the_nearest_right_one() -> None:
    (found,) = refusals(request("keyvault:Vault", {"properties.enableRbacAuthorisation": True}))

    assert found.allowed == "did you mean enableRbacAuthorization?"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties.softDeleteRetentionInDays", Secret(123)),
        ("properties.sku", Secret({"family": "A", "name": "hunter2"})),
        ("properties.tenantId", Secret("hunter2")),
        ("vaultName", Secret("hunter2--")),
        ("location", Secret("hunter2")),
        ("properties.enablePurgeProtection", Secret("hunter2")),
    ],
)
def test_the_value_of_a_secret_is_judged_but_never_told(path: str, value: Secret) -> None:
    found = refusals(request("keyvault:Vault", {path: value}))

    assert [refusal.got for refusal in found] == ["a secret"]
    assert "hunter2" not in repr(found)
    assert "123" not in repr(found)


def test_the_value_of_an_unknown_key_is_never_told() -> None:
    found = refusals(request("keyvault:Vault", {"properties.passwrd": "hunter2"}))

    assert "hunter2" not in repr(found)


def test_a_value_that_the_sdk_does_not_list_but_azure_takes_is_no_refusal() -> None:
    inputs = {
        "resourceGroupName": "rg-test",
        "ruleName": "latency",
        "criteria": {"allOf": [{"query": "requests", "operator": "GreaterThan"}]},
        "scopes": [NETWORK],
    }
    token = "azure-native:monitor:ScheduledQueryRule"

    assert cloud().create(Request("urn:alert", token, "alert", inputs)).refusals == ()
    inputs["criteria"]["allOf"][0]["operator"] = "Above"
    (found,) = cloud().create(Request("urn:alert", token, "alert", inputs)).refusals
    assert (found.code, found.property) == ("not-in-enum", "criteria.allOf[0].operator")


def test_a_type_that_the_sdk_does_not_have_is_refused() -> None:
    answer = cloud().create(Request("urn:x", "azure-native:keyvault:Valut", "x", {"a": 1}))

    assert [refusal.code for refusal in answer.refusals] == ["unknown-type"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(BASES))
def test_no_input_whatever_its_type_makes_the_cloud_raise(kind: str) -> None:
    for path in BASES[kind]:
        for value in (None, 7, 1.5, True, "x", [], {}, [[]], {"a": {}}, [None], [{"id": 7}]):
            cloud().create(request(kind, {path: value}))
