"""Names that are taken and parents that do not exist."""

from simulated_azure import locations, paths
from simulated_azure.catalog import TypeFacts
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State

_EXISTS_SOURCE = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name"
# A zone's name says what it serves, so one in the hub and one here may well be called the same.
_NAMES_REPEAT = ("azure-native:privatedns:PrivateZone",)
_PARENT_SOURCE = (
    "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-parent-resource"
)


def check_name(state: State, made: Created, facts: TypeFacts, refuse: Refuse) -> None:
    """Refuse a physical name that another resource holds in the scope where it must be unique."""
    for other in state.namesakes(made):
        if _collide(made, other, facts):
            refuse(
                Refusal(
                    "name-taken",
                    facts.name.property if facts.name else "",
                    f"is the name of {other.request.name} already",
                    describe(made.name),
                    f"a name that is unique in its {_scope(facts)}",
                    facts.name.source if facts.name else _EXISTS_SOURCE,
                )
            )
            return


def check_parent(
    state: State, locator: locations.Locator, made: Created, facts: TypeFacts, refuse: Refuse
) -> None:
    """Refuse a child whose parent is in another group, or cannot exist in a group made here."""
    if facts.parent is None or made.parent is not None:
        return
    found = paths.at(made.inputs, locations.parent_property(facts))
    group = locator.group_name(made.request)
    if not isinstance(found.value, str) or not isinstance(group, str):
        return
    kind = facts.parent.rpartition(":")[2]
    elsewhere = [
        (other, locator.group_name(other.request))
        for other in state.of_type(facts.parent)
        if other.name == found.value
    ]
    for _other, other_group in elsewhere:
        if facts.parent in _NAMES_REPEAT:
            continue
        if isinstance(other_group, str) and other_group.lower() != group.lower():
            problem = f"the {kind} is in resource group {other_group!r}, the child in {group!r}"
            allowed = f"{locations.GROUP_PROPERTY}: {other_group!r}"
            _refuse_parent(refuse, locations.GROUP_PROPERTY, problem, group, allowed)
            return
    made_here = any(g.name == group for g in state.of_type(locations.RESOURCE_GROUP))
    if made_here and not elsewhere:
        problem = f"no {kind} of that name was made before it in resource group {group!r}"
        allowed = f"the name of a {kind} that is made first, or the group it exists in"
        _refuse_parent(refuse, found.path, problem, found.value, allowed)


def _refuse_parent(refuse: Refuse, path: str, problem: str, got: str, allowed: str) -> None:
    refuse(Refusal("missing-parent", path, problem, describe(got), allowed, _PARENT_SOURCE))


def _collide(made: Created, other: Created, facts: TypeFacts) -> bool:
    unique = facts.name.unique if facts.name else "parent"
    if unique in ("global", "subscription"):
        return _same(made.name, other.name)
    if unique == "parent" and made.parent and other.parent:
        return made.parent.urn == other.parent.urn and _same(made.name, other.name)
    return _same(made.id, other.id)


def _same(one: object, other: object) -> bool:
    """Tell whether two names or ids are known and equal; Azure ignores their case."""
    return isinstance(one, str) and isinstance(other, str) and one.lower() == other.lower()


def _scope(facts: TypeFacts) -> str:
    unique = facts.name.unique if facts.name else "parent"
    if unique == "global":
        return "whole of Azure"
    if unique == "parent" and facts.parent:
        return facts.parent.rpartition(":")[2]
    return unique.replace("-", " ")
