"""A security rule between places, and how Azure wants it written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from pulumi_azure_native import network

NSG_RULES = "learn.microsoft.com/azure/virtual-network/network-security-groups-overview"

Places = Mapping[str, tuple[str, ...]]

# The places that are no ranges of ours, as Azure writes them.
TAGS: Places = {
    "anywhere": ("*",),
    "internet": ("Internet",),
    "load-balancer": ("AzureLoadBalancer",),
    "azure": ("AzureCloud",),
    "gateway-manager": ("GatewayManager",),
    "virtual-network": ("VirtualNetwork",),
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One security rule between places; a place that the stack has not is left out of it.

    Attributes:
        port: one port or `*`: an endpoint honours only the first port of a rule that lists more
            (learn.microsoft.com/azure/private-link/private-endpoint-overview#limitations).
        link: the rule is for endpoints of this kind only, a key of
            `settings.private_link.PRIVATE_LINKS`.
        reason: what fails or who gets in without it.
        source: the page that says so.
    """

    name: str
    priority: int
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    port: str = "*"
    protocol: Literal["Tcp", "*"] = "*"
    access: Literal["Allow", "Deny"] = "Allow"
    direction: Literal["Inbound", "Outbound"] = "Inbound"
    link: str = ""
    reason: str
    source: str


DENY_INBOUND = Rule(
    name="deny-inbound",
    priority=4096,
    sources=("anywhere",),
    destinations=("anywhere",),
    access="Deny",
    reason="without it Azure's default lets in the whole network and all that is peered with it",
    source=NSG_RULES,
)


def security_rules(
    rules: tuple[Rule, ...], places: Places, links: Collection[str]
) -> list[network.SecurityRuleArgs]:
    """Return the rules as Azure takes them.

    Args:
        rules: what applies to the subnet.
        places: address ranges by place.
        links: kinds of endpoints the stack has.
    """
    known = {**TAGS, **places}
    written = []
    for rule in rules:
        sources = [text for place in rule.sources for text in known.get(place, ())]
        destinations = [text for place in rule.destinations for text in known.get(place, ())]
        if sources and destinations and (not rule.link or rule.link in links):
            written.append(_security_rule(rule, sources, destinations))
    return written


def _security_rule(
    rule: Rule, sources: list[str], destinations: list[str]
) -> network.SecurityRuleArgs:
    # A tag or `*` may only stand alone, in the singular property.
    one_source, one_destination = len(sources) == 1, len(destinations) == 1
    return network.SecurityRuleArgs(
        name=rule.name,
        priority=rule.priority,
        direction=rule.direction,
        access=rule.access,
        protocol=rule.protocol,
        source_port_range="*",
        source_address_prefix=sources[0] if one_source else None,
        source_address_prefixes=None if one_source else sources,
        destination_port_range=rule.port,
        destination_address_prefix=destinations[0] if one_destination else None,
        destination_address_prefixes=None if one_destination else destinations,
        description=rule.reason,
    )
