import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from policy_packs.guardrails.judgement import all_rules
from preflight.cli import app
from preflight.evidence.document import Evidence, to_json
from preflight.evidence.inputs import Inputs, inputs_of, plan_digest
from preflight.evidence.matrix import controls_of, evidence_of, worst
from preflight.evidence.page import page
from preflight.judging import PACK
from preflight.plan import Plan
from tests.preflight.judged_lab import CANARY, TODAY, judged_plan, with_exemption, with_levels
from tests.preflight.lab import SAMPLE, faulty
from tests.support import ROOT

pytestmark = pytest.mark.slow

SCHEMA = json.loads((ROOT / "preflight" / "evidence.schema.json").read_text())
INPUTS = Inputs(f"sha256:{'a' * 64}", f"sha256:{'b' * 64}", "c0ffee", False, {"pulumi": "3"})


def given(plan: Plan, project: str = "azure-mlops") -> Evidence:
    assert plan.judgement is not None
    rules = evidence_of(plan.judgement, all_rules())
    return Evidence(project, plan.stack, TODAY, INPUTS, rules)


def document(plan: Plan) -> dict[str, Any]:
    told = json.loads(to_json(given(plan)))
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    return told


def rule(plan: Plan, rule_id: str) -> dict[str, Any]:
    return next(one for one in document(plan)["rules"] if one["id"] == rule_id)


def outcomes(plan: Plan, rule_id: str) -> dict[str, str]:
    results = rule(plan, rule_id)["results"]
    return {(one["resource"] or "").rpartition("::")[2]: one["outcome"] for one in results}


def test_every_resource_that_a_rule_judged_has_an_outcome() -> None:
    assert outcomes(judged_plan(), "net-public-access-disabled") == {
        "store": "fail",
        "vault": "pass",
    }


def test_what_only_a_deployment_can_tell_is_undetermined() -> None:
    assert outcomes(judged_plan(), "net-subnet-private") == {"subnet": "undetermined"}


def test_an_exemption_is_told_with_who_answers(tmp_path: Path) -> None:
    found = rule(with_exemption(tmp_path), "net-firewall-default-deny")["results"]
    (exemption,) = (one for result in found for one in result["exemptions"])
    assert (exemption["owner"], exemption["expires"]) == ("ml-platform@example.com", "2027-05-01")


def test_a_rule_without_a_resource_is_not_applicable() -> None:
    found = rule(judged_plan(), "net-flow-logs")
    assert (found["outcome"], found["results"]) == ("not applicable", [])
    assert found["reason"] == "the stack has nothing that it speaks of"


def test_a_rule_that_the_stack_is_not_held_to_says_so(tmp_path: Path) -> None:
    found = rule(with_levels(tmp_path), "net-firewall-default-deny")
    assert (found["outcome"], found["reason"]) == ("not applicable", "this stack is not held to it")


def test_a_rule_on_the_stack_as_a_whole_has_one_result() -> None:
    assert outcomes(judged_plan(), "meta-exemptions") == {"": "pass"}


def test_a_control_has_the_worst_outcome_of_its_rules() -> None:
    told = document(judged_plan())
    by_rule = {one["id"]: one["outcome"] for one in told["rules"]}
    assert told["controls"]
    for control in told["controls"]:
        assert control["outcome"] == worst(by_rule[one] for one in control["rules"])


def test_every_control_of_every_rule_is_there_once() -> None:
    found = [(one.catalogue, one.id) for one in controls_of(given(judged_plan()).rules)]
    wanted = {
        (catalogue, control)
        for one in all_rules()
        for catalogue, ids in one.controls.all().items()
        for control in ids
        if control != "none"
    }
    assert len(found) == len(wanted)
    assert set(found) == wanted


def test_the_digest_of_a_plan_is_that_of_its_content() -> None:
    secret, same = judged_plan(), judged_plan()
    assert plan_digest(secret) == plan_digest(same)
    other = Plan(secret.project, "other", secret.root, secret.resources)
    assert plan_digest(other) != plan_digest(secret)


def test_the_inputs_name_the_pack_and_what_planned() -> None:
    inputs = inputs_of(judged_plan())
    assert set(inputs.versions) == {"guardrails", "pulumi", "pulumi-azure-native", "python"}
    assert all(inputs.versions.values())
    assert re.fullmatch("[0-9a-f]{40}", inputs.commit or "")


class _Links(HTMLParser):
    """Collects what a page would load or lead to, and the anchors in it."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            if name == "href" and tag == "a":
                self.leads.append(value or "")
            elif name in ("src", "href", "srcset", "data"):
                self.loads.append(value or "")
        if tag in ("script", "link", "iframe", "img"):
            self.loads.append(tag)


def links(plan: Plan) -> _Links:
    found = _Links()
    found.feed(page(given(plan)))
    return found


def test_the_page_loads_nothing() -> None:
    assert links(judged_plan()).loads == []
    assert "url(" not in page(given(judged_plan()))


def test_every_control_leads_to_its_rules() -> None:
    found = links(judged_plan())
    inner = {lead[1:] for lead in found.leads if lead.startswith("#")}
    assert inner
    assert inner <= found.anchors


def test_the_page_is_light_dark_and_printed() -> None:
    text = page(given(judged_plan()))
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_the_page_escapes_what_it_is_given() -> None:
    text = page(given(judged_plan(), project="<b>&"))
    assert "<b>&" not in text
    assert "&lt;b&gt;&amp;" in text


def test_no_form_tells_a_secret_or_a_place_of_this_machine() -> None:
    for text in (to_json(given(judged_plan())), page(given(judged_plan()))):
        assert CANARY not in text
        assert str(ROOT) not in text


def evidence(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["evidence", *arguments])


def held_to_rules(folder: Path) -> Path:
    """Return a copy of the sample that has a policy pack of its own."""
    root = faulty(folder / "held", {})
    stack = root / "policy_packs" / "guardrails" / "stacks" / "dev"
    stack.mkdir(parents=True)
    (stack.parents[1] / "PulumiPolicy.yaml").write_text("version: 0.9.0\n")
    return root


def test_the_command_writes_both_and_says_that_a_mandatory_rule_is_broken(tmp_path: Path) -> None:
    root, out = held_to_rules(tmp_path), tmp_path / "out"
    result = evidence("dev", "--out", str(out), "--root", str(root), "--today", "2026-12-01")
    assert result.exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == ["evidence.html", "evidence.json"]
    told = json.loads((out / "evidence.json").read_text())
    assert (told["given"], told["inputs"]["versions"]["guardrails"]) == ("2026-12-01", "0.9.0")
    assert told["inputs"]["commit"] is None


def test_the_same_files_on_the_same_day_give_the_same_evidence(tmp_path: Path) -> None:
    root = held_to_rules(tmp_path)
    texts = []
    for name in ("one", "other"):
        place = tmp_path / name
        evidence("dev", "--out", str(place), "--root", str(root), "--today", "2026-12-01")
        texts.append([path.read_text() for path in sorted(place.iterdir())])
    assert texts[0] == texts[1] != []


def test_a_changed_level_is_another_pack(tmp_path: Path) -> None:
    plan = replace(judged_plan(), root=held_to_rules(tmp_path))
    before = inputs_of(plan).pack
    (plan.root / PACK / "stacks" / "dev" / "levels.yaml").write_text("tier: non_production\n")
    assert inputs_of(plan).pack != before


def test_without_a_commit_or_a_day_there_is_no_evidence(tmp_path: Path) -> None:
    result = evidence("dev", "--out", str(tmp_path / "out"), "--root", str(held_to_rules(tmp_path)))
    assert result.exit_code == 2
    assert "give --today" in result.stderr


def test_a_stack_under_no_pack_has_no_evidence(tmp_path: Path) -> None:
    result = evidence("dev", "--out", str(tmp_path), "--root", str(SAMPLE))
    assert result.exit_code == 2
    assert "no policy pack here" in result.stderr
    assert list(tmp_path.iterdir()) == []
