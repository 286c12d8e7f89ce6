"""The condition under which a deployer may give rights."""

import re

from ...checks import must_be
from ...controls import Controls
from ...graph import Resource
from ...rule import ALWAYS, Verdicts, resource_rule
from ...verdict import told, violation
from .grants import ASSIGNMENT, DELEGATED, ELIGIBILITY, role_of, roles

# The form of learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples
# ("Constrain roles and principal types"), without its white space.
_CLAUSE = (
    r"\(\(!\(ActionMatches\{'Microsoft\.Authorization/roleAssignments/(write|delete)'\}\)\)"
    r"((?:OR\([^()]*\))+)\)"
)
_TERM = re.compile(r"OR\(([^()]*)\)")
_ATTRIBUTE = re.compile(
    r"(@Request|@Resource)\[Microsoft\.Authorization/roleAssignments:"
    r"(PrincipalType|RoleDefinitionId)\]ForAnyOfAnyValues:(?:StringEqualsIgnoreCase|GuidEquals)\{([^{}]+)\}"
)
_SOURCES = {"write": "@Request", "delete": "@Resource"}


@resource_rule(
    "id-delegation",
    topic="identity",
    title="Who may give rights may give those of a list, to groups and services",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("PA-7",), iso27001=("A.8.2",)),
    applies_to=(ASSIGNMENT, ELIGIBILITY),
    why="Without a condition, or with one that a role slips through, it is Owner by another name.",
    fix="Give a condition in version 2.0 that allows writing and deleting assignments of listed"
    " roles to listed kinds of principals only.",
    link="https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples",
)
def delegation(resource: Resource) -> Verdicts:
    """Judge the condition; what is not of the documented form is refused, whatever it means."""
    if role_of(resource) != DELEGATED:
        return
    yield from must_be(resource, "conditionVersion", "2.0")
    found = resource.at("condition")
    allowed = _allowed(found.value) if isinstance(found.value, str) else None
    if allowed is None:
        wanted = "a condition on writing and deleting by roles and kinds of principals"
        yield told(resource, found, wanted)
        return
    kinds, given = allowed
    if not kinds <= {"serviceprincipal", "group"}:
        problem = "lets it give rights to others than groups and services"
        yield violation(resource, "condition", problem)
    for role, name in roles()["gives_rights"].items():
        if role in given:
            yield violation(resource, "condition", f"lets it give {name}")


def _allowed(condition: str) -> tuple[set[str], set[str]] | None:
    """Return the kinds of principals and the role GUIDs of a condition that is of the form."""
    text = re.sub(r"\s", "", condition)
    if not re.fullmatch(f"{_CLAUSE}AND{_CLAUSE}", text):
        return None
    kinds: set[str] = set()
    given: set[str] = set()
    actions = set()
    for action, terms in re.findall(_CLAUSE, text):
        actions.add(action)
        for term in _TERM.findall(terms):
            pair = [_ATTRIBUTE.fullmatch(one) for one in term.split("AND")]
            found = {one[2]: one[3] for one in pair if one and one[1] == _SOURCES[action]}
            if len(pair) != 2 or found.keys() != {"PrincipalType", "RoleDefinitionId"}:
                return None
            kinds.update(one.strip("'").casefold() for one in found["PrincipalType"].split(","))
            given.update(one.casefold() for one in found["RoleDefinitionId"].split(","))
    return (kinds, given) if actions == {"write", "delete"} else None
