"""Ways in that contradict each other, or the network they lead into."""

from typing import Any

import pytest

from settings.footprint import footprint
from tests.settings.samples import NETWORK_ID, SUBSCRIPTION, merged, mistakes, settings

HUB = f"{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub"
OWN_HUB = HUB.replace("000000000030", "000000000010")
FIREWALL = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/azureFirewalls/afw"
PROJECT = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.DevCenter/projects/platform"
CALLERS: dict[str, Any] = {"network": {"allowed_callers": ["10.0.0.0/16"]}}
CLIENTS: dict[str, Any] = {"client_ranges": ["203.0.113.0/24"]}
VPN: dict[str, Any] = {
    "client_range": "172.27.0.0/24",
    "audience": "00000000-0000-0000-0000-0000000000f1",
}
AGENTS: dict[str, Any] = {
    "organization_url": "https://dev.azure.com/contoso",
    "projects": ["mlops"],
    "dev_center_project_id": PROJECT,
    "service_principal_id": "00000000-0000-0000-0000-0000000000f2",
}
ISOLATED: dict[str, Any] = {
    "network": {"egress": "isolated"},
    "serving": {"enabled": False},
}
SUBNETS = f"{NETWORK_ID}/subnets"


def access(**ways: Any) -> dict[str, Any]:
    return {"access": ways}


def existing(**subnet_ids: str) -> dict[str, Any]:
    ids = {role: f"{SUBNETS}/snet-{role}" for role in ("nodes", "endpoints", "api-server")}
    return {
        "network": {
            "virtual_network": {"id": NETWORK_ID, "subnet_ids": {**ids, **subnet_ids}},
        }
    }


def in_existing(changes: dict[str, Any], **subnet_ids: str) -> list[str]:
    """Return the mistakes of settings in a network that exists."""
    return [
        line
        for line in mistakes(merged(changes, existing(**subnet_ids)))
        # The minimal settings' own range is laid under ours.
        if "address_space" not in line
    ]


def test_nothing_is_asked_of_who_gives_no_way_in() -> None:
    assert settings().access.mode == "none"
    assert mistakes({"access": {}}) == []


@pytest.mark.parametrize(
    ("changes", "mode"),
    [
        (merged(CALLERS, access(hub={"id": HUB})), "hub"),
        (access(bastion_vm=CLIENTS), "bastion_vm"),
        (access(vpn=VPN), "vpn"),
    ],
)
def test_a_way_in_is_told_by_its_name(changes: dict[str, Any], mode: str) -> None:
    assert mistakes(changes) == []
    assert settings(changes).access.mode == mode


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        (access(vpn=VPN, bastion_vm=CLIENTS), "access"),
        (
            access(runners={"github_business_id": "1", "devops_pool": AGENTS}),
            "access.runners.github_business_id",
        ),
        (access(hub={"id": HUB}), "network.allowed_callers"),
        (merged(CALLERS, access(hub={"id": HUB, "peer_back": True})), "access.hub.peer_back"),
        (
            merged(
                merged(CALLERS, access(hub={"id": HUB, "allow_forwarded_traffic": False})),
                {
                    "network": {
                        "egress": "firewall",
                        "firewall": {"id": FIREWALL, "private_ip": "10.0.1.4"},
                    }
                },
            ),
            "access.hub.allow_forwarded_traffic",
        ),
        (
            {"network": {"virtual_network": {"dns_servers": ["10.0.0.4"]}}},
            "network.private_dns.linked_network_ids",
        ),
        (merged(ISOLATED, access(bastion_vm=CLIENTS)), "access.bastion_vm"),
        (merged(ISOLATED, access(runners={})), "access.runners"),
        (
            merged(access(bastion_vm=CLIENTS), {"schedule": {"time_zone": "America/Nuuk"}}),
            "schedule.time_zone",
        ),
        (access(vpn={**VPN, "client_range": "172.27.0.0/28"}), "access.vpn.client_range"),
        (access(vpn={**VPN, "client_range": "10.40.1.0/24"}), "access.vpn.client_range"),
        (access(vpn={"client_range": "172.27.0.0/24"}), "access.vpn.audience"),
        (
            access(bastion_vm={"client_ranges": ["10.0.0.0/8"]}),
            "access.bastion_vm.client_ranges[0]",
        ),
        (
            access(bastion_vm={"client_ranges": ["203.0.113.9/24"]}),
            "access.bastion_vm.client_ranges[0]",
        ),
        (access(bastion_vm={"client_ranges": []}), "access.bastion_vm.client_ranges"),
        (access(bastion_vm={**CLIENTS, "scale_units": 1}), "access.bastion_vm.scale_units"),
        (access(bastion_vm={**CLIENTS, "sku": "Basic"}), "access.bastion_vm.sku"),
        (access(runners={"max_runners": 0}), "access.runners.max_runners"),
        (access(runners={"github_business_id": "contoso"}), "access.runners.github_business_id"),
        (
            access(runners={"devops_pool": {**AGENTS, "projects": ["a/b"]}}),
            "access.runners.devops_pool.projects[0]",
        ),
        (
            access(runners={"devops_pool": {**AGENTS, "dev_center_project_id": HUB}}),
            "access.runners.devops_pool.dev_center_project_id",
        ),
    ],
)
def test_a_mistake_is_told_once_where_it_is(changes: dict[str, Any], path: str) -> None:
    found = mistakes(changes)
    assert [line.partition(":")[0] for line in found] == [path], found


@pytest.mark.parametrize(
    "changes",
    [
        merged(CALLERS, access(hub={"id": OWN_HUB, "peer_back": True})),
        merged({"tier": "non_production"}, access(vpn={"client_range": "172.27.0.0/24"})),
        access(bastion_vm={**CLIENTS, "shutdown_at": None}),
        access(bastion_vm={"client_ranges": ["0.0.0.0/0"]}),
        merged(ISOLATED, access(vpn=VPN)),
    ],
)
def test_what_is_unusual_and_right_is_taken(changes: dict[str, Any]) -> None:
    assert mistakes(changes) == []


def test_who_gives_a_way_in_gets_the_subnets_for_it() -> None:
    def roles(changes: dict[str, Any]) -> list[str]:
        base = {"nodes", "endpoints", "api-server"}
        return [need.role for need in footprint(settings(changes)).subnets if need.role not in base]

    assert roles(access(bastion_vm=CLIENTS)) == ["bastion", "jump"]
    assert roles(access(vpn=VPN)) == ["gateway", "resolver"]
    assert roles(access(runners={})) == ["runners"]
    assert roles(merged(CALLERS, access(hub={"id": HUB}))) == []


@pytest.mark.parametrize(
    ("runners", "service"),
    [
        ({}, ""),
        ({"github_business_id": "1"}, "GitHub.Network/networkSettings"),
        ({"devops_pool": AGENTS}, "Microsoft.DevOpsInfrastructure/pools"),
    ],
)
def test_the_runners_subnet_is_handed_to_whoever_runs_them(
    runners: dict[str, Any], service: str
) -> None:
    (need,) = [n for n in footprint(settings(access(runners=runners))).subnets if n.egress and
               n.role == "runners"]  # fmt: skip
    assert need.delegation == service


def test_the_runners_subnet_is_sized_for_the_most_runners() -> None:
    def prefix(most: int) -> int:
        needs = footprint(settings(access(runners={"max_runners": most}))).subnets
        return next(need.prefix for need in needs if need.role == "runners")

    assert [prefix(11), prefix(12), prefix(59), prefix(60)] == [28, 27, 26, 25]


def test_in_a_network_that_exists_the_subnets_of_a_way_in_come_by_id() -> None:
    (line,) = in_existing(access(bastion_vm=CLIENTS))
    assert line.startswith("network.virtual_network.subnet_ids: lacks bastion, jump")


def test_a_subnet_that_azure_names_must_have_that_name() -> None:
    given = {"bastion": f"{SUBNETS}/snet-bastion", "jump": f"{SUBNETS}/snet-jump"}
    (line,) = in_existing(access(bastion_vm=CLIENTS), **given)
    assert line.startswith("network.virtual_network.subnet_ids.bastion: must be AzureBastionSubnet")


def test_a_subnet_that_azure_shares_with_nothing_is_alone() -> None:
    (line,) = in_existing(access(runners={}), runners=f"{SUBNETS}/snet-nodes")
    assert line.startswith("network.virtual_network.subnet_ids.runners: is the subnet of nodes too")


def test_in_a_network_that_exists_only_its_owner_peers() -> None:
    (line,) = in_existing(access(hub={"id": HUB, "use_remote_gateways": True}))
    assert line.startswith("access.hub.use_remote_gateways: is not read for a network that exists")


def test_the_platforms_own_network_is_no_hub() -> None:
    (line,) = in_existing(access(hub={"id": NETWORK_ID}))
    assert line.startswith("access.hub.id: is the platform's own network")
