"""A network that exists, and settings that no network can have."""

from typing import Any

import pytest

from settings.problems import SettingsError
from tests.components.network_lab import (
    EXISTING,
    GRANT,
    HUB_FIREWALL,
    LINK,
    ROLES,
    SPOKE,
    STACKS,
    TRAINING,
    USER,
    ZONE,
    deploy_network,
    firewall,
    previewed,
)
from tests.support import make_settings


@pytest.mark.parametrize("way", [{}, HUB_FIREWALL, STACKS["isolated"]])
def test_in_a_network_that_exists_only_zones_links_and_rights_are_made(
    way: dict[str, Any],
) -> None:
    network = {**EXISTING["network"], **way.get("network", {})}
    plan = deploy_network({**way, "network": network})
    made = {resource.type for resource in plan.custom}
    assert made == {ZONE, LINK, GRANT}
    assert {link.inputs["virtualNetwork"]["id"] for link in plan.all(LINK)} == {SPOKE}
    assert {link.inputs["virtualNetworkLinkName"] for link in plan.all(LINK)} == {"vnet-spoke"}


def test_the_ids_of_existing_subnets_are_handed_on_and_known_in_a_preview() -> None:
    plan = previewed(EXISTING)
    for role in ROLES:
        user = plan.one(USER, f"user-of-{role}")
        assert user.inputs["managedBy"] == f"{SPOKE}/subnets/snet-{role}"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (
            {
                "location": "westus",
                "allowed_locations": ["westus"],
                "network": {"nat": {"zone": "1"}},
            },
            "network.nat.zone",
        ),
        (
            {"network": {**EXISTING["network"], **firewall(sku="Basic")["network"]}},
            "network.firewall",
        ),
        ({**TRAINING, "network": {"egress": "isolated"}}, "network.egress"),
        (
            {
                "tier": "non_production",
                "network": {"egress": "isolated", "private_endpoints": False},
            },
            "network.egress",
        ),
        (
            {"network": {"egress": "isolated", "nat": {"zone": "1"}}},
            "network.nat",
        ),
        (
            {"network": {**EXISTING["network"], "allowed_callers": ["10.0.0.0/24"]}},
            "network.allowed_callers",
        ),
        (
            {"network": {**EXISTING["network"], "private_dns": {"linked_network_ids": [SPOKE]}}},
            "network.private_dns.linked_network_ids[0]",
        ),
        (
            {
                "network": {
                    "private_dns": {"managed_by_policy": True, "linked_network_ids": [SPOKE]}
                }
            },
            "network.private_dns.linked_network_ids[0]",
        ),
        (
            firewall(sku="Basic", allowed_fqdns=["pypi.org", "https://pypi.org/x"]),
            "network.firewall.allowed_fqdns[1]",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_where_it_stands(
    changes: dict[str, Any], path: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        make_settings(changes)
    assert path in [problem.path for problem in refused.value.problems]
