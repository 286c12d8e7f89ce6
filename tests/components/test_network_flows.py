"""Who gets through: the security groups judged as Azure judges them, packet by packet."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from components.network.nsg_rules import DENY_INTERNET, SUBNET_RULES
from preflight.plan import Plan
from settings.footprint import footprint
from tests.components.network_lab import BASTION, GROUP, ISOLATED, VPN, built, subnets
from tests.components.packets import INTERNET, PROBES, Packet, host, opens
from tests.support import make_settings

CALLER = IPv4Address("10.0.0.7")
CALLERS = {"allowed_callers": ["10.0.0.0/25", "10.0.3.0/24"]}
PEERED_STRANGER = IPv4Address("10.0.0.200")
POD, OTHER_POD = IPv4Address("10.244.0.5"), IPv4Address("10.244.7.9")

FIREWALL = {"egress": "firewall", "firewall": {"sku": "Standard"}}
EGRESS: dict[str, dict[str, Any]] = {
    "nat": {"network": CALLERS},
    "firewall": {"network": {**CALLERS, **FIREWALL}},
    "isolated": {**ISOLATED, "network": {**CALLERS, **ISOLATED["network"]}},
    "training": {"network": CALLERS, "workspace": {"isolation": "own_network"}},
    "training-firewall": {
        "network": {**CALLERS, **FIREWALL},
        "workspace": {"isolation": "own_network"},
    },
}
every_network = pytest.mark.parametrize("plan", EGRESS, indirect=True)
with_training = pytest.mark.parametrize("plan", ["training", "training-firewall"], indirect=True)
SOME_PORTS = (22, 80, 443, 445, 3389, 4443, 10250, 30080)


@pytest.fixture
def plan(request: pytest.FixtureRequest) -> Plan:
    return built(**EGRESS[request.param])


def guarded(plan: Plan) -> list[str]:
    """Return the roles of subnets with a security group."""
    return [role for role, subnet in subnets(plan).items() if "networkSecurityGroup" in subnet]


@pytest.mark.feature("N9", "network.NetworkSecurityGroup securityRules")
@every_network
def test_nobody_on_the_internet_opens_a_connection_into_any_subnet(plan: Plan) -> None:
    reached = [
        (role, port)
        for role in guarded(plan)
        for port in SOME_PORTS
        if opens(plan, Packet(INTERNET, host(plan, role), port))
    ]
    assert reached == []


@every_network
def test_a_stranger_in_a_peered_network_reaches_nothing(plan: Plan) -> None:
    reached = [
        (role, port)
        for role in guarded(plan)
        for port in SOME_PORTS
        if opens(plan, Packet(PEERED_STRANGER, host(plan, role), port))
    ]
    assert reached == []


@every_network
def test_nodes_and_pods_reach_each_other_on_every_port(plan: Plan) -> None:
    node, other_node = host(plan, "nodes", 10), host(plan, "nodes", 11)
    pairs = [(node, other_node), (node, POD), (POD, OTHER_POD)]
    blocked = [
        (pair, port, protocol)
        for pair in pairs
        for port in (*SOME_PORTS, 53, 8472)
        for protocol in ("Tcp", "Udp")
        if not opens(plan, Packet(*pair, port, protocol))
    ]
    assert blocked == []


@every_network
def test_the_api_server_reaches_kubelets_webhooks_and_pods(plan: Plan) -> None:
    api_server, node = host(plan, "api-server", 5), host(plan, "nodes")
    assert opens(plan, Packet(api_server, node, 10250))
    assert opens(plan, Packet(api_server, POD, 9443))


@every_network
def test_nodes_reach_the_api_server_on_its_two_ports(plan: Plan) -> None:
    api_server, node = host(plan, "api-server", 5), host(plan, "nodes")
    assert opens(plan, Packet(node, api_server, 443))
    assert opens(plan, Packet(node, api_server, 4443))
    assert not opens(plan, Packet(node, api_server, 22))


@pytest.mark.parametrize("role", ["nodes", "api-server"])
@every_network
def test_load_balancer_probes_get_through(plan: Plan, role: str) -> None:
    assert opens(plan, Packet(PROBES, host(plan, role, 5), 9988))
    assert opens(plan, Packet(PROBES, host(plan, role, 5), 9988, "Udp"))


@pytest.mark.feature("N2", "network.NetworkSecurityGroup securityRules")
@every_network
def test_nodes_reach_endpoints_over_https_and_mount_file_shares(plan: Plan) -> None:
    node, endpoint = host(plan, "nodes"), host(plan, "endpoints")
    assert opens(plan, Packet(node, endpoint, 443))
    assert opens(plan, Packet(node, endpoint, 445))
    assert not opens(plan, Packet(node, endpoint, 22))


@every_network
def test_allowed_callers_reach_endpoints_api_server_and_services_over_https_only(
    plan: Plan,
) -> None:
    for role in ("endpoints", "api-server", "nodes"):
        reached = [p for p in SOME_PORTS if opens(plan, Packet(CALLER, host(plan, role, 5), p))]
        assert reached == [443]


@every_network
def test_a_stranger_in_the_network_reaches_no_endpoint(plan: Plan) -> None:
    stranger, endpoint = IPv4Address("10.20.3.77"), host(plan, "endpoints")
    assert not any(stranger in IPv4Network(s["addressPrefix"]) for s in subnets(plan).values())
    assert [p for p in SOME_PORTS if opens(plan, Packet(stranger, endpoint, p))] == []


@every_network
def test_endpoints_call_nobody(plan: Plan) -> None:
    endpoint = host(plan, "endpoints")
    for other in (host(plan, "nodes"), CALLER, INTERNET):
        assert not opens(plan, Packet(endpoint, other, 443))


def test_without_a_file_endpoint_nobody_gets_through_on_its_port() -> None:
    plan = built(data_stores={"storage": {"services": ["blob"]}})
    node, endpoint = host(plan, "nodes"), host(plan, "endpoints")
    assert opens(plan, Packet(node, endpoint, 443))
    assert not opens(plan, Packet(node, endpoint, 445))


@with_training
def test_training_reaches_endpoints_and_its_own_nodes_but_not_the_cluster(plan: Plan) -> None:
    trainer, endpoint = host(plan, "training", 10), host(plan, "endpoints")
    assert opens(plan, Packet(trainer, endpoint, 443))
    assert opens(plan, Packet(trainer, endpoint, 445))
    assert opens(plan, Packet(trainer, host(plan, "training", 11), 29500))
    assert not opens(plan, Packet(trainer, host(plan, "nodes"), 443))
    assert not opens(plan, Packet(trainer, host(plan, "api-server", 5), 443))


@pytest.mark.parametrize("plan", ["isolated"], indirect=True)
def test_isolated_nodes_open_nothing_to_the_internet(plan: Plan) -> None:
    node = host(plan, "nodes")
    assert [p for p in SOME_PORTS if opens(plan, Packet(node, INTERNET, p))] == []


@pytest.mark.parametrize("plan", ["nat", "firewall", "training"], indirect=True)
def test_nodes_that_may_go_out_keep_azures_outbound_rules(plan: Plan) -> None:
    assert opens(plan, Packet(host(plan, "nodes"), INTERNET, 443))
    assert opens(plan, Packet(host(plan, "nodes"), INTERNET, 123, "Udp"))


@every_network
def test_an_endpoint_rule_names_one_port_because_azure_honours_no_second(plan: Plan) -> None:
    rules = plan.one(GROUP, "network-nsg-endpoints").inputs["securityRules"]
    assert [rule for rule in rules if "destinationPortRanges" in rule] == []


@every_network
def test_rules_keep_to_azures_limits(plan: Plan) -> None:
    for group in plan.all(GROUP):
        rules = group.inputs["securityRules"]
        names = [rule["name"] for rule in rules]
        places = [(rule["direction"], rule["priority"]) for rule in rules]
        assert len(set(names)) == len(names)
        assert len(set(places)) == len(places)
        assert all(100 <= rule["priority"] <= 4096 for rule in rules)
        assert all(len(rule["description"]) <= 140 for rule in rules)


def test_every_subnet_that_may_carry_a_group_has_rules() -> None:
    roles = {
        need.role
        for changes in (EGRESS["training-firewall"], BASTION, VPN)
        for need in footprint(make_settings(changes)).subnets
        if need.nsg
    }
    assert roles == set(SUBNET_RULES)


def test_every_rule_says_why_and_where_that_is_written() -> None:
    rules = [rule for rules in SUBNET_RULES.values() for rule in rules] + [DENY_INTERNET]
    assert [rule for rule in rules if not rule.reason] == []
    assert [r for r in rules if not r.source.startswith("learn.microsoft.com/azure/")] == []
