"""What the computes of a managed network may reach, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.ml_workspace.dependencies import WorkspaceDependencies
from settings.outbound_rules import (
    RESERVED_PREFIX,
    OutboundRule,
    PrivateEndpointRule,
    PrivateEndpointTarget,
    ServiceTagRule,
    ServiceTagTarget,
)
from settings.workspace import WorkspaceSettings

# azure.microsoft.com/pricing/details/azure-firewall, East US, 730 hours at $0.395 and $1.25.
FIREWALL_USD_PER_MONTH = {"Basic": 288, "Standard": 912}

# learn.microsoft.com/azure/machine-learning/how-to-managed-network, "Access public machine learning
# packages"; the files of PyPI have a host of their own.
_PACKAGE_HOSTS = {
    "anaconda": "anaconda.com",
    "anaconda-sites": "*.anaconda.com",
    "conda-channels": "*.anaconda.org",
    "pypi": "pypi.org",
    "pypi-files": "*.pythonhosted.org",
    "pytorch": "*.pytorch.org",
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One outbound rule, and why it is there.

    Attributes:
        name: its name in Azure.
        kind: what it opens.
        destination: where to, in words.
        owner: who answers for it.
        reason: what it is needed for.
        properties: what Azure is told.
    """

    name: str
    kind: Literal["private endpoint", "service tag", "fqdn"]
    destination: str
    owner: str
    reason: str
    properties: (
        ml.FqdnOutboundRuleArgs | ml.PrivateEndpointOutboundRuleArgs | ml.ServiceTagOutboundRuleArgs
    )

    @property
    def row(self) -> dict[str, str | bool]:
        """The rule as the plan shows it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "destination": self.destination,
            "brings_firewall": self.kind == "fqdn",
            "owner": self.owner,
            "reason": self.reason,
        }


def outbound_rules(
    settings: WorkspaceSettings, dependencies: WorkspaceDependencies, owner: str
) -> list[Rule]:
    """Return every rule, the platform's own first; `owner` answers for those."""
    if settings.isolation == "own_network":
        return []
    rules = _storage_rules(settings, dependencies, owner)
    if settings.isolation == "approved_outbound":
        rules += _package_rules(settings, owner)
    rules += [_given(name, rule) for name, rule in sorted(settings.outbound_rules.items())]
    return rules


def firewall_reason(rules: Sequence[Rule], tier: str) -> str:
    """Return which rules bring a firewall and what it costs; empty if none does."""
    hosts = [rule.destination for rule in rules if rule.kind == "fqdn"]
    if not hosts:
        return ""
    return (
        f"a {tier} firewall in Microsoft's network, about ${FIREWALL_USD_PER_MONTH[tier]} a month, "
        f"for {', '.join(hosts)} (azure.microsoft.com/pricing/details/azure-firewall)"
    )


def outbound_limits(settings: WorkspaceSettings) -> str:
    """Return what computes reach and what people cannot do on them."""
    if settings.isolation == "own_network":
        return "computes reach what network.egress lets out"
    if settings.isolation == "internet_outbound":
        return "computes reach the whole internet, and data may leave to it"
    packages = {
        "prebuilt": "pip and conda install nothing, packages come with images",
        "feed": "pip and conda install from Azure Artifacts only",
        "internet": "pip and conda install from PyPI, Anaconda and PyTorch only",
    }
    rest = "Hugging Face and desktop VS Code need outbound_rules for their hosts"
    return f"{packages[settings.packages]}; {rest}"


def _storage_rules(
    settings: WorkspaceSettings, dependencies: WorkspaceDependencies, owner: str
) -> list[Rule]:
    # Azure makes the endpoints for blob and file itself, but not for Spark.
    reasons = {
        "blob": "serverless Spark reads and writes data" if settings.serverless_spark else "",
        "queue": "parallel batch jobs hand out their work",
        "table": "parallel batch jobs keep count of their work",
    }
    return [
        _endpoint_rule(
            f"{RESERVED_PREFIX}storage-{service}",
            dependencies.storage_id,
            service,
            "the storage account",
            owner,
            reason,
            spark=settings.serverless_spark,
        )
        for service, reason in reasons.items()
        if reason and service in dependencies.storage_services
    ]


def _package_rules(settings: WorkspaceSettings, owner: str) -> list[Rule]:
    if settings.packages == "feed":
        feed, tag = f"{RESERVED_PREFIX}packages-feed", ServiceTagTarget(tag="AzureDevOps")
        return [_tag_rule(feed, tag, owner, "packages of jobs come from Azure Artifacts")]
    if settings.packages == "internet":
        reason = "packages of jobs come from public indexes"
        return [
            _fqdn_rule(f"{RESERVED_PREFIX}packages-{name}", host, owner, reason)
            for name, host in _PACKAGE_HOSTS.items()
        ]
    return []


def _given(name: str, rule: OutboundRule) -> Rule:
    if isinstance(rule, PrivateEndpointRule):
        target: PrivateEndpointTarget = rule.private_endpoint
        owner, reason = rule.owner, rule.reason
        return _endpoint_rule(
            name, target.resource_id, target.group_id, target.resource_id, owner, reason
        )
    if isinstance(rule, ServiceTagRule):
        return _tag_rule(name, rule.service_tag, rule.owner, rule.reason)
    return _fqdn_rule(name, rule.fqdn, rule.owner, rule.reason)


def _endpoint_rule(
    name: str,
    resource_id: pulumi.Input[str],
    group_id: str,
    resource: str,
    owner: str,
    reason: str,
    *,
    spark: bool = False,
) -> Rule:
    return Rule(
        name=name,
        kind="private endpoint",
        destination=f"{group_id} of {resource}",
        owner=owner,
        reason=reason,
        properties=ml.PrivateEndpointOutboundRuleArgs(
            type="PrivateEndpoint",
            category=ml.RuleCategory.USER_DEFINED,
            destination=ml.PrivateEndpointDestinationArgs(
                service_resource_id=resource_id, subresource_target=group_id, spark_enabled=spark
            ),
        ),
    )


def _tag_rule(name: str, target: ServiceTagTarget, owner: str, reason: str) -> Rule:
    return Rule(
        name=name,
        kind="service tag",
        destination=f"{target.tag} {target.protocol} {target.ports}",
        owner=owner,
        reason=reason,
        properties=ml.ServiceTagOutboundRuleArgs(
            type="ServiceTag",
            category=ml.RuleCategory.USER_DEFINED,
            destination=ml.ServiceTagDestinationArgs(
                action=ml.RuleAction.ALLOW,
                service_tag=target.tag,
                protocol=target.protocol,
                port_ranges=target.ports,
            ),
        ),
    )


def _fqdn_rule(name: str, host: str, owner: str, reason: str) -> Rule:
    return Rule(
        name=name,
        kind="fqdn",
        destination=host,
        owner=owner,
        reason=reason,
        properties=ml.FqdnOutboundRuleArgs(
            type="FQDN", category=ml.RuleCategory.USER_DEFINED, destination=host
        ),
    )
