"""The platform's own stacks before the judge, alone, through the engine's analyzer, over gRPC."""

import datetime as dt
import json
from functools import cache

import pytest

from policy_packs.guardrails.judgement import (
    Judged,
    Judgement,
    Verdict,
    all_rules,
    from_plan,
    judge,
    read_context,
)
from preflight.document import to_json
from preflight.judging import judge_plan, places_of
from preflight.plan import Plan
from preflight.planning import plan_stack
from preflight.stacks import choose
from tests.guardrails.engine import ask
from tests.support import ROOT

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 11, 21)
OTHERS = [
    f"tests/stacks/Pulumi.{name}.yaml"
    for name in ("byo", "everything", "isolated", "minimal", "public", "training", "vpn")
]


@cache
def plan_of_file(name: str) -> Plan:
    (chosen,) = choose(ROOT, [name])
    plan = plan_stack(chosen, ROOT)
    assert plan.error == ""
    return plan


@cache
def judgement_of(name: str) -> Judgement:
    return judge_plan(plan_of_file(name), TODAY)


@pytest.mark.parametrize("name", ["dev", "prod", "bootstrap:subscription", *OTHERS])
def test_a_stack_of_the_platform_breaks_no_mandatory_rule(name: str) -> None:
    told = [f"{one.rule.id}: {one.verdict}" for one in judgement_of(name).blocking]
    assert told == []


def test_the_public_stack_lives_by_exemptions_alone() -> None:
    exempt = judgement_of("tests/stacks/Pulumi.public.yaml").exempt
    assert {one.rule.id for one in exempt} == {
        "net-public-access-disabled",
        "net-firewall-default-deny",
    }


def test_an_exemption_ends() -> None:
    plan = plan_of_file("tests/stacks/Pulumi.public.yaml")
    late = judge_plan(plan, dt.date(2027, 5, 2))
    assert {one.rule.id for one in late.blocking} == {
        "meta-exemptions",
        "net-public-access-disabled",
        "net-firewall-default-deny",
    }


@pytest.mark.parametrize("name", ["dev", "prod", "tests/stacks/Pulumi.public.yaml"])
def test_the_engine_and_the_plan_give_one_verdict(name: str) -> None:
    plan = plan_of_file(name)
    rules = all_rules()
    answer = ask(plan, rules, read_context(plan.stack, rules, TODAY))
    expected = [(one.rule.id, one.verdict.urn) for one in judgement_of(name).violations]
    assert answer.silenced == []
    assert sorted((rule, urn) for rule, urn, _, _ in answer.violations) == sorted(expected)


def test_a_verdict_leads_to_the_line_of_the_component() -> None:
    name = "tests/stacks/Pulumi.public.yaml"
    (vault,) = (
        one
        for one in judgement_of(name).exempt
        if one.rule.id == "net-public-access-disabled" and one.verdict.urn.endswith("-key-vault")
    )
    setting, source = places_of(plan_of_file(name), vault)
    assert setting is None
    assert source is not None
    assert source.path == "components/data_stores/key_vault.py"


def test_a_verdict_leads_to_the_line_of_the_stack_file_that_holds_the_value() -> None:
    plan = plan_of_file("prod")
    rule = next(rule for rule in all_rules() if rule.id == "tag-value-format")
    network = next(urn for urn in plan.resources if urn.endswith("::network-vnet"))
    verdict = Verdict("violation", network, "tags.CostCenter", "is wrong")
    setting, _ = places_of(plan, Judged(rule, verdict, "mandatory"))
    assert setting is not None
    assert setting.path == "Pulumi.prod.yaml"
    line = (ROOT / "Pulumi.prod.yaml").read_text().splitlines()[setting.line - 1]
    assert "cost_center: ML-1001" in line


def test_the_document_of_a_plan_is_judged_like_the_plan() -> None:
    plan = plan_of_file("prod")
    document = json.loads(to_json([plan], b"key"))["plans"][0]
    rules = all_rules()
    found = judge(from_plan(document["resources"]), read_context("prod", rules, TODAY), rules)
    assert _told(found) == _told(judgement_of("prod"))


def _told(found: Judgement) -> list[tuple[str, str, str]]:
    return sorted((one.rule.id, one.verdict.urn, one.verdict.problem) for one in found.judged)
