"""Who exists, who may act as them, and what each may do where."""

from preflight import names
from preflight.plan import Plan
from preflight.report import Section, Table
from simulated_azure.monitor import Registration
from simulated_azure.values import plain

_IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
_CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
_STANDING = "azure-native:authorization:RoleAssignment"
_ELIGIBLE = "azure-native:authorization:PimRoleEligibilitySchedule"


def access(plan: Plan) -> list[Section]:
    """Return the identities with their grants, and who else may sign in as them."""
    grants = sorted(
        (_holder(plan, resource), *_grant(plan, resource))
        for resource in plan.resources.values()
        if resource.type in (_STANDING, _ELIGIBLE)
    )
    blocks: list[str | Table] = []
    if grants:
        blocks.append(Table(("who", "on", "role: why"), tuple(grants), grouped=True))
        blocks.append("A role is held standing, unless it is marked eligible: to be activated.")
    holders = {who for who, _, _ in grants}
    idle = [resource.name for resource in plan.all(_IDENTITY) if resource.name not in holders]
    if idle:
        blocks.append(f"Without any grant: {', '.join(sorted(idle))}.")
    if credentials := _credentials(plan):
        blocks.append(credentials)
    return [Section("Identities and their grants", tuple(blocks))] if blocks else []


def _holder(plan: Plan, grant: Registration) -> str:
    principal = plain(grant.inputs.get("principalId"))
    if isinstance(principal, str) and not names.suppliers(plan, grant, "principalId"):
        kind = plain(grant.inputs.get("principalType")) or "principal"
        return f"{names.setting(plan, principal)} ({str(kind).lower()})"
    return names.target(plan, grant, "principalId", principal)


def _grant(plan: Plan, grant: Registration) -> tuple[str, str]:
    role = names.role(grant.inputs.get("roleDefinitionId"), plan)
    reason = grant.inputs.get("description") or grant.inputs.get("justification") or "(not said)"
    held = f"{role} (eligible)" if grant.type == _ELIGIBLE else role
    scope = names.target(plan, grant, "scope", grant.inputs.get("scope"))
    return scope, f"{held}: {plain(reason)}"


def _credentials(plan: Plan) -> Table | None:
    rows = [
        (
            names.target(plan, credential, "resourceName", credential.inputs.get("resourceName")),
            names.known(credential.inputs.get("subject")),
            names.known(credential.inputs.get("issuer")),
        )
        for credential in plan.all(_CREDENTIAL)
    ]
    columns = ("identity", "taken on by", "on the word of")
    return Table(columns, tuple(sorted(rows))) if rows else None
