"""A rule: a record of what is demanded and why, and a pure function that finds what breaks it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .controls import Controls
from .graph import Graph, Resource
from .verdict import Verdict

Level = Literal["mandatory", "advisory", "remediate", "disabled"]
Severity = Literal["low", "medium", "high", "critical"]
Scope = Literal["resource", "graph", "pack"]
Verdicts = Iterator[Verdict]
Applies = Collection[str] | Callable[[str], bool]
Remediation = Callable[[str, Any, Mapping[str, Any]], bool]
"""`(type token, inputs, settings)`: edits the inputs in place and tells whether it did."""
LEVELS: tuple[Level, ...] = ("mandatory", "advisory", "remediate", "disabled")


@dataclass(frozen=True)
class Levels:
    """How strictly a rule is held, by the tier of the environment."""

    production: Level
    non_production: Level


ALWAYS = Levels("mandatory", "mandatory")
"""For what must never happen, and for private endpoints and resource groups' tags."""
PRODUCTION = Levels("mandatory", "advisory")
"""The usual one: development is told, production is held to it."""
PRODUCTION_ONLY = Levels("mandatory", "disabled")
"""For what only costs money in development, such as redundancy."""
ADVICE = Levels("advisory", "advisory")


@dataclass(frozen=True)
class Rule:
    """One rule. Make it with `resource_rule` or `graph_rule`, which say what each field means."""

    id: str
    topic: str
    scope: Scope
    title: str
    severity: Severity
    levels: Levels
    controls: Controls
    applies_to: Applies
    why: str
    fix: str
    link: str
    judge: Callable[..., Verdicts]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    remediate: Remediation | None = None

    def applies(self, type_token: str) -> bool:
        """Tell whether the rule judges resources of a type."""
        if isinstance(self.applies_to, Collection):
            return type_token in self.applies_to
        return self.applies_to(type_token)

    def defaults(self) -> dict[str, Any]:
        """Return the settings' values where nobody sets them."""
        return {name: schema["default"] for name, schema in self.settings.items()}

    def run(self, subject: Resource | Graph, settings: Mapping[str, Any]) -> list[Verdict]:
        """Return what the rule says of a resource, or of the graph.

        Raises:
            Exception: the rule has a bug; `judge` makes a violation of it.
        """
        given = (settings,) if self.settings else ()
        return list(self.judge(subject, *given))


def resource_rule(
    id: str,
    *,
    topic: str,
    title: str,
    severity: Severity,
    levels: Levels,
    controls: Controls,
    applies_to: Applies,
    why: str,
    fix: str,
    link: str,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    remediate: Remediation | None = None,
) -> Callable[[Callable[..., Verdicts]], Rule]:
    """Make a rule of a function `(resource[, settings]) -> verdicts` on one resource's inputs.

    The engine asks it before the resource is made, so that a violation stops an update in time.

    Args:
        id: for ever; exemptions, configuration and evidence name it.
        topic: one of `registry.TOPICS`.
        title: what is demanded, as a sentence.
        severity: how bad a violation is, whatever the environment.
        levels: how strictly it is held, by tier.
        controls: which controls of the catalogues it is evidence for; `NO_CONTROL` if none.
        applies_to: type tokens, or a function that tells whether a type is judged.
        why: what happens without it.
        fix: what to change, in terms of the input.
        link: the page that says so.
        settings: JSON schema of each setting, with its `default`; without any, the function gets
            no second argument.
        remediate: edits the inputs in place where the level is `remediate`; see `crossguard`.
    """

    def made(judge: Callable[..., Verdicts]) -> Rule:
        return Rule(
            id, topic, "resource", title, severity, levels, controls, applies_to, why, fix, link,
            judge, settings or {}, remediate,
        )  # fmt: skip

    return made


def graph_rule(
    id: str,
    *,
    topic: str,
    title: str,
    severity: Severity,
    levels: Levels,
    controls: Controls,
    applies_to: Applies,
    why: str,
    fix: str,
    link: str,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Callable[[Callable[..., Verdicts]], Rule]:
    """Make a rule of a function `(graph[, settings]) -> verdicts` on how resources relate.

    `applies_to` says of which resources it speaks; the rest is as for `resource_rule`. During an
    update the engine asks it when everything is made: previews are where it stops something.
    """

    def made(judge: Callable[..., Verdicts]) -> Rule:
        return Rule(
            id, topic, "graph", title, severity, levels, controls, applies_to, why, fix, link,
            judge, settings or {},
        )  # fmt: skip

    return made


def pack_rule(
    id: str, *, title: str, severity: Severity, why: str, fix: str, link: str
) -> Callable[[Callable[..., Verdicts]], Rule]:
    """Make a rule of a function `(review) -> verdicts` on exemptions and configuration."""

    def made(judge: Callable[..., Verdicts]) -> Rule:
        return Rule(
            id, "meta", "pack", title, severity, ALWAYS, Controls(), (), why, fix, link, judge
        )  # fmt: skip

    return made
