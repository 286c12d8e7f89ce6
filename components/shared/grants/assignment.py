"""The only code that grants the roles of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID, uuid5

import pulumi
from pulumi_azure_native import authorization

from components.shared.conventions import Conventions
from components.shared.grants.table import CUSTOM_ROLE, GRANTS, Grant, Target
from components.shared.roles import ROLE_IDS

# Never change it: every grant's name hangs on it.
_NAMESPACE = UUID("6f0a3c1e-5d0b-4c4e-9a55-2f6b8f2a7c11")


@dataclass(frozen=True)
class Eligibility:
    """Rights that must be activated before they are used.

    Attributes:
        start: day (ISO 8601) from which they may be.
        days: how long from then; None for ever.
    """

    start: str
    days: int | None


@dataclass(frozen=True)
class Principal:
    """An identity or group that can hold a role.

    Attributes:
        principal_id: its object id.
        kind: what Entra calls it.
        eligibility: when its rights may be activated; None where they are standing.
        custom_roles: ids of roles of the company's own, by the target on which they stand in for
            the role of the table.
    """

    principal_id: pulumi.Input[str]
    kind: Literal["ServicePrincipal", "Group"]
    eligibility: Eligibility | None = None
    custom_roles: Mapping[Target, str] = field(default_factory=dict)
    _held: dict[tuple[str, str], Grant] = field(default_factory=dict, repr=False, compare=False)

    def take(self, grant: Grant, scope: str) -> str:
        """Note that it holds a grant's role on a scope, and return the scope.

        Raises:
            ValueError: the scope is no resource, or the role is held there through another row.
        """
        if "/providers/" not in scope.lower():
            raise ValueError(f"{grant.key}: {scope} is no resource; grant on each resource in it")
        earlier = self._held.setdefault((scope.lower(), grant.role), grant)
        if earlier.key != grant.key:
            raise ValueError(
                f"{earlier.key} and {grant.key} are one right on {scope}, which Azure refuses "
                "twice; give the two targets different resources, or drop a row"
            )
        return scope


def grant_on(
    target: Target,
    scope: pulumi.Input[str],
    principals: Mapping[str, Principal],
    conventions: Conventions,
    name: str,
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """Make every grant of the table on one target, for the principals that exist.

    Args:
        target: the table's name of it.
        scope: its id.
        principals: who exists in this stack, by the table's names.
        conventions: names and subscription.
        name: logical name of the component that owns the target.
        opts: options of the grants.

    Returns:
        The grants, for what must be made after them.

    Raises:
        ValueError: the table has no such target.
    """
    rows = [grant for grant in GRANTS if grant.target == target]
    if not rows:
        known = ", ".join(sorted({grant.target for grant in GRANTS}))
        raise ValueError(f"no grant has the target {target!r}; known are {known}")
    return [
        _assign(grant, scope, principals[grant.who], conventions, name, opts)
        for grant in rows
        if grant.who in principals
    ]


def _assign(
    grant: Grant,
    scope: pulumi.Input[str],
    principal: Principal,
    conventions: Conventions,
    name: str,
    opts: pulumi.ResourceOptions,
) -> pulumi.Resource:
    custom_role = principal.custom_roles.get(grant.target)
    if custom_role is not None:
        # A grant keeps its role for ever, so another role is another grant.
        grant = replace(grant, role=CUSTOM_ROLE)
    role_id = custom_role or role_definition_id(grant.role, conventions)
    logical_name = f"{name}-{grant.target}-{grant.who}-{grant.role.lower().replace(' ', '-')}"
    scope = pulumi.Output.from_input(scope).apply(lambda value: principal.take(grant, value))
    # The name does not follow the principal, so its successor must wait until the name is free.
    replaced = pulumi.ResourceOptions(
        delete_before_replace=True, replace_on_changes=["role_definition_id"]
    )
    opts = pulumi.ResourceOptions.merge(opts, replaced)
    if principal.eligibility is not None:
        # Azure names these itself, and takes one at a time for a principal, role and scope.
        return authorization.PimRoleEligibilitySchedule(
            logical_name,
            scope=scope,
            role_definition_id=role_id,
            principal_id=principal.principal_id,
            justification=grant.reason,
            schedule_info=_schedule(principal.eligibility),
            opts=opts,
        )
    return authorization.RoleAssignment(
        logical_name,
        role_assignment_name=grant_name(grant, conventions),
        scope=scope,
        role_definition_id=role_id,
        principal_id=principal.principal_id,
        principal_type=principal.kind,
        description=grant.reason,
        opts=opts,
    )


def _schedule(
    eligibility: Eligibility,
) -> authorization.RoleEligibilityScheduleRequestPropertiesScheduleInfoArgs:
    if eligibility.days is None:
        expiration = authorization.RoleEligibilityScheduleRequestPropertiesExpirationArgs(
            type="NoExpiration"
        )
    else:
        expiration = authorization.RoleEligibilityScheduleRequestPropertiesExpirationArgs(
            type="AfterDuration", duration=f"P{eligibility.days}D"
        )
    return authorization.RoleEligibilityScheduleRequestPropertiesScheduleInfoArgs(
        start_date_time=f"{eligibility.start}T00:00:00Z", expiration=expiration
    )


def grant_name(grant: Grant, conventions: Conventions) -> str:
    """Return the GUID a grant is named by.

    Azure wants it unique in the tenant, so subscription, workload, environment and region take
    part: stacks with the same rows must not meet. The generation does because a rebuilt stack may
    come before Azure has forgotten the grants of the destroyed one. Scope and principal do not:
    they are unknown in a preview, and the name would be too.
    """
    return name_of_key(grant.key, conventions)


def name_of_key(key: str, conventions: Conventions) -> str:
    """Return the GUID that follows from what a grant is for, within one stack."""
    stack = (
        conventions.subscription_id.lower(),
        conventions.workload,
        conventions.environment,
        conventions.location,
        str(conventions.name_generation),
    )
    return str(uuid5(_NAMESPACE, "/".join((*stack, key))))


def role_definition_id(role: str, conventions: Conventions) -> str:
    """Return the id of a built-in role by name."""
    return (
        f"/subscriptions/{conventions.subscription_id}/providers/Microsoft.Authorization"
        f"/roleDefinitions/{ROLE_IDS[role]}"
    )
