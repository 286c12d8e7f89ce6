"""What the rules on identity share: types, and which role a grant gives."""

from typing import Any

from ...data import table
from ...graph import Resource
from ...values import Marker

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ELIGIBILITY = "azure-native:authorization:PimRoleEligibilitySchedule"
DEFINITION = "azure-native:authorization:RoleDefinition"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
GROUP = "azure-native:resources:ResourceGroup"
# Role Based Access Control Administrator: the one right to give rights that a condition can narrow.
DELEGATED = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"


def roles() -> dict[str, Any]:
    """Return what is known of roles and operations."""
    return table("roles")


def role_of(grant: Resource) -> str | Marker:
    """Return the GUID of the role that is granted, or why it is not known."""
    value = grant.at("roleDefinitionId").value
    return value.rpartition("/")[2].casefold() if isinstance(value, str) else value
