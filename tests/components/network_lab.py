"""Networks to look at: settings of several kinds, deployed."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources

from components.network import Network, NetworkArgs
from components.shared.conventions import Conventions
from components.shared.grants import Principal
from preflight.plan import Plan
from settings.footprint import footprint
from tests.support import SUBSCRIPTION, deploy, make_settings

ADDRESS = "azure-native:network:PublicIPAddress"
FIREWALL = "azure-native:network:AzureFirewall"
FIREWALL_RULES = "azure-native:network:FirewallPolicyRuleCollectionGroup"
GRANT = "azure-native:authorization:RoleAssignment"
LINK = "azure-native:privatedns:VirtualNetworkLink"
NAT = "azure-native:network:NatGateway"
ROUTE = "azure-native:network:Route"
ROUTES = "azure-native:network:RouteTable"
VNET = "azure-native:network:VirtualNetwork"
USER = "azure-native:resources:ResourceGroup"
ZONE = "azure-native:privatedns:PrivateZone"
GROUP = "azure-native:network:NetworkSecurityGroup"
SUBNET = "azure-native:network:Subnet"

CONTROL_PLANE = {
    "control-plane": Principal("33333333-3333-3333-3333-333333333333", "ServicePrincipal")
}
# Nodes without a way out get the cluster's own images through the registry, which asks for a rule.
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
HUB = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network"
SPOKE = f"{HUB}/virtualNetworks/vnet-spoke"
OTHER_HUB = HUB.replace("rg-hub", "rg-other")
ROLES = ("nodes", "endpoints", "api-server")
EXISTING: dict[str, Any] = {
    "network": {
        "virtual_network": {
            "address_space": None,
            "id": SPOKE,
            "subnet_ids": {role: f"{SPOKE}/subnets/snet-{role}" for role in ROLES},
        }
    }
}
TRAINING: dict[str, Any] = {"workspace": {"isolation": "own_network"}}


def firewall(**firewall_settings: Any) -> dict[str, Any]:
    return {"network": {"egress": "firewall", "firewall": firewall_settings}}


# People come in by Bastion, or by a VPN; pipelines run inside.
BASTION: dict[str, Any] = {"access": {"bastion_vm": {"client_ranges": ["203.0.113.0/24"]}}}
VPN: dict[str, Any] = {
    "tier": "non_production",
    "access": {"vpn": {"client_range": "172.27.0.0/24"}, "runners": {"max_runners": 4}},
}
HUB_FIREWALL = firewall(id=f"{HUB}/azureFirewalls/afw-hub", private_ip="10.0.1.4")
STACKS: dict[str, dict[str, Any]] = {
    "nat": {},
    "training": TRAINING,
    "firewall": firewall(sku="Standard"),
    "basic-firewall": firewall(sku="Basic"),
    "hub-firewall": HUB_FIREWALL,
    "isolated": ISOLATED,
    "no-endpoints": {"tier": "non_production", "network": {"private_endpoints": False}},
    "bastion": BASTION,
    "vpn": VPN,
    "vpn-firewall": {**VPN, **firewall(sku="Standard")},
    "no-serving": {"serving": {"enabled": False}},
}
every_stack = pytest.mark.parametrize("stack", STACKS)


def network_of(changes: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> Network:
    """Register the network of some settings; part of a program."""
    settings = make_settings(changes)
    args = NetworkArgs(
        settings=settings.network,
        footprint=footprint(settings),
        conventions=Conventions(settings),
        pod_range=settings.serving.pod_range,
        principals=CONTROL_PLANE,
    )
    return Network("network", args, opts)


def deploy_network(
    changes: dict[str, Any],
    *,
    preview: bool = False,
    then: Callable[[Network], object] = lambda network: None,
) -> Plan:
    """Deploy a network and what a program does with it; Azure must refuse nothing."""
    plan = deploy(lambda: then(network_of(changes)), preview=preview)
    refused = [str(finding.refusal) for finding in plan.findings]
    assert refused == [], refused
    return plan


def built(**changes: Any) -> Plan:
    """Return the plan of a network, deployed once for each set of settings."""
    return _built(json.dumps(changes))


@cache
def _built(changes: str) -> Plan:
    return deploy_network(json.loads(changes))


def subnets(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return the inputs of every subnet by role."""
    found = {r.name.removeprefix("network-subnet-"): r.inputs for r in plan.all(SUBNET)}
    assert found
    return found


def zone_names(plan: Plan) -> list[str]:
    """Return the names of the zones that were made."""
    return sorted(zone.inputs["privateZoneName"] for zone in plan.all(ZONE))


def users(network: Network) -> None:
    """Register something that needs each subnet's id, as later components do."""
    for role, subnet_id in network.subnet_ids.items():
        resources.ResourceGroup(
            f"user-of-{role}", resource_group_name=f"rg-{role}", managed_by=subnet_id
        )


def previewed(changes: dict[str, Any]) -> Plan:
    """Preview a network whose subnets are used."""
    return deploy_network(changes, preview=True, then=users)
