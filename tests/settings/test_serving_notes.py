"""What the plan says of the cluster before it surprises anybody."""

from typing import Any

import pytest

from settings.serving_notes import serving_notes
from tests.support import SUBSCRIPTION, make_settings, merged

ROLES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
NIGHTLY: dict[str, Any] = {
    "tier": "non_production",
    "schedule": {"time_zone": "Europe/Berlin"},
    "off_hours": {"role_id": f"{ROLES}/0f0f0f0f-0000-4000-8000-00000000000f"},
}
CHURN = {"versions": {"stable": {"image": f"cr.azurecr.io/churn@sha256:{'a' * 64}"}}}
ISOLATED: dict[str, Any] = {
    "network": {"egress": "isolated"},
    "serving": {"delivery": {"gitops": {"repository": None}}},
    "data_stores": {
        "registry": {
            "cache_rules": {
                "aks-managed-mcr": {
                    "source": "mcr.microsoft.com/*",
                    "target": "aks-managed-repository/*",
                }
            }
        }
    },
}


REPOSITORY = {"url": "https://github.com/contoso/models", "path": "clusters/test"}
PULLED: dict[str, Any] = {"serving": {"delivery": {"gitops": {"repository": REPOSITORY}}}}


def notes(changes: dict[str, Any]) -> list[str]:
    """Return the notes of a cluster that pulls its objects from a repository."""
    return list(serving_notes(make_settings(merged(PULLED, changes))))


def test_a_deployment_at_night_is_told_of_beforehand_and_so_is_summer() -> None:
    assert notes(NIGHTLY) == [
        "schedule: the cluster stops at 19:00 Europe/Berlin; until it is started a deployment that "
        "changes it fails, see docs/runbooks/cluster.md",
        "serving.maintenance: AKS knows no daylight saving, so it upgrades Monday 08:00-12:00 "
        "Europe/Berlin (UTC+01:00), by the clock 09:00-13:00 while daylight saving lasts",
    ]


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({"serving": {"run_command": True}}, "serving.run_command: the API server takes commands"),
        (ISOLATED, "network.egress: without a way out pods cannot sign in with Entra"),
        ({}, "serving.encryption_at_host: local disks of nodes are encrypted by Azure's"),
    ],
)
def test_what_would_surprise_is_told(changes: dict[str, Any], beginning: str) -> None:
    assert [line for line in notes(changes) if line.startswith(beginning)]


@pytest.mark.parametrize(
    ("serving", "beginning"),
    [
        ({"delivery": {}}, "serving.delivery: nothing pulls the cluster's objects until"),
        ({"delivery": {"apply": {}}}, "serving.delivery: apply needs a runner in the network"),
        (
            {"services": {"churn": CHURN}, "istio": {"revisions": ["asm-1-29"]}},
            "serving.istio: with asm-1-29 pods of the mesh need rights",
        ),
        ({"services": {"churn": CHURN}}, "serving.ingress: without it nobody outside"),
        ({"services": {"churn": {}}}, "serving.services.churn: no version runs yet"),
        (
            {"spot_pool": {}, "services": {"churn": {**CHURN, "pool": "spot"}}},
            "serving.services.churn: all replicas are on spot nodes",
        ),
    ],
)
def test_what_services_lack_is_told(serving: dict[str, Any], beginning: str) -> None:
    told = serving_notes(make_settings({"serving": serving}))
    assert [line for line in told if line.startswith(beginning)]


def test_nodes_behind_a_firewall_must_be_let_to_where_the_gpu_plugin_lies() -> None:
    def told(*hosts: str) -> list[str]:
        network = {"egress": "firewall", "firewall": {"allowed_fqdns": ["github.com", *hosts]}}
        changes = {
            "network": {**network, "virtual_network": {"address_space": "10.20.0.0/20"}},
            "serving": {"gpu_pool": {}},
        }
        return [line for line in notes(changes) if "nvcr.io" in line]

    assert told() == [
        "serving.gpu_pool: nodes pull the device plugin from nvcr.io, which "
        "network.firewall.allowed_fqdns does not list"
    ]
    assert told("nvcr.io") == []


def test_a_cluster_that_surprises_nobody_has_no_notes() -> None:
    assert notes({"tier": "non_production"}) == []
    assert notes({"serving": {"encryption_at_host": True}}) == []
    assert notes({"serving": {"enabled": False}}) == []
