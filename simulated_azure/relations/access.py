"""Role assignments and federated credentials."""

from simulated_azure.catalog import table
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

DEFINITION = "azure-native:authorization:RoleDefinition"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
_CREDENTIALS_PER_IDENTITY = 20

_ROLE_NAME_SOURCE = "https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-properties"

_EXISTS_SOURCE = "https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-already-exists"
_CREDENTIAL_SOURCE = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations#general-federated-identity-credential-considerations"


def check_role(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a role that is a built-in one but for a typing error."""
    found = made.at("roleDefinitionId")
    if not isinstance(found.value, str):
        return
    data = table("roles")
    guid = found.value.rpartition("/")[2].lower()
    if guid in data["guids"].values():
        return
    for name, known in data["guids"].items():
        wrong = sum(a != b for a, b in zip(guid, known, strict=False))
        if len(guid) == len(known) and wrong <= 2:
            problem, allowed = "is no role, but nearly one", f"{known} for {name}"
            refuse(Refusal("unknown-role", found.path, problem, guid, allowed, data["source"]))


def check_definition(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a role whose name another role of the tenant has."""
    name = made.text("roleName")
    for other in state.of_type(DEFINITION):
        other_name = other.text("roleName")
        if other.urn != made.urn and name and other_name and name.lower() == other_name.lower():
            problem, allowed = f"is the name of {other.request.name} already", "a name of its own"
            got = describe(name)
            refuse(Refusal("name-taken", "roleName", problem, got, allowed, _ROLE_NAME_SOURCE))
            return


def check_assignment(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a role that the principal has on the scope already, under whatever name."""
    check_role(state, made, refuse)
    grant = _grant(state, made)
    for other in state.of_type(ASSIGNMENT):
        if other.urn != made.urn and grant and _grant(state, other) == grant:
            problem = f"the principal has the role on the scope already, by {other.request.name}"
            got, allowed = made.request.name, "one assignment per principal, role and scope"
            refuse(Refusal("assignment-exists", "", problem, got, allowed, _EXISTS_SOURCE))
            return


def check_credential(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse the 21st credential of an identity, and a pair of issuer and subject twice."""
    others = [
        other
        for other in state.of_type(CREDENTIAL)
        if other.urn != made.urn and _identity(other) and _identity(other) == _identity(made)
    ]
    if len(others) >= _CREDENTIALS_PER_IDENTITY:
        problem = f"the identity has {len(others)} federated credentials"
        allowed = f"at most {_CREDENTIALS_PER_IDENTITY} on one identity"
        got = made.request.name
        refuse(Refusal("too-many", "resourceName", problem, got, allowed, _CREDENTIAL_SOURCE))
    issuer, subject = made.text("issuer"), made.text("subject")
    for other in others:
        if (
            issuer
            and subject
            and (other.text("issuer"), other.text("subject")) == (issuer, subject)
        ):
            problem = (
                f"the identity trusts this issuer and subject already, by {other.request.name}"
            )
            allowed = "a pair of issuer and subject of its own"
            got = describe(subject)
            refuse(Refusal("already-trusted", "subject", problem, got, allowed, _CREDENTIAL_SOURCE))


def _identity(credential: Created) -> str | None:
    if credential.parent:
        return credential.parent.urn
    if isinstance(credential.id, str):
        return credential.id.lower().rpartition("/federatedidentitycredentials/")[0]
    return None


def _grant(state: State, made: Created) -> tuple[str, str, str] | None:
    role = made.text("roleDefinitionId")
    scope, principal = _key(state, made, "scope"), _key(state, made, "principalId")
    if not (scope and principal and role):
        return None
    return scope, principal, role.rpartition("/")[2].lower()


def _key(state: State, made: Created, path: str) -> str | None:
    found = made.at(path)
    if isinstance(found.value, str):
        return found.value.lower().rstrip("/")
    target = state.scope_behind(made.request, found) if found.value is UNKNOWN else None
    return target.urn if target else None
