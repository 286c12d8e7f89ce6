"""Control by rule by resource, with what was found."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from policy_packs.guardrails.judgement import Exemption, Judged, Judgement, Rule

Outcome = Literal["fail", "undetermined", "exempt", "pass", "not applicable"]
OUTCOMES: tuple[Outcome, ...] = ("fail", "undetermined", "exempt", "pass", "not applicable")
"""The worst first: a rule or a control has the worst outcome of what it stands on."""
NOT_HELD = "this stack is not held to it"
NO_SUBJECT = "the stack has nothing that it speaks of"


@dataclass(frozen=True)
class Result:
    """What a rule says of one resource.

    Attributes:
        urn: the resource; empty for the stack as a whole.
        problems: what is wrong or not known, as sentences.
        exemptions: who answers for what is wrong.
    """

    urn: str
    outcome: Outcome
    problems: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True)
class RuleEvidence:
    """What a rule says of a stack; `reason` is why it says nothing."""

    rule: Rule
    results: tuple[Result, ...] = ()
    reason: str = ""

    @property
    def outcome(self) -> Outcome:
        """The worst of its results."""
        return worst(result.outcome for result in self.results)

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many resources have each outcome."""
        return Counter(result.outcome for result in self.results)


@dataclass(frozen=True)
class ControlEvidence:
    """One control of one catalogue, and the rules that are evidence for it."""

    catalogue: str
    id: str
    rules: list[RuleEvidence] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """The worst of its rules."""
        return worst(one.outcome for one in self.rules)

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many resources have each outcome, once for each rule."""
        total: Counter[Outcome] = Counter()
        for one in self.rules:
            total.update(one.counts)
        return total


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of some outcomes; without any, not applicable."""
    return min(outcomes, key=OUTCOMES.index, default="not applicable")


def evidence_of(judgement: Judgement, rules: Iterable[Rule]) -> list[RuleEvidence]:
    """Return what each rule says of a stack, in the rules' order."""
    judged: dict[str, dict[str, list[Judged]]] = {}
    for one in judgement.judged:
        judged.setdefault(one.rule.id, {}).setdefault(one.verdict.urn, []).append(one)
    found = []
    for rule in rules:
        if rule.id in judgement.disabled:
            found.append(RuleEvidence(rule, reason=NOT_HELD))
            continue
        said = judged.get(rule.id, {})
        whole = ("",) if rule.scope == "pack" else ()
        urns = dict.fromkeys((*whole, *judgement.subjects[rule.id], *said))
        results = tuple(_result(urn, said.get(urn, [])) for urn in urns)
        found.append(RuleEvidence(rule, results, "" if results else NO_SUBJECT))
    return found


def controls_of(evidence: Iterable[RuleEvidence]) -> list[ControlEvidence]:
    """Return every control that some rule stands for, by catalogue and id."""
    found: dict[tuple[str, str], ControlEvidence] = {}
    for one in evidence:
        for catalogue, ids in one.rule.controls.all().items():
            for control in ids:
                if control != "none":
                    key = (catalogue, control)
                    found.setdefault(key, ControlEvidence(*key)).rules.append(one)
    return [found[key] for key in sorted(found)]


def _result(urn: str, said: list[Judged]) -> Result:
    outcome: Outcome = "pass"
    if any(one.counts for one in said):
        outcome = "fail"
    elif any(one.verdict.kind == "undetermined" for one in said):
        outcome = "undetermined"
    elif said:
        outcome = "exempt"
    problems = tuple(f"{o.verdict.property}: {o.verdict.problem}".removeprefix(": ") for o in said)
    exemptions = dict.fromkeys(one.exemption for one in said if one.exemption)
    return Result(urn, outcome, problems, tuple(exemptions))
