"""What the policy pack says of a plan, as rows that programs read."""

from dataclasses import asdict
from typing import Any

from policy_packs.guardrails.judgement import Judged, Judgement
from preflight.judging import places_of
from preflight.locate import Location
from preflight.plan import Plan


def verdicts(plan: Plan) -> dict[str, Any] | None:
    """Return a plan's judgement as `plan.schema.json` has it; None if nobody judged."""
    judgement = plan.judgement
    if judgement is None:
        return None
    rows = [_row(plan, one) for one in judgement.judged]
    return {
        "rules": len(judgement.subjects),
        "resources": judged_resources(judgement),
        "disabled": sorted(judgement.disabled),
        "verdicts": sorted(
            rows, key=lambda row: (row["rule"], row["urn"] or "", row["property"], row["problem"])
        ),
    }


def judged_resources(judgement: Judgement) -> int:
    """Return how many resources at least one rule applies to."""
    return len({urn for urns in judgement.subjects.values() for urn in urns})


def place_of(plan: Plan, one: Judged) -> Location | None:
    """Return the line to change: of the stack file if it holds the value, else of the component."""
    setting, source = places_of(plan, one)
    return setting or source


def _row(plan: Plan, one: Judged) -> dict[str, Any]:
    rule, verdict = one.rule, one.verdict
    setting, source = places_of(plan, one)
    return {
        "rule": rule.id,
        "level": one.level,
        "severity": rule.severity,
        "kind": verdict.kind,
        "blocks": one.blocks,
        "urn": verdict.urn or None,
        "property": verdict.property,
        "problem": verdict.problem,
        "why": rule.why,
        "fix": rule.fix,
        "link": rule.link,
        "exemption": _exemption(one),
        "setting": asdict(setting) if setting else None,
        "source": asdict(source) if source else None,
    }


def _exemption(one: Judged) -> dict[str, str] | None:
    exemption = one.exemption
    if exemption is None:
        return None
    return {
        "owner": exemption.owner,
        "reason": exemption.reason,
        "ticket": exemption.ticket,
        "expires": exemption.expires.isoformat(),
        "place": exemption.place,
    }
