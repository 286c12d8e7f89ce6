"""What a plan tells of its rules, in text, Markdown and JSON, and what the command answers."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from preflight.cli import app
from preflight.document import to_json
from preflight.narrate import report_of
from preflight.plan import Plan
from preflight.render import markdown, text
from tests.preflight.judged_lab import CANARY, judged_plan, with_exemption, with_levels
from tests.preflight.lab import faulty, sample_plan
from tests.support import ROOT

pytestmark = pytest.mark.slow

SCHEMA = json.loads((ROOT / "preflight" / "plan.schema.json").read_text())
STALE = """\
exemptions:
  - rule: net-min-tls
    resource: azure-native:storage:StorageAccount::nothing
    owner: ml-platform@example.com
    reason: sample
    ticket: MLP-1
    expires: 2027-05-01
"""


def told(plan: Plan) -> str:
    return text.render([report_of(plan, 0)], text.plain_console())


def verdicts(plan: Plan) -> list[dict[str, Any]]:
    document = json.loads(to_json([plan], b"key"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document["plans"][0]["judgement"]["verdicts"]


def held_to_rules(folder: Path, exemptions: str = "exemptions: []\n") -> Path:
    """Return a copy of the sample that has a policy pack of its own."""
    root = faulty(folder / "held", {})
    stacks = root / "policy_packs" / "guardrails" / "stacks"
    for stack in ("dev", "prod"):
        (stacks / stack).mkdir(parents=True)
        (stacks / stack / "exemptions.yaml").write_text(exemptions)
    return root


def command(root: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["plan", "dev", "--root", str(root), *arguments])


def test_the_numbers_come_first() -> None:
    plan = judged_plan()
    assert plan.judgement is not None
    rules = len(plan.judgement.subjects)
    line = next(line for line in told(plan).splitlines() if "rules on" in line)
    assert line.startswith(f"  {rules} rules on 3 resources: {len(plan.judgement.violations)} ")
    assert "mandatory)" in line


def test_a_plan_that_nobody_judged_says_nothing_of_rules() -> None:
    assert "\nRules\n" not in told(sample_plan())


def test_a_violation_is_told_with_resource_problem_place_why_and_fix() -> None:
    lines = told(judged_plan()).splitlines()
    start = lines.index("  rule      net-public-access-disabled (mandatory, critical)")
    words = [line.split()[0] for line in lines[start : start + 12] if line[2:3].strip()]
    assert words[:6] == ["rule", "resource", "problem", "where", "why", "fix"]
    assert any("tests/preflight/judged_lab.py:" in line for line in lines[start : start + 6])


def test_what_is_told_fits_eighty_columns() -> None:
    assert max(map(len, told(judged_plan()).splitlines())) <= 80


def test_mandatory_violations_come_before_advice(tmp_path: Path) -> None:
    output = told(with_levels(tmp_path))
    levels = re.findall(r"^  rule +\S+ \((\w+), ", output, re.MULTILINE)
    kinds = [level == "advisory" for level in levels]
    assert kinds == sorted(kinds)
    assert any(kinds)


def test_an_exemption_is_told_with_who_answers_until_when(tmp_path: Path) -> None:
    output = " ".join(told(with_exemption(tmp_path)).split())
    assert "ml-platform@example.com until 2027-05-01 (MLP-10): sample data only" in output
    assert "1 exemption," in output


def test_a_mandatory_violation_is_the_verdict_and_advice_is_not(tmp_path: Path) -> None:
    report = report_of(judged_plan(), 0)
    assert not report.good
    assert "the rules forbid it: " in report.verdict


def test_markdown_tells_violations_before_the_resources() -> None:
    output = markdown.render([report_of(judged_plan(), 0)])
    assert output.index("net-public-access-disabled") < output.index("### Resources")


def test_json_holds_each_verdict_with_its_rule_and_place() -> None:
    row = next(
        row
        for row in verdicts(judged_plan())
        if row["rule"] == "net-public-access-disabled" and row["urn"].endswith("::store")
    )
    assert (row["level"], row["blocks"], row["kind"]) == ("mandatory", True, "violation")
    assert row["source"]["path"] == "tests/preflight/judged_lab.py"
    assert row["exemption"] is None


def test_json_holds_the_exemption(tmp_path: Path) -> None:
    (row,) = (row for row in verdicts(with_exemption(tmp_path)) if row["exemption"])
    assert row["exemption"]["expires"] == "2027-05-01"
    assert not row["blocks"]


def test_no_form_tells_a_secret() -> None:
    report = report_of(judged_plan(), 0)
    assert CANARY not in text.render([report], text.plain_console())
    assert CANARY not in markdown.render([report])
    assert CANARY not in to_json([judged_plan()], b"key")


def test_the_command_ends_with_1_for_a_mandatory_violation(tmp_path: Path) -> None:
    result = command(held_to_rules(tmp_path))
    assert result.exit_code == 1
    assert "the rules forbid it" in result.stdout


def test_a_repository_without_a_pack_is_judged_by_nobody(tmp_path: Path) -> None:
    result = command(faulty(tmp_path / "free", {}), "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["plans"][0]["judgement"] is None


@pytest.mark.parametrize(
    ("today", "problem"), [("2026-12-01", "covers no violation"), ("2027-06-01", "expired")]
)
def test_exemptions_are_judged_by_the_day_that_is_given(
    today: str, problem: str, tmp_path: Path
) -> None:
    result = command(held_to_rules(tmp_path, STALE), "--today", today, "--format", "json")
    rows = json.loads(result.stdout)["plans"][0]["judgement"]["verdicts"]
    (row,) = (row for row in rows if row["rule"] == "meta-exemptions")
    assert problem in row["problem"]
