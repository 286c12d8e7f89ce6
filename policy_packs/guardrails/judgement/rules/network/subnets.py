"""Subnets, public addresses, flow logs."""

from ...checks import must_be, must_be_empty, must_be_set, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Levels, Verdicts, graph_rule, resource_rule
from ...values import Found
from ...verdict import told, undetermined, violation
from .services import NETWORK, SUBNET

PUBLIC_IP = "azure-native:network:PublicIPAddress"
# Azure refuses a security group on these
# (https://learn.microsoft.com/azure/virtual-network/virtual-network-vnet-plan-design-arm).
_WITHOUT_GROUP = (
    "AzureFirewallSubnet",
    "AzureFirewallManagementSubnet",
    "GatewaySubnet",
    "RouteServerSubnet",
)


def _subnets(resource: Resource) -> list[tuple[Found, str]]:
    """Return a subnet, or those written inside a network, each with the path of its name."""
    if resource.type == SUBNET:
        return [(Found("", dict(resource.inputs)), "subnetName")]
    return [(found, "name") for found in resource.find("subnets[*]")]


@resource_rule(
    "net-subnet-nsg",
    topic="network",
    title="Every subnet has a security group, except where Azure forbids it",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("e71308d3-144b-4262-b144-efdc3cc90517",)),
    applies_to=(SUBNET, NETWORK),
    why="Without one everything in every peered network reaches everything in it.",
    fix="Set networkSecurityGroup.",
    link="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
)
def subnet_has_group(resource: Resource) -> Verdicts:
    """Demand `networkSecurityGroup.id`; an unknown one will be one."""
    for subnet, name in _subnets(resource):
        given = subnet.at(name).value
        if not any(same(given, reserved) for reserved in _WITHOUT_GROUP):
            yield from must_be_set(resource, "networkSecurityGroup.id", str, below=subnet)


@resource_rule(
    "net-subnet-private",
    topic="network",
    title="No subnet has Azure's implicit way out",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("7bca8353-aa3b-429b-904a-9229c4385837",)),
    applies_to=(SUBNET, NETWORK),
    why="It leaves through an address that nobody owns or logs. It can only be switched off"
    " when the subnet is made.",
    fix="Set defaultOutboundAccess to false and give the subnet a NAT gateway or a firewall.",
    link="https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
)
def subnet_private(resource: Resource) -> Verdicts:
    """Demand `defaultOutboundAccess: false`."""
    for subnet, _ in _subnets(resource):
        yield from must_be(resource, "defaultOutboundAccess", False, below=subnet)


# What Azure makes with a public address or not at all: ways out, and ways in that sign people in
# (learn.microsoft.com/azure/bastion/configuration-settings#public-ip).
_DOORS = (
    "azure-native:network:AzureFirewall",
    "azure-native:network:BastionHost",
    "azure-native:network:NatGateway",
    "azure-native:network:VirtualNetworkGateway",
)
_INTERFACE = "azure-native:network:NetworkInterface"
_CLUSTER = "azure-native:containerservice:ManagedCluster"
_POOL = "azure-native:containerservice:AgentPool"


@graph_rule(
    "net-no-public-ip",
    topic="network",
    title="Public addresses belong to the way out, and to the guarded way in",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("83a86a26-fd1f-447c-b59d-e51f44264114",)),
    applies_to=(PUBLIC_IP, _INTERFACE, _CLUSTER, _POOL),
    why="What has a public address can be called from anywhere.",
    fix="Remove the address; let people in through the private network.",
    link="https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses",
)
def no_public_ip(graph: Graph) -> Verdicts:
    """Refuse addresses that something other than such a door uses, and nodes that have one."""
    for address in graph.of_type(PUBLIC_IP):
        users = [user for user, _ in graph.users(address)]
        strangers = [user for user in users if user.type not in _DOORS]
        for user in strangers:
            yield violation(address, "", f"is used by {user.kind} {user.name}")
        if not users:
            yield violation(
                address, "", "is used by no NAT gateway, firewall, Bastion or VPN gateway"
            )
    for interface in graph.of_type(_INTERFACE):
        yield from must_be_empty(interface, "ipConfigurations[*].publicIPAddress")
    for cluster in graph.of_type(_CLUSTER):
        yield from must_be(cluster, "agentPoolProfiles[*].enableNodePublicIP", False, unset=True)
    for pool in graph.of_type(_POOL):
        yield from must_be(pool, "enableNodePublicIP", False, unset=True)


FLOW_LOG = "azure-native:network:FlowLog"


@graph_rule(
    "net-flow-logs",
    topic="network",
    title="Flow logs of the network are on and kept",
    severity="medium",
    levels=Levels("advisory", "disabled"),
    controls=Controls(
        azure_policy=(
            "4c3c6c5f-0d47-4402-99b8-aa543dd8bcee",
            "27960feb-a23c-4577-8d36-ef8b5f35e0be",
        )
    ),
    applies_to=(NETWORK, FLOW_LOG),
    why="After an incident they are the only record of who talked to whom. They are made once per"
    " subscription, in the group of its Network Watcher, so most stacks cannot show them.",
    fix="Enable a flow log of the virtual network with at least 30 days of retention.",
    link="https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview",
)
def flow_logs(graph: Graph) -> Verdicts:
    """Judge the flow logs of the stack; a network without one may have it elsewhere."""
    logs = graph.of_type(FLOW_LOG)
    for log in logs:
        yield from must_be(log, "enabled", True)
        days = log.at("retentionPolicy.days")
        if not isinstance(days.value, int) or isinstance(days.value, bool) or days.value < 30:
            yield told(log, days, "at least 30 days")
    for network in graph.of_type(NETWORK) if not logs else ():
        yield undetermined(network, "", "no flow log of it is in this stack")
