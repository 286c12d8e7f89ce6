"""Settings of bootstrap: what contradicts what, and what follows from them."""

import json
from typing import Any

import pytest

from settings.bootstrap_notes import bootstrap_notes
from settings.problems import SettingsError
from tests.bootstrap_lab import BASE, bootstrap_settings
from tests.support import merged

NETWORK = (
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-mlops-prod-eus2"
    "/providers/Microsoft.Network/virtualNetworks/vnet-mlops-prod-eus2"
)
PIPELINE = {"repository": "contoso/platform", "environment": "prod"}


def mistakes(changes: dict[str, Any]) -> list[str]:
    """Return the lines that reading the base with `changes` ends with."""
    try:
        bootstrap_settings(changes)
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"environments": {"shared": {}}},
            "environments.shared: is the name of what all environments share; give the environment "
            "another name",
        ),
        (
            {"environments": {"a1": {"resource_group": "rg-a"}, "b1": {"resource_group": "RG-A"}}},
            "environments.a1.resource_group: is the group of another environment too, got 'rg-a'; "
            "give each environment its own",
        ),
        (
            {"tenant_id": BASE["subscription_id"]},
            "tenant_id: is the id of the subscription, got "
            "'11111111-1111-1111-1111-111111111111'; write what `az account show --query tenantId` "
            "prints",
        ),
        (
            {"environments": {"prod": {"deployer_pipelines": {"one": PIPELINE, "two": PIPELINE}}}},
            "environments.prod.deployer_pipelines: names "
            "repo:contoso/platform:environment:prod 2 times; keep one",
        ),
        (
            {
                "environments": {
                    "prod": {"deployer_pipelines": {"one": PIPELINE}},
                    "test": {"deployer_pipelines": {"two": PIPELINE}},
                }
            },
            "environments.test.deployer_pipelines.two: may sign in as the deployer of prod "
            "already; let each pipeline deploy one environment",
        ),
        (
            {"environments": {"prod": {"network_id": NETWORK, "location": "westus2"}}},
            "environments.prod.network_id: flows are written to an account in the network's "
            "region, and ours is in eastus2; remove it, and log its flows from a bootstrap stack "
            "of that region",
        ),
        (
            {"state": {"allowed_addresses": ["10.0.0.0/8"]}},
            "state.allowed_addresses[0]: is not a public range, got '10.0.0.0/8'; state is reached "
            "over public addresses",
        ),
        (
            {"state": {"allowed_addresses": ["20.1.2.3/24"]}},
            "state.allowed_addresses[0]: is not spelt as Azure keeps it, got '20.1.2.3/24'; write "
            "20.1.2.0/24",
        ),
        (
            {"state": {"allowed_addresses": ["20.1.2.2/31"]}},
            "state.allowed_addresses[0]: is a range of two, which storage refuses, got "
            "'20.1.2.2/31'; write the two addresses",
        ),
        (
            {"state": {"allowed_addresses": ["home"]}},
            "state.allowed_addresses[0]: is not an IPv4 address or range, got 'home'; write one "
            "such as 20.1.2.0/24",
        ),
        (
            {"owners_group": None},
            "owners_group: is required; set it, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        ),
    ],
)
def test_a_contradiction_says_where_what_and_what_to_do(changes: dict[str, Any], line: str) -> None:
    assert line in mistakes(changes)


def test_an_environment_is_required() -> None:
    given = {key: value for key, value in BASE.items() if key != "environments"}
    changes = {"environments": dict.fromkeys(BASE["environments"])}
    assert json.loads(json.dumps(merged(BASE, changes))) == {**given, "environments": {}}
    assert [line.split(":")[0] for line in mistakes(changes)] == ["environments"]


def test_an_environment_is_where_the_subscriptions_own_things_are_unless_it_says_so() -> None:
    settings = bootstrap_settings({"environments": {"prod": {"location": "westus2"}}})
    assert settings.stack_of("dev").location == "eastus2"
    assert settings.stack_of("prod").location == "westus2"


def test_the_plan_is_told_what_ends_and_what_is_wide_open() -> None:
    changes = {
        "anomaly_alert": {"recipients": ["finops@example.com"]},
        "environments": {"prod": {"eligible_grants": True}},
    }
    notes = list(bootstrap_notes(bootstrap_settings(changes)))
    assert notes == [
        "anomaly_alert: ends on 2027-11-30; move anomaly_alert.renewed on before",
        "state: any address reaches it with a right from Entra; list those of your runners in "
        "state.allowed_addresses",
        "environments.prod: no pipeline may sign in as its deployer",
        "environments.prod: its deployer may make anybody eligible for any role in the group "
        "(eligible_grants)",
        "environments.prod: no flow logs; give network_id once the network exists",
    ]
