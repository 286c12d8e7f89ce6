"""`preflight rules`: which rules there are, how they are held, and how much tries them."""

import importlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from preflight.commands.options import REPOSITORY

if TYPE_CHECKING:
    from policy_packs.guardrails.judgement import Rule

_CASES = "tests.guardrails.cases"


@dataclass(frozen=True)
class Tried:
    """How many small stacks a rule is tried on in tests, and how many of them break it."""

    stacks: int = 0
    broken: int = 0


def rules(
    as_json: Annotated[
        bool, typer.Option("--json", help="Everything of each rule, for programs.")
    ] = False,
) -> None:
    """List the rules of the policy pack.

    With each: how strictly it is held by tier, how severe a violation is, and how many small
    stacks the tests try it on. docs/policies.md says the rest.
    """
    from policy_packs.guardrails.judgement import all_rules

    known, tried = all_rules(), tried_by_tests()
    rows = [row_of(rule, tried.get(rule.id, Tried())) for rule in known]
    if as_json:
        sys.stdout.write(json.dumps({"schema": 1, "rules": rows}, indent=2) + "\n")
        return
    sys.stdout.write(_told(rows))


def row_of(rule: "Rule", tried: Tried) -> dict[str, Any]:
    """Return a rule as the JSON document has it."""
    return {
        "id": rule.id,
        "topic": rule.topic,
        "scope": rule.scope,
        "title": rule.title,
        "severity": rule.severity,
        "levels": {
            "production": rule.levels.production,
            "non_production": rule.levels.non_production,
        },
        "controls": {name: list(ids) for name, ids in rule.controls.all().items()},
        "settings": {name: dict(schema) for name, schema in rule.settings.items()},
        "why": rule.why,
        "fix": rule.fix,
        "link": rule.link,
        "tried": {"stacks": tried.stacks, "broken": tried.broken},
    }


def tried_by_tests() -> Mapping[str, Tried]:
    """Return what the tests try each rule on, by rule id; nothing where there are no tests.

    Loaded by name: what is counted is data of the tests, and nothing here works by it.
    """
    if not (REPOSITORY / _CASES.replace(".", "/")).is_dir():
        return {}
    found = {}
    for rule_id, case in importlib.import_module(_CASES).all_cases().items():
        expected = [trial.expected for trial in case.trials().values()]
        found[rule_id] = Tried(len(expected), expected.count("violation"))
    return found


def _told(rows: list[dict[str, Any]]) -> str:
    from preflight.render.text import plain_console, render
    from preflight.report import Report, Section, Table, count

    columns = ("rule", "severity", "production", "elsewhere", "tried on")
    sections = [
        Section(topic.replace("_", " ").capitalize(), (Table(columns, tuple(map(_cells, own))),))
        for topic, own in groupby(sorted(rows, key=lambda row: row["topic"]), _topic)
    ]
    tried = sum(row["tried"]["stacks"] for row in rows)
    verdict = f"tried on {count(tried, 'small stack')} in tests"
    title = f"{count(len(rows), 'rule')} in {count(len(sections), 'topic')}"
    return render([Report(title, verdict, good=True, sections=tuple(sections))], plain_console())


def _topic(row: Mapping[str, Any]) -> str:
    return row["topic"]


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    levels = row["levels"]
    stacks = str(row["tried"]["stacks"])
    return row["id"], row["severity"], levels["production"], levels["non_production"], stacks
