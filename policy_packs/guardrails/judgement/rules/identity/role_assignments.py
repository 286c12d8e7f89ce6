"""Rights: none that gives rights, none of single people, no power that stands."""

from ...checks import must_be, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import UNKNOWN
from ...verdict import shown, told, undetermined, violation
from .grants import ASSIGNMENT, DELEGATED, ELIGIBILITY, GROUP, IDENTITY, role_of, roles


@resource_rule(
    "id-role-least-privilege",
    topic="identity",
    title="Nobody is given the right to give rights",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("PA-1", "PA-7"), iso27001=("A.8.2",)),
    applies_to=(ASSIGNMENT, ELIGIBILITY),
    why="Whoever may give rights has all of them.",
    fix="Give the role that the task needs; a deployer gets Role Based Access Control Administrator"
    " under a condition (id-delegation).",
    link="https://learn.microsoft.com/azure/role-based-access-control/best-practices",
)
def least_privilege(resource: Resource) -> Verdicts:
    """Refuse Owner and its like; the one that a condition can narrow is for `id-delegation`."""
    role = role_of(resource)
    if not isinstance(role, str) or not role:
        yield told(resource, resource.at("roleDefinitionId"), "the id of a role")
    elif role in roles()["gives_rights"] and role != DELEGATED:
        name = roles()["gives_rights"][role]
        yield violation(resource, "roleDefinitionId", f"gives {name}, which may give every right")


@resource_rule(
    "id-principal-type",
    topic="identity",
    title="Rights are given to groups and services, and it is said which",
    severity="medium",
    levels=ALWAYS,
    controls=Controls(mcsb=("PA-7",)),
    applies_to=(ASSIGNMENT,),
    why="A right of one person outlives the job, and without the type Azure looks up a principal"
    " that may be seconds old and refuses it.",
    fix="Set principalType to Group or ServicePrincipal; the SDK's default is User.",
    link="https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
)
def principal_type(resource: Resource) -> Verdicts:
    """Demand that the type is stated, and that it is no person."""
    yield from must_be(resource, "principalType", "Group", "ServicePrincipal")


@resource_rule(
    "id-standing-power",
    topic="identity",
    title="People who may change what the program made, or read its secrets, do so for hours",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(mcsb=("PA-2",), iso27001=("A.8.2",)),
    applies_to=(ASSIGNMENT,),
    why="A standing right is the one that a stolen session finds.",
    fix="Make the right eligible, to be activated when the glass is broken; where there is no"
    " Privileged Identity Management, somebody answers for it in exemptions.yaml.",
    link="https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-configure",
)
def standing_power(resource: Resource) -> Verdicts:
    """Refuse standing powerful roles of people; which a service may have, `access-needed` says."""
    role = role_of(resource)
    name = roles()["powerful"].get(role) if isinstance(role, str) else None
    kind = resource.at("principalType").value
    if name is None or same(kind, "ServicePrincipal"):
        return
    if kind is UNKNOWN:
        yield undetermined(resource, "principalType", f"who is given {name} is {shown(UNKNOWN)}")
    else:
        yield violation(resource, "roleDefinitionId", f"gives people {name} for good")


@graph_rule(
    "id-deployer-apart",
    topic="identity",
    title="An identity with rights on a resource group lies outside of it",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("PA-7", "PV-7"), iso27001=("A.5.3",)),
    applies_to=(ASSIGNMENT, ELIGIBILITY),
    why="With a right on its own group an identity decides itself whose tokens it is exchanged for,"
    " and can delete itself and with it the way back.",
    fix="Make the identity in another resource group than the one it deploys.",
    link="https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations",
)
def deployer_apart(graph: Graph) -> Verdicts:
    """Compare the group that a right lies on with the one that its holder lies in."""
    for grant in graph.of_type(ASSIGNMENT, ELIGIBILITY):
        scopes = graph.behind(grant, "scope")
        if any(one.type != GROUP for one in scopes):  # it lies on a resource of the group
            continue
        for identity in graph.behind(grant, "principalId", IDENTITY):
            for group in scopes:
                if _lies_in(graph, identity, group):
                    problem = f"{identity.name} lies in {group.name}, which it has rights on"
                    yield violation(grant, "scope", problem)


def _lies_in(graph: Graph, identity: Resource, group: Resource) -> bool:
    name = group.at("resourceGroupName").value
    return group in graph.behind(identity, "resourceGroupName", GROUP) or (
        isinstance(name, str) and same(identity.at("resourceGroupName").value, name)
    )
