"""Rights: exactly those that a need of `needs.toml` explains, each once and on one resource."""

from collections.abc import Iterable
from typing import Any

from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...relations import callers, needs, targets_of
from ...rights import (
    ASSIGNMENT,
    ELIGIBILITY,
    OWN_ROLE,
    Grant,
    explains,
    grants,
    included,
    may_lie_on_a_part,
    outsiders,
)
from ...rule import PRODUCTION, Verdicts, graph_rule
from ...values import UNKNOWN
from ...verdict import Verdict, told, undetermined, violation

_GRANTS = (ASSIGNMENT, ELIGIBILITY)
_LINK = "https://learn.microsoft.com/azure/role-based-access-control/best-practices"
_CONTROLS = Controls(mcsb=("PA-7",), iso27001=("A.5.15", "A.8.2"), soc2=("CC6.3",))


@graph_rule(
    "access-needed",
    topic="relations",
    title="Every right is one that somebody needs",
    severity="critical",
    levels=PRODUCTION,
    controls=_CONTROLS,
    applies_to=_GRANTS,
    why="A right that nobody needs is used by whoever takes over its holder.",
    fix="Drop the grant, or add the need to data/needs.toml with the page that asks for it.",
    link=_LINK,
)
def needed(graph: Graph) -> Verdicts:
    """Demand a row for holder, role and target of every right on a resource."""
    for grant in grants(graph):
        if not grant.is_known:
            yield _untold(grant)
        elif not grant.is_wide and not _is_explained(grant, graph):
            problem = f"{_shown(grant)} is what no {' or '.join(grant.holders)} needs"
            yield violation(grant.resource, "roleDefinitionId", problem)
    yield from _two_in_one(graph)


def _untold(grant: Grant) -> Verdict:
    """Return what nobody can tell of a grant: its principal, its role or its scope."""
    path = "scope" if grant.role else "roleDefinitionId"
    found = grant.resource.at(path if grant.holders else "principalId")
    return told(grant.resource, found, "what something in the stack shows")


def _is_explained(grant: Grant, graph: Graph) -> bool:
    return any(explains(row, grant, graph) for row in needs(*grant.holders))


def _shown(grant: Grant) -> str:
    """Return a grant as Azure's own words, never ids."""
    role = "a role of its own" if grant.role == OWN_ROLE else grant.role
    kinds = sorted({target.kind or "something else" for target in grant.targets})
    return f"{role} on {' or '.join(kinds)}"


def _two_in_one(graph: Graph) -> Verdicts:
    """Refuse an identity nobody here uses whose rights are those of no single caller."""
    held: dict[str, list[Grant]] = {}
    used = {caller.identity for caller in callers(graph)}
    for grant in grants(graph):
        identity = grant.identity
        if identity and identity not in used and _is_explained(grant, graph):
            held.setdefault(identity.urn, []).append(grant)
    for urn, mine in held.items():
        fits = [
            all(any(explains(row, grant, graph) for row in needs(caller)) for grant in mine)
            for caller in outsiders()
        ]
        if not any(fits):
            names = " and ".join(outsiders())
            problem = f"nobody here uses it, and its rights mix those of {names}"
            yield violation(graph.resources[urn], "", problem)


@graph_rule(
    "access-complete",
    topic="relations",
    title="Every caller has the rights that it needs",
    severity="high",
    levels=PRODUCTION,
    controls=_CONTROLS,
    applies_to=lambda type_token: type_token in _caller_types(),
    why="A right that is missing shows when the caller first works, hours after the deployment.",
    fix="Add the grant; data/needs.toml names the page that asks for it.",
    link="https://learn.microsoft.com/azure/role-based-access-control/troubleshooting",
)
def complete(graph: Graph) -> Verdicts:
    """Demand a grant for each need that leads to a target of the stack."""
    given = grants(graph)
    for caller in callers(graph):
        mine = [grant for grant in given if grant.identity and grant.identity is caller.identity]
        for row in needs(caller.name):
            if "via" not in row and not row.get("any"):
                continue
            targets = targets_of(graph, caller, row)
            for role in row.get("roles", ()):
                lacking = [one for one in targets if not _has(mine, role, one)]
                if lacking and ("via" in row or lacking == targets):
                    names = " or ".join(target.name for target in lacking)
                    problem = f"lacks {role} on {names}: it {row['operation']}"
                    yield violation(caller.resource, "", problem)


def _caller_types() -> set[str]:
    rows = table("needs")["callers"].values()
    uses = {use.rpartition(".")[0] for row in rows for use in row.get("identity", ())}
    return uses | {kind for row in rows for kind in row.get("own", ())}


def _has(mine: Iterable[Grant], role: str, target: Resource) -> bool:
    """Tell whether one of some grants gives a role, or may: what is unknown is told elsewhere."""
    there = [grant for grant in mine if grant.lies_on(target)]
    return any(
        grant.role == role
        or role in included(grant.role or "")
        or grant.resource.at("roleDefinitionId").value is UNKNOWN
        for grant in there
    )


@graph_rule(
    "access-once",
    topic="relations",
    title="Nobody holds a right twice",
    severity="medium",
    levels=PRODUCTION,
    controls=_CONTROLS,
    applies_to=_GRANTS,
    why="Azure refuses the same right twice; a role inside another stays when the other is taken"
    " away.",
    fix="Keep the narrower role if it is enough, else the wider one alone.",
    link=_LINK,
)
def once(graph: Graph) -> Verdicts:
    """Refuse a role that a holder has on the same resource already, alone or inside another."""
    held: dict[tuple[Any, ...], list[Grant]] = {}
    for grant in grants(graph):
        if grant.is_known:
            held.setdefault((_holder(grant), *_place(grant)), []).append(grant)
    for mine in held.values():
        for index, grant in enumerate(mine):
            for other in mine[:index] + mine[index + 1 :]:
                same = grant.role == other.role and other in mine[:index]
                if same or grant.role in included(other.role or ""):
                    yield _twice(grant, other)


def _holder(grant: Grant) -> str:
    if grant.identity is not None:
        return grant.identity.urn
    return str(grant.resource.at("principalId").value).casefold()


def _place(grant: Grant) -> tuple[str, ...]:
    scope = grant.resource.at("scope").value
    urns = sorted(target.resource.urn for target in grant.targets if target.resource)
    return tuple(urns) or (str(scope).casefold(),)


def _twice(grant: Grant, other: Grant) -> Verdict:
    problem = f"its holder has {grant.role} there already, by {other.resource.name}"
    # Two parts of one resource come from the same dependency.
    if any(target.resource and may_lie_on_a_part(target) for target in grant.targets):
        return undetermined(grant.resource, "scope", f"{problem}, unless one is of a part of it")
    return violation(grant.resource, "roleDefinitionId", problem)


@graph_rule(
    "access-narrow",
    topic="relations",
    title="A right lies on one resource",
    severity="critical",
    levels=PRODUCTION,
    controls=_CONTROLS,
    applies_to=_GRANTS,
    why="A right on a group holds for everything that will ever be in it.",
    fix="Grant on each resource that is needed.",
    link="https://learn.microsoft.com/azure/role-based-access-control/scope-overview",
)
def narrow(graph: Graph) -> Verdicts:
    """Refuse rights on groups and above, but for those of a program that makes the group."""
    for grant in grants(graph):
        if grant.is_wide and not _is_explained(grant, graph):
            yield violation(grant.resource, "scope", f"{_shown(grant)} reaches all that is in it")
