"""What the plan says of the cluster before it surprises anybody."""

from typing import Any

import pytest

from settings.serving_notes import serving_notes
from tests.support import SUBSCRIPTION, make_settings

ROLES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
NIGHTLY: dict[str, Any] = {
    "tier": "non_production",
    "schedule": {"time_zone": "Europe/Berlin"},
    "off_hours": {"role_id": f"{ROLES}/0f0f0f0f-0000-4000-8000-00000000000f"},
}
ISOLATED: dict[str, Any] = {
    "network": {"egress": "isolated"},
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


def notes(changes: dict[str, Any]) -> list[str]:
    return list(serving_notes(make_settings(changes)))


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


def test_a_cluster_that_surprises_nobody_has_no_notes() -> None:
    assert notes({"tier": "non_production"}) == []
    assert notes({"serving": {"encryption_at_host": True}}) == []
    assert notes({"serving": {"enabled": False}}) == []
