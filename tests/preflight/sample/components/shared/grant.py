"""A helper that several components share."""

from uuid import UUID, uuid5

import pulumi
from pulumi_azure_native import authorization

SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
ROLES = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"


def grant(
    name: str,
    principal_id: pulumi.Input[str],
    kind: str,
    role: str,
    scope: pulumi.Input[str],
    reason: str,
    opts: pulumi.ResourceOptions,
) -> None:
    authorization.RoleAssignment(
        name,
        role_assignment_name=str(uuid5(UUID(role), name)),
        principal_id=principal_id,
        principal_type=kind,
        role_definition_id=f"{ROLES}/{role}",
        scope=scope,
        description=reason,
        opts=opts,
    )
