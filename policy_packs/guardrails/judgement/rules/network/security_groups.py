"""What security groups let in."""

from collections.abc import Iterator
from typing import Any

from ...checks import must_be, objects, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN, Found
from ...verdict import Verdict, told, undetermined, violation
from .public_access import is_wide
from .services import SUBNET

SECURITY_GROUP = "azure-native:network:NetworkSecurityGroup"
SECURITY_RULE = "azure-native:network:SecurityRule"
_BASTION = "AzureBastionSubnet"
_SSH_AND_RDP = (22, 3389)


@resource_rule(
    "net-nsg-inbound",
    topic="network",
    title="No security rule lets the internet in",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("NS-1",)),
    applies_to=(SECURITY_GROUP, SECURITY_RULE),
    why="Scanners find an open port within minutes.",
    fix="Name the callers' ranges as source.",
    link="https://learn.microsoft.com/security/benchmark/azure/mcsb-network-security",
)
def nsg_inbound(resource: Resource) -> Verdicts:
    """Judge sources; a rule that does not say what it does is a violation."""
    bad: list[Verdict] = []
    rules = _rules(resource, bad)
    yield from bad
    for rule in rules:
        yield from must_be(resource, "direction", "Inbound", "Outbound", below=rule)
        yield from must_be(resource, "access", "Allow", "Deny", below=rule)
    for rule in _letting_in(rules):
        for found in _both(rule, "sourceAddressPrefix", "sourceAddressPrefixes"):
            if not isinstance(found.value, str) or is_wide(found.value):
                yield told(resource, found, "the callers' ranges", "0.0.0.0/0", "::/0")
        for found in _both(rule, "destinationPortRange", "destinationPortRanges"):
            if _ports(found.value) is None:
                yield told(resource, found, "a port or a range of ports")


@graph_rule(
    "net-management-ports",
    topic="network",
    title="SSH and RDP are open to Bastion alone",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(azure_policy=("22730e10-96f6-4aac-ad84-9383d35b5917",)),
    applies_to=(SECURITY_GROUP, SECURITY_RULE),
    why="Whoever gets onto one machine tries these ports of all others. Bastion signs people in"
    " first, and reaches machines in no other way (learn.microsoft.com/azure/bastion/bastion-nsg).",
    fix="Name the range of AzureBastionSubnet as the only source; that of a Bastion outside the"
    " stack goes into bastion_ranges.",
    link="https://learn.microsoft.com/azure/bastion/bastion-nsg",
    settings={"bastion_ranges": {"type": "array", "default": []}},
)
def management_ports(graph: Graph, settings: dict[str, Any]) -> Verdicts:
    """Judge rules that write a management port out; `*` is judged by its source alone."""
    bastion = [*settings["bastion_ranges"]]
    for subnet in graph.of_type(SUBNET):
        if same(subnet.at("subnetName").value, _BASTION):
            bastion += [found.value for found in subnet.find("addressPrefixes[*]")]
            bastion.append(subnet.at("addressPrefix").value)
    for resource in graph.of_type(SECURITY_GROUP, SECURITY_RULE):
        for rule in _letting_in(_rules(resource, [])):
            for port in _management(rule):
                for found in _both(rule, "sourceAddressPrefix", "sourceAddressPrefixes"):
                    if port.value is UNKNOWN:
                        yield undetermined(resource, port.path, "the port is not known yet")
                    elif found.value is UNKNOWN:
                        yield undetermined(resource, found.path, "the source is not known yet")
                    elif not any(same(found.value, known) for known in bastion):
                        yield violation(
                            resource, found.path, "lets others than Bastion to SSH or RDP"
                        )


def _rules(resource: Resource, bad: list[Verdict]) -> list[Found]:
    """Return the rules of a group, or a rule that is a resource of its own."""
    if resource.type == SECURITY_RULE:
        return [Found("", dict(resource.inputs))]
    return objects(resource, "securityRules[*]", bad)


def _letting_in(rules: list[Found]) -> Iterator[Found]:
    for rule in rules:
        inbound = same(rule.at("direction").value, "Inbound")
        if inbound and same(rule.at("access").value, "Allow"):
            yield rule


def _management(rule: Found) -> Iterator[Found]:
    for found in _both(rule, "destinationPortRange", "destinationPortRanges"):
        ranges = _ports(found.value) or []
        if found.value is UNKNOWN or any(
            first <= port <= last for first, last in ranges for port in _SSH_AND_RDP
        ):
            yield found


def _both(rule: Found, one: str, many: str) -> list[Found]:
    """Return a value and the items of the list that may stand in its place."""
    single = rule.at(one)
    listed = rule.find(f"{many}[*]")
    return ([] if single.value is MISSING and listed else [single]) + listed


def _ports(value: object) -> list[tuple[int, int]] | None:
    """Return the ranges that are written out, or None where it is neither port nor range."""
    if value == "*":
        return []
    first, _, last = str(value).partition("-")
    if not isinstance(value, str | int) or not first.isdigit() or not (last or first).isdigit():
        return None
    return [(int(first), int(last or first))]
