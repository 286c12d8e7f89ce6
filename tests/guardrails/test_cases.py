"""Every rule on every stack of its case: alone, through the engine's analyzer, from the SDK."""

import datetime as dt

import pytest

from policy_packs.guardrails.judgement import Context, Rule, all_rules, judge
from preflight.host import Mode
from preflight.judging import graph_of
from preflight.plan import Plan
from tests.guardrails.cases import all_cases
from tests.guardrails.engine import ask
from tests.guardrails.spec import Form, Outcome, Trial, plan_of_stack, registered_by_sdk

CASES = all_cases()
RULES = {rule.id: rule for rule in all_rules() if rule.scope != "pack"}
# Asked about every stack too, so that inputs are remembered whatever the rule.
ANCHOR = RULES["net-service-known"]
TRIALS = {rule_id: case.trials() for rule_id, case in CASES.items()}
NAMES = [(rule_id, name) for rule_id in sorted(TRIALS) for name in TRIALS[rule_id]]


def context_of(rule: Rule, trial: Trial) -> Context:
    levels, settings = {rule.id: "mandatory"}, {rule.id: trial.settings}
    return Context("test", levels=levels, settings=settings, today=dt.date(2026, 11, 21))


def outcome(rule: Rule, plan: Plan, trial: Trial) -> Outcome:
    found = judge(graph_of(plan), context_of(rule, trial), [rule])
    if found.violations:
        return "violation"
    return "undetermined" if found.undetermined else "pass"


def test_every_rule_has_a_case() -> None:
    assert sorted(CASES) == sorted(RULES)


@pytest.mark.parametrize(("rule_id", "name"), NAMES)
def test_a_rule_says_of_a_plan_what_its_case_expects(rule_id: str, name: str) -> None:
    trial = TRIALS[rule_id][name]
    assert outcome(RULES[rule_id], plan_of_stack(trial.stack), trial) == trial.expected


@pytest.mark.slow
@pytest.mark.parametrize(("rule_id", "name"), NAMES)
@pytest.mark.parametrize("mode", ["preview", "update"])
def test_the_engine_gets_the_same_answer(rule_id: str, name: str, mode: Mode) -> None:
    rule, trial = RULES[rule_id], TRIALS[rule_id][name]
    rules = [ANCHOR] if rule is ANCHOR else [ANCHOR, rule]
    answer = ask(plan_of_stack(trial.stack, mode), rules, context_of(rule, trial))
    assert answer.silenced == []
    assert bool(answer.of(rule_id)) == (trial.expected == "violation")


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", sorted(CASES))
@pytest.mark.parametrize("form", ["args", "dict"])
@pytest.mark.parametrize("name", ["passes", "fails"])
def test_a_program_of_the_sdk_gets_the_same_answer(rule_id: str, form: Form, name: str) -> None:
    trial = TRIALS[rule_id][name]
    plan = registered_by_sdk(trial.stack, form)
    assert outcome(RULES[rule_id], plan, trial) == trial.expected
