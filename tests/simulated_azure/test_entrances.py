"""Ways in next to the networks they lead into: each relation once broken and once kept."""

from typing import Any

import pytest

from simulated_azure.cloud import Request
from tests.simulated_azure.bases_access import NETWORK, VNET
from tests.simulated_azure.clouds import DELETE, cloud, codes, request

Step = tuple[str, dict[str, Any]]

SUBNET_ID = "ipConfigurations[0].subnet.id"
REMOTE = "remoteVirtualNetwork.id"
POOL_SUBNET = "fabricProfile.networkProfile.subnetId"
INTERFACE = "networkProfile.networkInterfaces[0].id"
NETWORK_STEP: Step = ("network:VirtualNetwork", {})
HUB: Step = (
    "network:VirtualNetwork",
    {"virtualNetworkName": "vnet-hub", "addressSpace.addressPrefixes[0]": "10.9.0.0/16"},
)
FROM_HUB = {
    "virtualNetworkName": "vnet-hub",
    "virtualNetworkPeeringName": "peer-spoke",
    REMOTE: VNET,
}


def subnet(name: str, delegation: str = "", prefix: str = "10.0.1.0/24") -> Step:
    delegated = [{"name": "service", "serviceName": delegation}] if delegation else DELETE
    bare = {"networkSecurityGroup": DELETE} if name == "GatewaySubnet" else {}
    return (
        "network:Subnet",
        {"subnetName": name, "addressPrefix": prefix, "delegations": delegated, **bare},
    )


# What exists | what is made | path of its refusal | further edits that keep the relation
# fmt: off
BROKEN: list[tuple[list[Step], Step, str, dict[str, Any]]] = [
    ([NETWORK_STEP, subnet("snet-bastion")],
     ("network:BastionHost", {SUBNET_ID: f"{VNET}/subnets/snet-bastion"}), SUBNET_ID,
     {SUBNET_ID: f"{VNET}/subnets/AzureBastionSubnet"}),
    ([], ("network:VirtualNetworkGateway", {SUBNET_ID: f"{VNET}/subnets/snet-gateway"}), SUBNET_ID,
     {SUBNET_ID: f"{VNET}/subnets/GatewaySubnet"}),
    ([NETWORK_STEP, subnet("snet-resolver", "Microsoft.Web/serverFarms")],
     ("dnsresolver:InboundEndpoint", {}), SUBNET_ID, {SUBNET_ID: f"{VNET}/subnets/snet-other"}),
    ([NETWORK_STEP, ("dnsresolver:DnsResolver", {})],
     ("dnsresolver:DnsResolver", {"dnsResolverName": "dnspr-more"}), "virtualNetwork.id",
     {"virtualNetwork.id": f"{VNET}-2"}),
    ([NETWORK_STEP, subnet("snet-runners")], ("devopsinfrastructure:Pool", {}), POOL_SUBNET,
     {POOL_SUBNET: f"{VNET}/subnets/snet-other"}),
    ([NETWORK_STEP, subnet("snet-runners", "Microsoft.DevOpsInfrastructure/pools"),
      ("devopsinfrastructure:Pool", {})],
     ("devopsinfrastructure:Pool", {"poolName": "mdp-more"}), POOL_SUBNET,
     {POOL_SUBNET: f"{VNET}/subnets/snet-other"}),
    ([NETWORK_STEP, subnet("snet-jump", "Microsoft.Web/serverFarms")],
     ("network:NetworkInterface", {}), SUBNET_ID, {SUBNET_ID: f"{VNET}/subnets/snet-other"}),
    ([NETWORK_STEP, subnet("GatewaySubnet")],
     ("network:NetworkInterface", {SUBNET_ID: f"{VNET}/subnets/GatewaySubnet"}), SUBNET_ID,
     {SUBNET_ID: f"{VNET}/subnets/snet-other"}),
    ([("network:NetworkInterface", {})],
     ("compute:VirtualMachine", {"location": "northeurope"}), "location",
     {"location": "West Europe"}),
    ([("network:NetworkInterface", {}), ("compute:VirtualMachine", {})],
     ("compute:VirtualMachine", {"vmName": "vm-more"}), INTERFACE,
     {INTERFACE: f"{NETWORK}/networkInterfaces/nic-more"}),
    ([("compute:VirtualMachine", {"identity": DELETE})], ("compute:VirtualMachineExtension", {}),
     "type", {"vmName": "vm-other"}),
    ([("compute:VirtualMachine", {})],
     ("devtestlab:GlobalSchedule", {"name": "shutdown-every-evening"}), "name",
     {"name": "shutdown-computevm-vm-test"}),
    ([NETWORK_STEP, subnet("GatewaySubnet"), ("network:VirtualNetworkGateway", {})],
     ("network:VirtualNetworkPeering", {"useRemoteGateways": True}), "useRemoteGateways",
     {"useRemoteGateways": False}),
    ([NETWORK_STEP, HUB, ("network:VirtualNetworkPeering", FROM_HUB)],
     ("network:VirtualNetworkPeering", {"useRemoteGateways": True}), "useRemoteGateways",
     {"useRemoteGateways": False}),
]
# fmt: on


def step(index: int, kind: str, edits: dict[str, Any]) -> Request:
    return request(kind, edits, name=f"step-{index}")


@pytest.mark.parametrize(
    ("existing", "made", "path", "kept"),
    BROKEN,
    ids=[f"{index}-{made[0]}-{path}" for index, (_, made, path, _) in enumerate(BROKEN)],
)
@pytest.mark.parametrize("preview", [True, False])
def test_a_broken_way_in_is_refused_and_a_kept_one_is_not(
    existing: list[Step], made: Step, path: str, kept: dict[str, Any], preview: bool
) -> None:
    kind, edits = made
    for expected, changes in (([("pair", path)], edits), ([], {**edits, **kept})):
        azure = cloud(preview=preview)
        for index, (other, other_edits) in enumerate(existing):
            assert codes(azure.create(step(index, other, other_edits))) == []
        assert codes(azure.create(step(99, kind, changes))) == expected


def test_people_on_the_vpn_cannot_have_the_networks_addresses() -> None:
    azure = cloud()
    for index, (kind, edits) in enumerate([NETWORK_STEP, subnet("GatewaySubnet")]):
        assert codes(azure.create(step(index, kind, edits))) == []
    pool = "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes[0]"
    made = step(99, "network:VirtualNetworkGateway", {pool: "10.0.8.0/24"})

    assert codes(azure.create(made)) == [("overlap", pool)]


def test_the_group_of_a_bastions_subnet_needs_every_rule_of_its_page() -> None:
    azure = cloud()
    group = "network:NetworkSecurityGroup"
    assert codes(azure.create(step(0, *NETWORK_STEP))) == []
    assert codes(azure.create(step(1, group, {}))) == []

    found = codes(azure.create(step(2, *subnet("AzureBastionSubnet"))))

    assert found == [("pair", "networkSecurityGroup.id")] * 10
