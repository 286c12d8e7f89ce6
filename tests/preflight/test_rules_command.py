import json
from typing import Any

from typer.testing import CliRunner

from policy_packs.guardrails.judgement import all_rules
from preflight.cli import app
from tests.guardrails.cases import all_cases

HELD = ("mandatory", "mandatory")


def listed() -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["rules", "--json"])
    assert result.exit_code == 0
    return json.loads(result.stdout)["rules"]


def test_json_holds_every_rule_with_its_levels_and_controls() -> None:
    rows = {row["id"]: row for row in listed()}
    assert list(rows) == [rule.id for rule in all_rules()]
    row = rows["net-public-access-disabled"]
    assert row["levels"] == {"production": "mandatory", "non_production": "mandatory"}
    assert row["controls"]["azure_policy"]


def test_json_counts_the_stacks_that_tests_try_a_rule_on() -> None:
    rows = {row["id"]: row["tried"] for row in listed()}
    trials = all_cases()["net-public-access-disabled"].trials().values()
    broken = [trial for trial in trials if trial.expected == "violation"]
    assert rows["net-public-access-disabled"] == {"stacks": len(trials), "broken": len(broken)}
    assert len(trials) > len(broken) > 0


def test_text_lists_the_rules_by_topic_in_eighty_columns() -> None:
    lines = CliRunner().invoke(app, ["rules"]).stdout.splitlines()
    assert lines[0].startswith(f"{len(all_rules())} rules in ")
    assert lines.index("Network") < lines.index("Tagging")
    assert any(line.split()[:4] == ["net-min-tls", "high", *HELD] for line in lines)
    assert max(map(len, lines)) <= 80
