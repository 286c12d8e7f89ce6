"""From a graph to its verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .context import Context
from .exemptions import Exemption
from .graph import Graph, Resource
from .rule import Level, Rule
from .verdict import Verdict


@dataclass(frozen=True)
class Judged:
    """A verdict with the rule behind it, how strictly it is held, and who answers for it."""

    rule: Rule
    verdict: Verdict
    level: Level
    exemption: Exemption | None = None

    @property
    def counts(self) -> bool:
        """Whether it is a violation that nobody answers for."""
        return self.verdict.kind == "violation" and self.exemption is None

    @property
    def blocks(self) -> bool:
        """Whether it forbids the deployment; what a remediation left over does too."""
        return self.counts and self.level in ("mandatory", "remediate")


@dataclass(frozen=True)
class Review:
    """What the rules said, for the rules that judge exemptions and configuration."""

    graph: Graph
    context: Context
    rules: tuple[Rule, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True)
class Judgement:
    """What the rules say of a stack.

    Attributes:
        judged: by rule id, then in the order the resources were registered.
        subjects: rule id to the URNs it judged; what is not in `judged` passed.
        disabled: ids of the rules that this stack does without.
    """

    judged: tuple[Judged, ...]
    subjects: Mapping[str, tuple[str, ...]]
    disabled: tuple[str, ...]

    @property
    def violations(self) -> list[Judged]:
        """What breaks a rule and is not exempt."""
        return [one for one in self.judged if one.counts]

    @property
    def blocking(self) -> list[Judged]:
        """What forbids the deployment."""
        return [one for one in self.judged if one.blocks]

    @property
    def undetermined(self) -> list[Judged]:
        """What only a deployment can tell."""
        return [one for one in self.judged if one.verdict.kind == "undetermined"]

    @property
    def exempt(self) -> list[Judged]:
        """What breaks a rule and somebody answers for."""
        return [one for one in self.judged if one.exemption and one.verdict.kind == "violation"]


def judge(graph: Graph, context: Context, rules: Iterable[Rule]) -> Judgement:
    """Return what some rules say of a stack. A rule that crashes is a violation of its own."""
    rules = tuple(rules)
    used = tuple(rule for rule in rules if context.level_of(rule) != "disabled")
    judged: list[Judged] = []
    for rule in (rule for rule in used if rule.scope != "pack"):
        verdicts = run(rule, graph, context.settings_of(rule))
        judged += [_judged(rule, verdict, graph, context) for verdict in verdicts]
    review = Review(graph, context, rules, tuple(judged))
    for rule in (rule for rule in used if rule.scope == "pack"):
        verdicts = run(rule, review, {})
        judged += [Judged(rule, verdict, context.level_of(rule)) for verdict in verdicts]
    subjects = {rule.id: tuple(one.urn for one in subjects_of(rule, graph)) for rule in used}
    disabled = tuple(rule.id for rule in rules if rule not in used)
    return Judgement(tuple(judged), subjects, disabled)


def subjects_of(rule: Rule, graph: Graph) -> list[Resource]:
    """Return the resources that a rule judges, in the order they were registered."""
    types = {type_token for type_token in graph.types if rule.applies(type_token)}
    return [one for one in graph.resources.values() if one.type in types]


def run(rule: Rule, subject: Any, settings: Mapping[str, Any]) -> list[Verdict]:
    """Return what a rule says of a resource, a graph or a review, with a crash as a violation."""
    if rule.scope == "resource" and isinstance(subject, Graph):
        resources = subjects_of(rule, subject)
        return [verdict for one in resources for verdict in run(rule, one, settings)]
    try:
        return rule.run(subject, settings)
    except Exception as error:
        urn = subject.urn if isinstance(subject, Resource) else ""
        # Only the kind of error: its text may hold what it was given.
        problem = f"the rule {rule.id} crashed with {type(error).__name__}; mend the rule"
        return [Verdict("violation", urn, "", problem)]


def exemption_of(
    rule: Rule, verdict: Verdict, resource: Resource | None, context: Context
) -> Exemption | None:
    """Return the exemption that covers a violation today."""
    if resource is None or verdict.kind != "violation":
        return None
    return next(
        (
            one
            for one in context.exemptions
            if one.rule == rule.id and one.matches(resource) and not one.problem(context.today)
        ),
        None,
    )


def _judged(rule: Rule, verdict: Verdict, graph: Graph, context: Context) -> Judged:
    one = Judged(rule, verdict, context.level_of(rule))
    resource = graph.resources.get(verdict.urn)
    return replace(one, exemption=exemption_of(rule, verdict, resource, context))
