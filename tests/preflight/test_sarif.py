import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policy_packs.guardrails.judgement import all_rules
from preflight.plan import Plan
from preflight.render import sarif
from tests.preflight.judged_lab import CANARY, judged_plan, with_exemption, with_levels
from tests.preflight.lab import faulty, plan_in, sample_plan
from tests.support import ROOT

pytestmark = pytest.mark.slow

SCHEMA = ROOT / "tests" / "data" / "sarif-2.1.0.schema.json"
REFUSED = {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")}
BUG = {"__main__.py": ("pulumi.Config()", "missing()")}


@cache
def schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text())


def log(*plans: Plan) -> dict[str, Any]:
    told = json.loads(sarif.render(plans))
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(schema(), format_checker=checker).validate(told)
    return told


def run(plan: Plan) -> dict[str, Any]:
    return log(plan)["runs"][0]


def of(plan: Plan, rule: str, resource: str) -> dict[str, Any]:
    return next(
        one
        for one in run(plan)["results"]
        if one["ruleId"] == rule and one["message"]["text"].startswith(f"{resource}: ")
    )


def place(location: dict[str, Any]) -> tuple[str, int]:
    found = location["physicalLocation"]
    return found["artifactLocation"]["uri"], found["region"]["startLine"]


def test_a_mandatory_violation_is_an_error_at_the_line_that_registered_the_resource() -> None:
    result = of(judged_plan(), "net-public-access-disabled", "store")
    assert result["level"] == "error"
    path, line = place(result["locations"][0])
    assert "storage.StorageAccount(" in (ROOT / path).read_text().splitlines()[line - 1]


def test_a_violation_tells_what_why_and_how_to_mend_it() -> None:
    rule = next(r for r in descriptors(judged_plan()) if r["id"] == "net-public-access-disabled")
    text = of(judged_plan(), "net-public-access-disabled", "store")["message"]["text"]
    assert text.startswith("store: publicNetworkAccess: must be")
    assert rule["fullDescription"]["text"] in text


def descriptors(plan: Plan) -> list[dict[str, Any]]:
    return run(plan)["tool"]["driver"]["rules"]


def test_advice_is_a_warning(tmp_path: Path) -> None:
    assert of(with_levels(tmp_path), "net-min-tls", "store")["level"] == "warning"
    assert of(judged_plan(), "net-min-tls", "store")["level"] == "error"


def test_every_rule_of_the_pack_has_help_and_a_severity() -> None:
    own = {rule.id for rule in all_rules()}
    told = [rule for rule in descriptors(judged_plan()) if rule["id"] in own]
    assert {rule["id"] for rule in told} == own
    for rule in told:
        assert rule["helpUri"].startswith("https://")
        assert "**Fix:**" in rule["help"]["markdown"]
        assert 0 < float(rule["properties"]["security-severity"]) <= 10


def test_a_violation_that_somebody_answers_for_is_suppressed(tmp_path: Path) -> None:
    open_result = of(judged_plan(), "net-firewall-default-deny", "vault")
    assert "suppressions" not in open_result
    result = of(with_exemption(tmp_path), "net-firewall-default-deny", "vault")
    (suppression,) = result["suppressions"]
    assert suppression["justification"] == "sample data only (MLP-10, until 2027-05-01)"


def test_fingerprints_are_the_same_wherever_the_line_moves(tmp_path: Path) -> None:
    here, there = plan_in(faulty(tmp_path / "here", REFUSED)), plan_in(moved(tmp_path / "there"))
    (one,), (other,) = run(here)["results"], run(there)["results"]
    assert place(one["locations"][0]) != place(other["locations"][0])
    assert one["partialFingerprints"] == other["partialFingerprints"]


def moved(root: Path) -> Path:
    faulty(root, REFUSED)
    file = root / "Pulumi.dev.yaml"
    file.write_text("\n\n" + file.read_text())
    return root


def test_no_two_results_have_the_fingerprint_that_github_reads() -> None:
    prints = [
        one["partialFingerprints"]["primaryLocationLineHash"]
        for one in run(judged_plan())["results"]
    ]
    assert len(set(prints)) == len(prints) > 3


def test_what_azure_refuses_is_a_result_at_the_setting_and_where_it_is_used(tmp_path: Path) -> None:
    plan = plan_in(faulty(tmp_path / "faulty", REFUSED))
    (result,) = run(plan)["results"]
    assert result["level"] == "error"
    assert place(result["locations"][0]) == ("Pulumi.dev.yaml", 5)
    assert place(result["relatedLocations"][0])[0] == "components/stores.py"
    assert [rule["id"] for rule in descriptors(plan)] == [result["ruleId"]]


def test_a_violation_of_the_stack_as_a_whole_has_a_place_too(tmp_path: Path) -> None:
    stale = with_exemption(tmp_path, rule="net-min-tls")
    (result,) = (one for one in run(stale)["results"] if one["ruleId"] == "meta-exemptions")
    assert place(result["locations"][0]) == ("Pulumi.yaml", 1)


def test_every_stack_is_a_category_of_its_own() -> None:
    runs = log(sample_plan("dev"), sample_plan("prod"))["runs"]
    ids = [one["automationDetails"]["id"] for one in runs]
    assert ids == ["preflight/sample/dev/", "preflight/sample/prod/"]


def test_a_stack_that_cannot_be_planned_is_a_run_that_failed(tmp_path: Path) -> None:
    (invocation,) = run(plan_in(faulty(tmp_path / "faulty", BUG)))["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert "name 'missing' is not defined" in note["message"]["text"]


def test_what_only_a_deployment_can_tell_is_counted_and_not_listed() -> None:
    judgement = judged_plan().judgement
    assert judgement is not None
    assert run(judged_plan())["properties"]["undetermined"] == len(judgement.undetermined)
    told = len(run(judged_plan())["results"])
    assert told == len(judgement.violations) + len(judged_plan().findings)


def test_places_are_relative_to_the_repository() -> None:
    assert str(ROOT) not in sarif.render([judged_plan()])


def test_no_secret_is_told() -> None:
    assert CANARY not in sarif.render([judged_plan()])
