"""Ids that Entra and Azure give: each type of resource has its own, so that none is mixed up."""

import re
from typing import Annotated

from settings.forms import Form, matches


def _guid(value: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", value):
        raise ValueError(
            "is not a GUID; copy the id from Entra, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301"
        )
    # Azure reads both; names made from it must not depend on who copied it from where.
    return value.lower()


def _id_of(resource_type: str) -> Form:
    """Return the form of an Azure resource id of one type; an empty one takes any."""

    def check(value: str) -> str:
        parts = re.fullmatch(
            r"/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/\s]+/providers/"
            r"([^/\s]+)((?:/[^/\s]+/[^/\s]+)+)",
            value,
            re.IGNORECASE,
        )
        if parts is None:
            raise ValueError(
                "is not an Azure resource id; copy it from `az resource show --query id`"
            )
        given = "/".join([parts[1], *parts[2].split("/")[1::2]])
        if resource_type and given.lower() != resource_type.lower():
            raise ValueError(f"is the id of a {given}; give the id of a {resource_type}")
        return value

    return Form(check, pattern="^/subscriptions/[^/]+/[^/]+/[^/]+/providers(/[^/]+){3,}$")


Guid = Annotated[str, Form(_guid, format="uuid")]
ResourceId = Annotated[str, _id_of("")]
VirtualNetworkId = Annotated[str, _id_of("Microsoft.Network/virtualNetworks")]
SubnetId = Annotated[str, _id_of("Microsoft.Network/virtualNetworks/subnets")]
PrivateZoneId = Annotated[str, _id_of("Microsoft.Network/privateDnsZones")]
FirewallId = Annotated[str, _id_of("Microsoft.Network/azureFirewalls")]
DevCenterProjectId = Annotated[str, _id_of("Microsoft.DevCenter/projects")]
DdosPlanId = Annotated[str, _id_of("Microsoft.Network/ddosProtectionPlans")]
VaultId = Annotated[str, _id_of("Microsoft.KeyVault/vaults")]
RegistryId = Annotated[str, _id_of("Microsoft.ContainerRegistry/registries")]
LogWorkspaceId = Annotated[str, _id_of("Microsoft.OperationalInsights/workspaces")]
NetworkWatcherId = Annotated[str, _id_of("Microsoft.Network/networkWatchers")]
PrivateLinkScopeId = Annotated[str, _id_of("Microsoft.Insights/privateLinkScopes")]
RoleDefinitionId = Annotated[
    str,
    matches(
        r"/subscriptions/[0-9a-fA-F-]{36}/providers/Microsoft\.Authorization/roleDefinitions"
        r"/[0-9a-fA-F-]{36}",
        "is not the id of a role; copy it from the outputs of bootstrap",
    ),
]
