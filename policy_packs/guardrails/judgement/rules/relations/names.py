"""Names that Azure shares among all customers, or keeps after a deletion."""

import re
from typing import Any

from ...controls import NO_CONTROL
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import UNKNOWN
from ...verdict import told, undetermined, violation

_LINK = "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
# What tells a generated end from a word or an environment: five characters of no meaning.
_SUFFIX = re.compile(r"[a-z0-9]{5}$")


def _named(resource: Resource) -> dict[str, Any]:
    return table("names")[resource.type]


def _is_named(type_token: str) -> bool:
    return type_token in table("names")


@resource_rule(
    "name-form",
    topic="relations",
    title="Names are as long and of such characters as Azure takes",
    severity="low",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=_is_named,
    why="Azure refuses the name half-way through a deployment. A name that is left out gets a"
    " random end from Pulumi, and another one with every replacement.",
    fix="Set the name; shorten what it is made of.",
    link=_LINK,
)
def form(resource: Resource) -> Verdicts:
    """Demand a name of the form that the type has."""
    found = resource.at(_named(resource)["at"])
    wanted = _named(resource)["form"]
    if not isinstance(found.value, str) or not re.fullmatch(wanted, found.value):
        yield told(resource, found, f"of the form {wanted}")


@resource_rule(
    "name-suffix",
    topic="relations",
    title="Names that the world shares, or that stay taken, have an end of their own",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=lambda type_token: any(
        row.get("shared") or "days" in row for row in (table("names").get(type_token, {}),)
    ),
    why="Without it somebody else has the name, or the deleted stack before this one still has it.",
    fix="End the name with five characters that follow from subscription, stack and generation.",
    link=_LINK,
)
def suffix(resource: Resource) -> Verdicts:
    """Demand an end of five characters; without a digit nobody can tell it from a word."""
    found = resource.at(_named(resource)["at"])
    if found.value is UNKNOWN:
        yield undetermined(resource, found.path, "is not known before it is deployed")
        return
    end = _SUFFIX.search(found.value) if isinstance(found.value, str) else None
    if end is None:
        yield violation(resource, found.path, "must end with five characters of its own")
    elif end.group().isalpha():
        yield undetermined(resource, found.path, "ends with what may be a word")


@graph_rule(
    "name-once",
    topic="relations",
    title="No name is given twice",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=_is_named,
    why="The second one overwrites the first, or is refused; where a deletion keeps the name, until"
    " its days are over.",
    fix="Give each its own name.",
    link="https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
)
def once(graph: Graph) -> Verdicts:
    """Refuse a name that another resource of the type has already."""
    taken: dict[tuple[str, str], Resource] = {}
    for resource in graph.of_type(*table("names")):
        found = resource.at(_named(resource)["at"])
        if not isinstance(found.value, str):
            continue
        first = taken.setdefault((resource.type, found.value.casefold()), resource)
        if first is not resource:
            days = _named(resource).get("days")
            kept = f", and keeps it for {days} days once deleted" if days else ""
            yield violation(resource, found.path, f"is the name of {first.name} already{kept}")
