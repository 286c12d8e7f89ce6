"""An Azure Firewall of the platform's own, and what it lets out."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
from pulumi_azure_native import network

from components.network.args import NetworkArgs
from components.network.egress import public_addresses
from settings.network import NewFirewall
from settings.regions import REGIONS

ACCESS_RULES = "learn.microsoft.com/azure/virtual-network/service-tags-overview"
TRAINING_RULES = "learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall"


@dataclass(frozen=True)
class TagRule:
    """Traffic of one subnet to one service tag.

    Attributes:
        role: the subnet it comes from.
        tag: Azure's name of the destination; `{region}` stands for the stack's region.
    """

    role: str
    tag: str
    ports: tuple[str, ...]
    protocols: tuple[str, ...]
    reason: str
    source: str


# What AKS needs over HTTPS is in the FQDN tag AzureKubernetesService, which Microsoft keeps up to
# date. Its tunnel (1194, 9000) and time servers (123) are not for private clusters on today's node
# images (learn.microsoft.com/azure/aks/outbound-rules-control-egress).
TAG_RULES: tuple[TagRule, ...] = (
    TagRule(
        "nodes",
        "AzureMonitor",
        ("443",),
        ("TCP",),
        "agents send metrics and logs",
        "learn.microsoft.com/azure/aks/outbound-rules-control-egress",
    ),
    *(
        TagRule(role, tag, ("443",), ("TCP",), reason, ACCESS_RULES)
        for role, tag, reason in (
            ("jump", "AzureActiveDirectory", "people sign in"),
            ("runners", "AzureActiveDirectory", "pipelines sign in"),
            ("runners", "AzureResourceManager", "pipelines deploy"),
        )
    ),
    *(
        TagRule("training", tag, ports, protocols, reason, TRAINING_RULES)
        for tag, ports, protocols, reason in (
            ("AzureActiveDirectory", ("80", "443"), ("TCP",), "jobs sign in"),
            ("AzureMachineLearning", ("443", "8787", "18881"), ("TCP",), "the service itself"),
            ("AzureMachineLearning", ("5831",), ("UDP",), "management of computes"),
            ("BatchNodeManagement.{region}", ("443",), ("Any",), "Azure Batch runs the nodes"),
            ("AzureResourceManager", ("443",), ("TCP",), "computes are made and found"),
            ("Storage.{region}", ("443",), ("TCP",), "Azure Batch keeps its files there"),
            ("AzureFrontDoor.Frontend", ("443",), ("TCP",), "entry point of the studio"),
            ("AzureFrontDoor.FirstParty", ("443",), ("TCP",), "images of Microsoft's registry"),
            ("MicrosoftContainerRegistry", ("443",), ("TCP",), "images of Microsoft's registry"),
            ("AzureMonitor", ("443",), ("TCP",), "jobs send metrics and logs"),
        )
    ),
)

# What the host behind Bastion needs besides Entra: its sign-in and its updates
# (learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux#network).
JUMP_FQDNS = (
    "archive.ubuntu.com",
    "azure.archive.ubuntu.com",
    "packages.microsoft.com",
    "pas.windows.net",
    "security.ubuntu.com",
)

# Basic only warns, and has no DNS proxy (learn.microsoft.com/azure/firewall/choose-firewall-sku).
THREAT_INTELLIGENCE = {"Basic": "Alert", "Standard": "Deny", "Premium": "Deny"}


def firewall(
    name: str,
    args: NetworkArgs,
    new: NewFirewall,
    subnets: Mapping[str, network.Subnet],
    ranges: Mapping[str, IPv4Network],
    opts: pulumi.ResourceOptions,
) -> network.AzureFirewall:
    """Make the firewall, its policy and its addresses.

    Args:
        subnets: by role; `firewall` among them, with tier Basic also `firewall-management`.
        ranges: address ranges of the subnets.
    """
    conventions = args.conventions
    zones = ("1", "2", "3") if REGIONS[conventions.location].zones else ()
    policy = _policy(name, args, new, opts)
    rules = _rules(name, args, new, policy, ranges, opts)
    addresses = public_addresses(name, args, "firewall", new.public_addresses, zones, opts)
    management = None
    if "firewall-management" in subnets:
        (address,) = public_addresses(name, args, "firewall-management", 1, zones, opts)
        management = _ip_configuration("management", address, subnets["firewall-management"])
    return network.AzureFirewall(
        f"{name}-firewall",
        azure_firewall_name=conventions.name("afw"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=network.AzureFirewallSkuArgs(name="AZFW_VNet", tier=new.sku),
        firewall_policy=network.SubResourceArgs(id=policy.id),
        # Only the first configuration names the subnet.
        ip_configurations=[
            _ip_configuration(
                f"outbound-{number}", address, subnets["firewall"] if number == 1 else None
            )
            for number, address in enumerate(addresses, 1)
        ],
        management_ip_configuration=management,
        zones=list(zones) or None,
        tags=conventions.tags("network"),
        # A policy takes one writer at a time, and a firewall that joins it is one.
        opts=pulumi.ResourceOptions(parent=opts.parent, depends_on=[rules]),
    )


def _ip_configuration(
    name: str, address: network.PublicIPAddress, subnet: network.Subnet | None
) -> network.AzureFirewallIPConfigurationArgs:
    return network.AzureFirewallIPConfigurationArgs(
        name=name,
        public_ip_address=network.SubResourceArgs(id=address.id),
        subnet=network.SubResourceArgs(id=subnet.id) if subnet else None,
    )


def _policy(
    name: str, args: NetworkArgs, new: NewFirewall, opts: pulumi.ResourceOptions
) -> network.FirewallPolicy:
    conventions = args.conventions
    return network.FirewallPolicy(
        f"{name}-firewall-policy",
        firewall_policy_name=conventions.name("afwp"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        sku=network.FirewallPolicySkuArgs(tier=new.sku),
        threat_intel_mode=THREAT_INTELLIGENCE[new.sku],
        dns_settings=None if new.sku == "Basic" else network.DnsSettingsArgs(enable_proxy=True),
        intrusion_detection=(
            network.FirewallPolicyIntrusionDetectionArgs(mode="Deny")
            if new.sku == "Premium"
            else None
        ),
        tags=conventions.tags("network"),
        opts=opts,
    )


def _rules(
    name: str,
    args: NetworkArgs,
    new: NewFirewall,
    policy: network.FirewallPolicy,
    ranges: Mapping[str, IPv4Network],
    opts: pulumi.ResourceOptions,
) -> network.FirewallPolicyRuleCollectionGroup:
    by_tag = [_tag_rule(rule, args, ranges) for rule in TAG_RULES if rule.role in ranges]
    by_name = _name_rules(args, new, ranges)
    collections = [
        network.FirewallPolicyFilterRuleCollectionArgs(
            rule_collection_type="FirewallPolicyFilterRuleCollection",
            name=title,
            priority=priority,
            action=network.FirewallPolicyFilterRuleCollectionActionArgs(type="Allow"),
            rules=rules,
        )
        for title, priority, rules in (("service-tags", 100, by_tag), ("host-names", 200, by_name))
        if rules
    ]
    return network.FirewallPolicyRuleCollectionGroup(
        f"{name}-firewall-rules",
        rule_collection_group_name="platform",
        firewall_policy_name=policy.name,
        resource_group_name=args.conventions.resource_group_name,
        priority=1000,
        rule_collections=collections,
        opts=opts,
    )


def _tag_rule(
    rule: TagRule, args: NetworkArgs, ranges: Mapping[str, IPv4Network]
) -> network.NetworkRuleArgs:
    protocol = "-".join(rule.protocols).lower()
    return network.NetworkRuleArgs(
        rule_type="NetworkRule",
        name=f"{rule.role}-{rule.tag.partition('.{')[0]}-{protocol}",
        description=rule.reason,
        source_addresses=[str(ranges[rule.role])],
        destination_addresses=[rule.tag.format(region=args.conventions.location)],
        destination_ports=list(rule.ports),
        ip_protocols=list(rule.protocols),
    )


def _name_rules(
    args: NetworkArgs, new: NewFirewall, ranges: Mapping[str, IPv4Network]
) -> list[network.ApplicationRuleArgs]:
    https = network.FirewallPolicyRuleApplicationProtocolArgs(protocol_type="Https", port=443)
    http = network.FirewallPolicyRuleApplicationProtocolArgs(protocol_type="Http", port=80)
    rules = []
    if "nodes" in ranges:
        rules.append(
            network.ApplicationRuleArgs(
                rule_type="ApplicationRule",
                name="cluster",
                description="what AKS cannot run without",
                source_addresses=[str(ranges["nodes"])],
                fqdn_tags=["AzureKubernetesService"],
                protocols=[https, http],
            )
        )
    if "jump" in ranges:
        rules.append(
            network.ApplicationRuleArgs(
                rule_type="ApplicationRule",
                name="jump",
                description="sign-in and updates of the host behind Bastion",
                source_addresses=[str(ranges["jump"])],
                target_fqdns=list(JUMP_FQDNS),
                protocols=[https, http],
            )
        )
    callers = [need.role for need in args.footprint.subnets if need.egress]
    if new.allowed_fqdns and callers:
        rules.append(
            network.ApplicationRuleArgs(
                rule_type="ApplicationRule",
                name="listed",
                description="hosts of the setting network.firewall.allowed_fqdns",
                source_addresses=[str(ranges[role]) for role in callers],
                target_fqdns=list(new.allowed_fqdns),
                protocols=[https],
            )
        )
    return rules
