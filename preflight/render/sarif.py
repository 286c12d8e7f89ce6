"""What is wrong with plans as SARIF 2.1.0, which GitHub's code scanning shows at the line.

What GitHub reads: docs.github.com/en/code-security/reference/code-scanning/sarif-support.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from policy_packs.guardrails.judgement import Judged, Rule, all_rules
from preflight.judging import places_of
from preflight.locate import Location
from preflight.plan import Finding, Plan

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# GitHub's words begin at: low above 0, medium 4.0, high 7.0, critical 9.0.
_SECURITY_SEVERITY = {"low": "3.0", "medium": "5.5", "high": "8.0", "critical": "9.5"}
_LEVELS = {"mandatory": "error", "remediate": "error", "advisory": "warning"}
_BASE = "%SRCROOT%"


def render(plans: Sequence[Plan]) -> str:
    """Return a SARIF log with one run a stack.

    A result is a violation, suppressed where it is exempt, or a finding of simulated Azure. What
    only a deployment can tell is counted, not listed: no change of a line would close it.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(plan) for plan in plans]}
    return json.dumps(log, indent=2) + "\n"


def _run(plan: Plan) -> dict[str, Any]:
    judgement = plan.judgement
    held = [rule for rule in all_rules() if rule.id in judgement.subjects] if judgement else []
    judged = judgement.judged if judgement else ()
    results = [_violation(plan, one) for one in judged if one.verdict.kind == "violation"]
    results += [_refusal(plan, finding) for finding in plan.findings]
    return {
        "tool": {
            "driver": {
                "name": "preflight",
                "rules": [*map(_rule, held), *_refusal_rules(plan.findings)],
            }
        },
        # One category a stack: GitHub closes what a later run of the same category lacks.
        "automationDetails": {"id": f"preflight/{plan.project}/{plan.stack}/"},
        "originalUriBaseIds": {_BASE: {"description": {"text": "the root of the repository"}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(plan)],
        "results": list(_with_fingerprints(results)),
        "properties": {"undetermined": len(judgement.undetermined) if judgement else 0},
    }


def _invocation(plan: Plan) -> dict[str, Any]:
    if not plan.error:
        return {"executionSuccessful": True}
    notes = [{"level": "error", "message": {"text": plan.error}}]
    return {"executionSuccessful": False, "toolExecutionNotifications": notes}


def _rule(rule: Rule) -> dict[str, Any]:
    controls = [
        f"{catalogue}: {', '.join(ids)}"
        for catalogue, ids in rule.controls.all().items()
        if ids != ("none",)
    ]
    evidence = f"Evidence for {'; '.join(controls)}." if controls else "No catalogue demands it."
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why} {rule.fix} {evidence} {rule.link}",
            "markdown": f"{rule.why}\n\n**Fix:** {rule.fix}\n\n{evidence}\n\n<{rule.link}>",
        },
        "helpUri": rule.link,
        "properties": {
            "tags": ["security", rule.topic],
            "precision": "very-high",
            "security-severity": _SECURITY_SEVERITY[rule.severity],
        },
    }


def _refusal_rules(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.refusal.code, finding)
    return [
        {
            "id": code,
            "shortDescription": {"text": f"Azure refuses it: {code}"},
            "help": {"text": f"{first[code].refusal.allowed}. {first[code].refusal.source}"},
            "properties": {"tags": ["azure"], "precision": "high", "problem.severity": "error"},
        }
        for code in sorted(first)
    ]


def _violation(plan: Plan, one: Judged) -> dict[str, Any]:
    resource = plan.resources.get(one.verdict.urn)
    name = f"{resource.name}: " if resource else ""
    path = f"{one.verdict.property}: " if one.verdict.property else ""
    text = f"{name}{path}{one.verdict.problem}. {one.rule.why} {one.rule.fix}"
    level = _LEVELS.get(one.level, "note")
    result = _result(plan, one.rule.id, level, text, one.verdict.urn, places_of(plan, one))
    if one.exemption:
        why = f"{one.exemption.reason} ({one.exemption.ticket}, until {one.exemption.expires})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _refusal(plan: Plan, finding: Finding) -> dict[str, Any]:
    refusal = finding.refusal
    name, path = plan.resources[finding.urn].name, refusal.property
    what = f"{refusal.problem}, got {refusal.got}. Instead: {refusal.allowed}"
    text = f"{name}: {path}: {what}" if path else f"{name}: {what}"
    places = (finding.setting, finding.source)
    level = "error" if finding.blocks else "warning"
    return _result(plan, refusal.code, level, text, finding.urn, places)


def _result(
    plan: Plan,
    rule_id: str,
    level: str,
    text: str,
    urn: str,
    places: tuple[Location | None, Location | None],
) -> dict[str, Any]:
    known = [place for place in places if place]
    result = {
        "ruleId": rule_id,
        "level": level,
        "message": {"text": text},
        # GitHub takes no result without a place; of the stack as a whole, its file is one.
        "locations": [_location(known[0] if known else _stack_file(plan), urn)],
    }
    if known[1:]:
        related = {**_location(known[1], ""), "id": 1, "message": {"text": "used here"}}
        result["relatedLocations"] = [related]
    digest = hashlib.sha256(f"{rule_id}\n{urn}".encode()).hexdigest()
    result["partialFingerprints"] = {"ruleAndResource/v1": digest}
    return result


def _stack_file(plan: Plan) -> Location:
    file = plan.stack_file
    if file and file.path.is_relative_to(plan.root):
        return Location(file.path.relative_to(plan.root).as_posix(), 1)
    return Location("Pulumi.yaml", 1)


def _location(place: Location, urn: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": place.path, "uriBaseId": _BASE},
            "region": {"startLine": place.line},
        }
    }
    if urn:
        name = urn.rpartition("::")[2]
        location["logicalLocations"] = [
            {"name": name, "fullyQualifiedName": urn, "kind": "resource"}
        ]
    return location


def _with_fingerprints(results: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the results with the one fingerprint that GitHub reads, whatever line they move to."""
    seen: Counter[str] = Counter()
    for result in results:
        prints = result["partialFingerprints"]
        digest = prints["ruleAndResource/v1"]
        seen[digest] += 1
        own = {**prints, "primaryLocationLineHash": f"{digest[:16]}:{seen[digest]}"}
        yield {**result, "partialFingerprints": own}
