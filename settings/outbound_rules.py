"""What the computes of a managed network may reach besides what the workspace itself needs."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag

from settings.base import Settings, setting
from settings.forms import Form
from settings.ids import ResourceId
from settings.types import Email, FrozenMap, HostName

RESERVED_PREFIX = "platform-"
"""What names of rules that the platform itself makes begin with."""

# These hold addresses of anybody's machines, so a rule for one approves of everything.
_OPEN_TAGS = ("AzureCloud", "Internet")


def _rule_name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", value) or len(value) > 60:
        raise ValueError("is not a rule name; use up to 60 lower-case letters, digits and hyphens")
    if value.startswith(RESERVED_PREFIX):
        raise ValueError(f"begins with {RESERVED_PREFIX}, as the platform's own do; rename it")
    return value


def _service_tag(value: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Za-z]+(\.[A-Za-z0-9]+)?", value):
        raise ValueError("is not a service tag; write one such as AzureDevOps or Storage.WestUS2")
    if value.partition(".")[0] in _OPEN_TAGS:
        raise ValueError("takes in everybody's machines; name the service that is needed")
    return value


def _ports(value: str) -> str:
    part = r"[0-9]{1,5}(-[0-9]{1,5})?"
    if not re.fullmatch(rf"{part}(,{part})*", value):
        raise ValueError('is not a list of ports; write one such as "443" or "80,443,8080-8090"')
    return value


def _fqdn(value: str) -> str:
    # Such a rule would let data out to anybody's account, and Azure wants private endpoints to
    # storage anyway (learn.microsoft.com/azure/machine-learning/how-to-managed-network).
    if re.fullmatch(r"\*\.(blob|dfs|file|queue|table)\.core\.windows\.net", value):
        raise ValueError("takes in every storage account; write private_endpoint for the one")
    return value


class PrivateEndpointTarget(Settings):
    """One part of one resource of Azure."""

    resource_id: ResourceId = setting(
        description="Id of the resource, in any subscription of the tenant. Its owner grants the "
        "workspace's identity Azure AI Enterprise Network Connection Approver on it.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shared"
        "/providers/Microsoft.MachineLearningServices/registries/mlr-shared",
    )
    group_id: str = setting(
        description="Part of it, as private endpoints name it: amlregistry, blob, Sql, ...",
        example="amlregistry",
        min_length=2,
        max_length=60,
    )


class ServiceTagTarget(Settings):
    """The addresses of one service of Azure, kept up to date by Microsoft."""

    tag: Annotated[str, Form(_service_tag, pattern="^[A-Z][A-Za-z]+(\\.[A-Za-z0-9]+)?$")] = setting(
        description="Service tag.", example="AzureDevOps"
    )
    protocol: Literal["TCP", "UDP", "ICMP", "*"] = setting("TCP", "Protocol.")
    ports: Annotated[str, Form(_ports, pattern="^[0-9,-]+$")] = setting("443", "Ports, in quotes.")


class _OutboundRule(Settings):
    owner: Email = setting(
        description="Who answers for the rule, and is asked whether it is still needed.",
        example="ml-platform@example.com",
    )
    reason: str = setting(
        description="What it is needed for.",
        example="promote models from the shared registry",
        min_length=10,
        max_length=200,
    )


class PrivateEndpointRule(_OutboundRule):
    """Reach a resource of Azure through a private endpoint in the managed network."""

    private_endpoint: PrivateEndpointTarget = setting(
        description="The resource; about $7 a month for each rule."
    )


class ServiceTagRule(_OutboundRule):
    """Reach the public addresses of a service of Azure; costs nothing."""

    service_tag: ServiceTagTarget = setting(description="The service.")


class FqdnRule(_OutboundRule):
    """Reach a host on the internet; the first rule of this kind brings a firewall."""

    fqdn: Annotated[HostName, AfterValidator(_fqdn)] = setting(
        description="Host, on ports 80 and 443; `*.` at the front takes all below.",
        example="pypi.org",
    )


def _rule_kind(value: Any) -> str:
    given = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    kinds = ("private_endpoint", "service_tag")
    return next((f"<{kind}>" for kind in kinds if kind in given), "<fqdn>")


OutboundRule = Annotated[
    Annotated[PrivateEndpointRule, Tag("<private_endpoint>")]
    | Annotated[ServiceTagRule, Tag("<service_tag>")]
    | Annotated[FqdnRule, Tag("<fqdn>")],
    Discriminator(_rule_kind),
]

OutboundRules = FrozenMap[
    Annotated[str, Form(_rule_name, pattern="^[a-z][a-z0-9-]{0,59}$")], OutboundRule
]
"""Rules by a name of the author's choice."""
