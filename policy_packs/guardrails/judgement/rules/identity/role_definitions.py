"""Roles of the company's own: narrow, in one place, and without secrets."""

import fnmatch
import re
from collections.abc import Iterable, Iterator

from ...checks import objects, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ADVICE, ALWAYS, Verdicts, graph_rule, resource_rule
from ...values import Found
from ...verdict import Verdict, told, violation
from .grants import DEFINITION, GROUP, roles

_LINK = "https://learn.microsoft.com/azure/role-based-access-control/custom-roles"
_SHOWN = 3
_SUBSCRIPTION = re.compile(r"/subscriptions/[^/]+/?", re.IGNORECASE)
_GROUP_SCOPE = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+(?:/.*)?", re.IGNORECASE)


@graph_rule(
    "id-custom-role",
    topic="identity",
    title="A role of the company's own lists what it allows, and can be given in one place",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("a451c1ef-c6ca-483d-87ed-f49761e3ffb5",)),
    applies_to=(DEFINITION,),
    why="A wildcard over all services grows with every service that Azure adds.",
    fix="Name the operations with their provider, and list one group in assignableScopes.",
    link=_LINK,
)
def custom_role(graph: Graph) -> Verdicts:
    """Judge operations and scopes; what exists on a subscription only may be given there."""
    for role in graph.of_type(DEFINITION):
        for path in ("permissions[*].actions[*]", "permissions[*].dataActions[*]"):
            for found in role.find(path):
                if not isinstance(found.value, str) or _is_everything(found.value):
                    yield told(role, found, "an operation with its provider", "*")
        yield from _one_scope(graph, role)


def _is_everything(operation: str) -> bool:
    return operation.startswith("*") and operation.casefold() != "*/read"


def _one_scope(graph: Graph, role: Resource) -> Verdicts:
    name = "assignableScopes"
    found = role.at(name)
    if isinstance(found.value, list) and len(found.value) != 1:
        yield violation(role, name, "must be a list of one scope")
    elif graph.behind(role, name, GROUP):
        return
    scope = found.at("[0]")
    text = scope.value if isinstance(scope.value, str) else ""
    if _SUBSCRIPTION.fullmatch(text) and _is_of_subscription(role):
        return
    if not _GROUP_SCOPE.fullmatch(text):
        yield told(role, scope, "the id of a resource group")


def _is_of_subscription(role: Resource) -> bool:
    """Tell whether a role holds only what Azure keeps on subscriptions and nowhere smaller."""
    actions = [found.value for found in role.find("permissions[*].actions[*]")]
    return bool(actions) and all(one in roles()["subscription"]["actions"] for one in actions)


@resource_rule(
    "id-role-widens",
    topic="identity",
    title="The holder of a role of the company's own cannot make it wider",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("PA-1", "PA-7"), iso27001=("A.8.2",)),
    applies_to=(DEFINITION,),
    why="Whoever writes roles, rights or eligibility gives himself every other, and conditions"
    " narrow assignments only.",
    fix="Take them out; rights are given by owners, or under a condition (id-delegation).",
    link="https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance",
)
def widens(resource: Resource) -> Verdicts:
    """Try each operation of `widens` in data/roles.toml on what the role allows."""
    for path, operations in _reached(resource, roles()["widens"]["actions"]):
        yield violation(resource, path, f"allows {operations}")


@resource_rule(
    "id-custom-role-secrets",
    topic="identity",
    title="No role of the company's own answers with a key, token or password",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("IM-8", "PA-7"), iso27001=("A.8.3",)),
    applies_to=(DEFINITION,),
    why="Whoever lists keys acts as the service from then on, and no log says who it was.",
    fix="Add the operations to notActions of the same permission.",
    link="https://learn.microsoft.com/azure/role-based-access-control/permissions/ai-machine-learning",
)
def no_secrets(resource: Resource) -> Verdicts:
    """Try each operation of `secrets` in data/roles.toml on what the role allows."""
    bad: list[Verdict] = []
    objects(resource, "permissions[*]", bad)
    yield from bad
    for path, operations in _reached(resource, roles()["secrets"]["actions"]):
        yield violation(resource, path, f"allows {operations}")


@graph_rule(
    "id-role-name",
    topic="identity",
    title="A role's name says which environment it is of",
    severity="medium",
    levels=ALWAYS,
    controls=Controls(mcsb=("PA-7",)),
    applies_to=(DEFINITION,),
    why="Names of roles are unique in the tenant: the second environment is refused with"
    " RoleDefinitionWithSameNameExists.",
    fix="Put the Environment of the group's tags into roleName.",
    link=_LINK,
)
def role_name(graph: Graph) -> Verdicts:
    """Compare names with each other, and with the tag of the group that the role lies on."""
    taken: dict[str, Resource] = {}
    for role in graph.of_type(DEFINITION):
        found = role.at("roleName")
        if not isinstance(found.value, str):
            yield told(role, found, "a text")
            continue
        first = taken.setdefault(found.value.casefold(), role)
        if first is not role:
            yield violation(role, "roleName", f"is the name of {first.name} too")
        words = re.split(r"\W+", found.value.casefold())
        for environment in _environments(graph, role):
            if environment.casefold() not in words:
                yield violation(role, "roleName", "does not say the environment of its group")


def _environments(graph: Graph, role: Resource) -> list[str]:
    tags = [group.at("tags.Environment").value for group in graph.behind(role, "scope", GROUP)]
    return [tag for tag in tags if isinstance(tag, str) and tag]


@graph_rule(
    "id-released-only",
    topic="identity",
    title="In production nobody but the release pipeline changes endpoints and schedules",
    severity="medium",
    levels=ADVICE,
    controls=Controls(mcsb=("PA-7",), iso27001=("A.8.32",)),
    applies_to=(DEFINITION,),
    why="What is changed by hand is served without a review, a test or a way back.",
    fix="Add writes and deletes of endpoints, deployments and schedules to notActions.",
    link=_LINK,
    settings={"environments": {"type": "array", "default": ["prod"]}},
)
def released_only(graph: Graph, settings: dict) -> Verdicts:
    """Try each operation of `released` on the roles of the groups of some environments."""
    for role in graph.of_type(DEFINITION):
        mine = _environments(graph, role)
        if any(same(one, name) for one in mine for name in settings["environments"]):
            for path, operations in _reached(role, roles()["released"]["actions"]):
                yield violation(role, path, f"allows {operations}")


def _reached(role: Resource, operations: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return which operations each permission allows, if any, with its path.

    A wildcard of Azure stands for any text, slashes included; case does not matter.
    """
    for permission in objects(role, "permissions[*]", []):
        allowed, withheld = permission.at("actions"), permission.at("notActions")
        reached = [
            operation
            for operation in operations
            if _matches(allowed, operation) and not _matches(withheld, operation)
        ]
        if reached:
            more = len(reached) - _SHOWN
            rest = f" and {more} more" if more > 0 else ""
            yield allowed.path, f"{', '.join(reached[:_SHOWN])}{rest}"


def _matches(patterns: Found, operation: str) -> bool:
    values = patterns.value if isinstance(patterns.value, list) else ()
    return any(
        fnmatch.fnmatchcase(operation.casefold(), pattern.casefold())
        for pattern in values
        if isinstance(pattern, str)
    )
