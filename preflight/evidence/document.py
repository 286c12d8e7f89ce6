"""Evidence as JSON: `evidence.schema.json` says what is in it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from policy_packs.guardrails.judgement import Exemption
from preflight.evidence.inputs import Inputs
from preflight.evidence.matrix import (
    OUTCOMES,
    ControlEvidence,
    Result,
    RuleEvidence,
    controls_of,
    worst,
)

SCHEMA = 1


@dataclass(frozen=True)
class Evidence:
    """What is known of one stack on one day."""

    project: str
    stack: str
    given: dt.date
    inputs: Inputs
    rules: Sequence[RuleEvidence]

    @property
    def controls(self) -> list[ControlEvidence]:
        """Every control that some rule stands for."""
        return controls_of(self.rules)


def to_json(evidence: Evidence) -> str:
    """Return the document."""
    outcomes = [one.outcome for one in evidence.rules]
    document = {
        "schema": SCHEMA,
        "project": evidence.project,
        "stack": evidence.stack,
        "given": evidence.given.isoformat(),
        "inputs": asdict(evidence.inputs),
        "outcome": worst(outcomes),
        "summary": {outcome: outcomes.count(outcome) for outcome in OUTCOMES},
        "controls": [_control(one) for one in evidence.controls],
        "rules": [_rule(one) for one in evidence.rules],
    }
    return json.dumps(document, indent=2) + "\n"


def _control(one: ControlEvidence) -> dict[str, Any]:
    return {
        "catalogue": one.catalogue,
        "id": one.id,
        "outcome": one.outcome,
        "resources": {outcome: one.counts.get(outcome, 0) for outcome in OUTCOMES[:-1]},
        "rules": [rule.rule.id for rule in one.rules],
    }


def _rule(one: RuleEvidence) -> dict[str, Any]:
    rule = one.rule
    return {
        "id": rule.id,
        "topic": rule.topic,
        "title": rule.title,
        "severity": rule.severity,
        "link": rule.link,
        "controls": {name: list(ids) for name, ids in rule.controls.all().items()},
        "outcome": one.outcome,
        "reason": one.reason or None,
        "results": [_result(result) for result in one.results],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "resource": result.urn or None,
        "outcome": result.outcome,
        "problems": list(result.problems),
        "exemptions": [_exemption(exemption) for exemption in result.exemptions],
    }


def _exemption(exemption: Exemption) -> dict[str, str]:
    return {**asdict(exemption), "expires": exemption.expires.isoformat()}
