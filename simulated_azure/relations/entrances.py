"""Ways into a network: Bastion, gateways, resolvers, agents, and the subnets they want."""

from typing import Any

from simulated_azure import paths
from simulated_azure.refusal import Refusal, Refuse
from simulated_azure.relations import addresses
from simulated_azure.state import Created, State

SUBNET = addresses.SUBNET
NETWORK = addresses.NETWORK
GROUP = "azure-native:network:NetworkSecurityGroup"
INTERFACE = "azure-native:network:NetworkInterface"
GATEWAY = "azure-native:network:VirtualNetworkGateway"
PEERING = "azure-native:network:VirtualNetworkPeering"
MACHINE = "azure-native:compute:VirtualMachine"
RESOLVER = "azure-native:dnsresolver:DnsResolver"
ENDPOINT = "azure-native:dnsresolver:InboundEndpoint"
POOL = "azure-native:devopsinfrastructure:Pool"

_DOCS = "https://learn.microsoft.com/azure"
_BASTION = f"{_DOCS}/bastion/configuration-settings#subnet"
_BASTION_RULES = f"{_DOCS}/bastion/bastion-nsg"
_GATEWAY = f"{_DOCS}/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub"
_PEERING = f"{_DOCS}/virtual-network/virtual-network-peering-overview"
_RESOLVER = f"{_DOCS}/dns/dns-private-resolver-overview"
_POOL = f"{_DOCS}/devops/managed-devops-pools/configure-networking"
_MACHINE = f"{_DOCS}/virtual-network/virtual-network-network-interface-vm"
_SIGN_IN = "https://learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux"
_SHUTDOWN = f"{_DOCS}/virtual-machines/auto-shutdown-vm"

# Direction, port and, for Azure's own traffic, where from or to.
_BASTION_TRAFFIC = (
    ("Inbound", "443", "GatewayManager"),
    ("Inbound", "443", "AzureLoadBalancer"),
    ("Inbound", "8080", "VirtualNetwork"),
    ("Inbound", "5701", "VirtualNetwork"),
    ("Outbound", "22", "VirtualNetwork"),
    ("Outbound", "3389", "VirtualNetwork"),
    ("Outbound", "8080", "VirtualNetwork"),
    ("Outbound", "5701", "VirtualNetwork"),
    ("Outbound", "443", "AzureCloud"),
    ("Outbound", "80", "Internet"),
)


def check_bastion(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a Bastion in another subnet than its own."""
    _check_place(state, made, "AzureBastionSubnet", _BASTION, refuse)


def check_gateway(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a gateway elsewhere, a second one, and people's addresses that the network has."""
    _check_place(state, made, "GatewaySubnet", _GATEWAY, refuse)
    found = next(iter(paths.find(made.inputs, "ipConfigurations[].subnet.id")), None)
    subnet = state.behind(made.request, found, SUBNET) if found else None
    network = subnet.parent if subnet else None
    pools = "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes[]"
    for path, prefix in addresses.networks(made.inputs, pools):
        for _, own in addresses.networks(network.inputs if network else {}, addresses.SPACE):
            if addresses.overlap(prefix, own):
                addresses.refuse_overlap(refuse, path, prefix, f"{own} of the network")


def check_peering(state: State, made: Created, refuse: Refuse) -> None:
    """Judge the addresses of both networks, and whose gateway is used."""
    addresses.check_peering(state, made, refuse)
    path = "useRemoteGateways"
    if made.at(path).value is not True:
        return
    networks = [_network_of(state, gateway) for gateway in state.of_type(GATEWAY)]
    if made.parent and made.parent.urn in networks:
        problem = "the network has a gateway of its own"
        _refuse(refuse, path, problem, "true", "false", _PEERING)
    remote = state.behind(made.request, made.at("remoteVirtualNetwork.id"), NETWORK)
    for back in state.of_type(PEERING):
        lends = back.at("allowGatewayTransit").value
        if remote and back.parent and back.parent.urn == remote.urn and lends in (None, False):
            problem = "the other half of the peering lends no gateway"
            allowed = "allowGatewayTransit: true there, first"
            _refuse(refuse, path, problem, "true", allowed, _PEERING)


def check_subnet(state: State, made: Created, refuse: Refuse) -> None:
    """Judge addresses, and the rules that a Bastion's subnet must have."""
    addresses.check_subnet(state, made, refuse)
    group = state.behind(made.request, made.at("networkSecurityGroup.id"), GROUP)
    if made.name != "AzureBastionSubnet" or group is None:
        return
    rules = [found.value for found in paths.find(group.inputs, "securityRules[]")]
    for direction, port, tag in _BASTION_TRAFFIC:
        if not any(_allows(rule, direction, port, tag) for rule in rules):
            problem = f"lacks a rule that Bastion needs: {direction.lower()} {port}, {tag}"
            allowed = "every rule of the page"
            _refuse(
                refuse, "networkSecurityGroup.id", problem, str(group.name), allowed, _BASTION_RULES
            )


def check_resolver(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a second resolver in one network."""
    found = made.at("virtualNetwork.id")
    network = state.behind(made.request, found, NETWORK)
    for other in state.of_type(RESOLVER):
        same = state.behind(other.request, other.at("virtualNetwork.id"), NETWORK)
        if network and other.urn != made.urn and same and same.urn == network.urn:
            problem, allowed = "the network has a resolver already", "another network"
            _refuse(refuse, found.path, problem, str(other.name), allowed, _RESOLVER)


def check_inbound_endpoint(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse an endpoint in a subnet that is not its own."""
    for found in paths.find(made.inputs, "ipConfigurations[].subnet.id"):
        _check_delegated(state, made, found, "Microsoft.Network/dnsResolvers", _RESOLVER, refuse)


def check_pool(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a pool whose subnet is not handed to it, is another pool's, or is elsewhere."""
    found = made.at("fabricProfile.networkProfile.subnetId")
    subnet = _check_delegated(
        state, made, found, "Microsoft.DevOpsInfrastructure/pools", _POOL, refuse
    )
    for other in state.of_type(POOL):
        theirs = other.at("fabricProfile.networkProfile.subnetId")
        same = state.behind(other.request, theirs, SUBNET)
        if subnet and other.urn != made.urn and same and same.urn == subnet.urn:
            problem, allowed = "is another pool's subnet", "a subnet of its own"
            _refuse(refuse, found.path, problem, str(other.name), allowed, _POOL)


def check_interface(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse an interface in a subnet that Azure keeps for a service."""
    for found in paths.find(made.inputs, "ipConfigurations[].subnet.id"):
        subnet = state.behind(made.request, found, SUBNET)
        for delegation in paths.find(subnet.inputs if subnet else {}, "delegations[].serviceName"):
            problem, allowed = "is handed to a service", "a subnet that is not delegated"
            _refuse(refuse, found.path, problem, str(delegation.value), allowed, _MACHINE)
        if subnet and subnet.name in ("AzureBastionSubnet", "GatewaySubnet"):
            problem, allowed = "is kept for one service", "another subnet"
            _refuse(refuse, found.path, problem, str(subnet.name), allowed, _MACHINE)


def check_machine(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a machine in another region than its interface, or with another machine's."""
    for found in paths.find(made.inputs, "networkProfile.networkInterfaces[].id"):
        interface = state.behind(made.request, found, INTERFACE)
        if interface is None:
            continue
        if _place(interface) != _place(made):
            problem, allowed = "is in another region than its interface", _place(interface)
            _refuse(refuse, "location", problem, _place(made), allowed, _MACHINE)
        for other in state.of_type(MACHINE):
            theirs = paths.find(other.inputs, "networkProfile.networkInterfaces[].id")
            held = [state.behind(other.request, each, INTERFACE) for each in theirs]
            if other.urn != made.urn and any(one and one.urn == interface.urn for one in held):
                problem, allowed = "is another machine's interface", "one of its own"
                _refuse(refuse, found.path, problem, str(interface.name), allowed, _MACHINE)


def check_extension(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse sign-in with Entra on a machine that Entra does not know."""
    signs_in = made.text("type") in ("AADLoginForWindows", "AADSSHLoginForLinux")
    if (
        signs_in
        and made.parent
        and "SystemAssigned" not in (made.parent.text("identity.type") or "")
    ):
        problem = "sign-in with Entra needs a machine with a system-assigned identity"
        allowed = "identity.type: SystemAssigned on the machine"
        _refuse(refuse, "type", problem, str(made.text("type")), allowed, _SIGN_IN)


def check_shutdown(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a shutdown that is not named after its machine."""
    machine = state.behind(made.request, made.at("targetResourceId"), MACHINE)
    wanted = f"shutdown-computevm-{machine.name}" if machine else None
    known = isinstance(made.name, str) and machine and isinstance(machine.name, str)
    if known and str(made.name).lower() != str(wanted).lower():
        problem = "a machine's shutdown is named after it"
        _refuse(refuse, "name", problem, str(made.name), str(wanted), _SHUTDOWN)


def _check_place(state: State, made: Created, wanted: str, source: str, refuse: Refuse) -> None:
    for found in paths.find(made.inputs, "ipConfigurations[].subnet.id"):
        subnet = state.behind(made.request, found, SUBNET)
        name = subnet.name if subnet else _last_segment(found.value)
        if isinstance(name, str) and name != wanted:
            problem, allowed = f"sits in a subnet named {wanted}", f"the id of {wanted}"
            _refuse(refuse, found.path, problem, name, allowed, source)


def _check_delegated(
    state: State, made: Created, found: paths.Found, service: str, source: str, refuse: Refuse
) -> Created | None:
    """Refuse a subnet that is not handed to a service; return it if it is known."""
    subnet = state.behind(made.request, found, SUBNET)
    if subnet:
        given = [each.value for each in paths.find(subnet.inputs, "delegations[].serviceName")]
        if service not in given:
            problem, allowed = f"is not delegated to {service}", "a subnet that is"
            _refuse(refuse, found.path, problem, str(subnet.name), allowed, source)
    return subnet


def _allows(rule: Any, direction: str, port: str, tag: str) -> bool:
    end = "sourceAddressPrefix" if direction == "Inbound" else "destinationAddressPrefix"
    ports = (rule.get("destinationPortRange"), *(rule.get("destinationPortRanges") or ()))
    return (
        rule.get("access") == "Allow"
        and rule.get("direction") == direction
        and rule.get(end) in (tag, "*")
        and (port in ports or "*" in ports)
    )


def _network_of(state: State, gateway: Created) -> str | None:
    found = next(iter(paths.find(gateway.inputs, "ipConfigurations[].subnet.id")), None)
    subnet = state.behind(gateway.request, found, SUBNET) if found else None
    return subnet.parent.urn if subnet and subnet.parent else None


def _place(made: Created) -> str:
    return (made.text("location") or "").lower().replace(" ", "")


def _last_segment(value: object) -> str | None:
    return value.rpartition("/")[2] if isinstance(value, str) and "/subnets/" in value else None


def _refuse(refuse: Refuse, path: str, problem: str, got: str, allowed: str, source: str) -> None:
    refuse(Refusal("pair", path, problem, got, allowed, source))
