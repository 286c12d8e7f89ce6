"""What would switch a policy off without a word, and does not."""

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from policy_packs.guardrails.judgement import Context, all_rules, judge
from policy_packs.guardrails.judgement import crossguard as adapter
from preflight.judging import graph_of
from simulated_azure.values import SECRET, SIGNATURE, UNKNOWN, Secret
from tests.guardrails.cases import all_cases
from tests.guardrails.cases.tagging import TAGS
from tests.guardrails.engine import ask
from tests.guardrails.spec import ABSENT, Made, changed, plan_of_stack

RULES = all_rules()
BY_ID = {rule.id: rule for rule in RULES}
CASES = all_cases()
NETWORK = Made("network:VirtualNetwork", "net", {"tags": TAGS})
ENDPOINTS = CASES["net-private-endpoint"].good


def test_an_unknown_input_silences_no_policy() -> None:
    everything = tuple(
        Made(made.type, made.name, dict.fromkeys(made.inputs, UNKNOWN)) for made in ENDPOINTS
    )
    assert ask(plan_of_stack(everything), RULES).silenced == []


def test_stack_policies_see_the_inputs_and_not_the_outputs() -> None:
    plan = plan_of_stack(ENDPOINTS)
    for resource in plan.resources.values():
        resource.outputs = dict.fromkeys(resource.inputs, UNKNOWN)
    graph_rules = [rule.id for rule in RULES if (rule.scope, rule.topic) == ("graph", "network")]
    told = {rule for rule, _, _, _ in ask(plan, RULES).violations}
    assert told & set(graph_rules) == set()


def test_a_pack_whose_resource_rules_are_all_off_says_so() -> None:
    config = {rule.id: "disabled" for rule in RULES if rule.scope == "resource"}
    answer = ask(plan_of_stack(ENDPOINTS), RULES, config=config)
    assert any("no resource's inputs were seen" in m for m in answer.of("net-private-endpoint"))


def test_switching_one_resource_rule_off_blinds_no_other() -> None:
    first = next(rule.id for rule in RULES if rule.scope == "resource")
    answer = ask(plan_of_stack(ENDPOINTS), RULES, config={first: "disabled"})
    assert answer.of("net-private-endpoint") == []


@pytest.mark.parametrize(("change", "told"), [({}, False), ({"pe": ABSENT, "zones": ABSENT}, True)])
def test_what_the_program_only_reads_is_judged_by_azures_answer(change: Any, told: bool) -> None:
    plan = plan_of_stack(changed(ENDPOINTS, change), "update")
    (vault,) = (r for r in plan.resources.values() if r.name == "vault")
    vault.outputs, vault.inputs = vault.inputs, {}
    answer = ask(plan, RULES, only_read=frozenset({"vault"}))
    assert bool(answer.of("net-private-endpoint")) == told


def test_inputs_that_are_analysed_again_replace_the_first() -> None:
    rules = [BY_ID["net-public-access-disabled"], BY_ID["net-private-endpoint"]]
    case = CASES["net-private-endpoint"]
    plan = plan_of_stack(case.good)
    first = plan_of_stack(changed(case.good, {case.at: "registry"}))
    guard = adapter.CrossGuard(Context("test"), rules)
    assert _asked(guard, first) != []
    assert _asked(guard, plan) == []


def _asked(guard: adapter.CrossGuard, plan: Any) -> list[str]:
    from pulumi_policy import EnforcementLevel
    from pulumi_policy.policy import _PolicyAnalyzerServicer

    from tests.guardrails.engine import ask_analyzer

    servicer = _PolicyAnalyzerServicer("p", "0", guard.policies(), EnforcementLevel.MANDATORY)
    return ask_analyzer(plan, servicer).of("net-private-endpoint")


@pytest.mark.parametrize("rule_id", ["net-public-access-disabled", "net-private-endpoint"])
def test_a_crash_becomes_a_violation_that_names_the_rule(rule_id: str) -> None:
    def crash(*_: object) -> None:
        raise ValueError("hunter2")

    broken = dataclasses.replace(BY_ID[rule_id], judge=crash)
    rules = [broken, BY_ID["net-service-known"]]
    (*_, message) = ask(plan_of_stack(ENDPOINTS), rules).of(rule_id)
    assert f"the rule {rule_id} crashed with ValueError" in message
    assert "hunter2" not in message


def test_a_setting_that_no_rule_has_is_a_violation() -> None:
    config = {"tag-required": {"environmnt": "dev"}}
    messages = ask(plan_of_stack((NETWORK,)), RULES, config=config).of("tag-required")
    assert any("environmnt: no such key; did you mean environment?" in m for m in messages)


def test_a_setting_of_the_engines_configuration_is_used() -> None:
    config = {"tag-value-format": {"environment": "prod"}}
    assert ask(plan_of_stack((NETWORK,)), RULES, config=config).of("tag-value-format") != []


def test_a_level_of_the_engines_configuration_is_used() -> None:
    stack = (Made("network:VirtualNetwork", "net", {}),)
    answer = ask(plan_of_stack(stack), RULES, config={"tag-required": "advisory"})
    levels = {level for rule, _, _, level in answer.violations if rule == "tag-required"}
    assert levels == {"advisory"}


def test_a_setting_of_the_stacks_file_is_the_engines_default() -> None:
    context = Context("x", settings={"tag-value-format": {"environment": "prod"}})
    assert ask(plan_of_stack((NETWORK,)), RULES, context).of("tag-value-format") != []


def test_meta_rules_speak_through_the_engine_too() -> None:
    context = Context("x", mistakes=("stacks/x/levels.yaml: teir: no such key",))
    assert ask(plan_of_stack((NETWORK,)), RULES, context).of("meta-config") != []


SENTINEL = "hunter2-do-not-tell"


def _secret_everywhere(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _secret_everywhere(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_secret_everywhere(item) for item in value]
    return Secret(SENTINEL) if isinstance(value, str) else value


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_no_message_tells_a_secret(rule_id: str) -> None:
    for trial in CASES[rule_id].trials().values():
        stack = tuple(
            Made(made.type, made.name, _secret_everywhere(made.inputs)) for made in trial.stack
        )
        plan = plan_of_stack(stack)
        found = judge(graph_of(plan), Context("x"), RULES)
        assert SENTINEL not in repr([one.verdict for one in found.judged])
        rules = {rule.id: rule for rule in (BY_ID["net-service-known"], BY_ID[rule_id])}
        assert SENTINEL not in repr(ask(plan, rules.values()).violations)


class TestRemediation:
    CONFIG = {"tag-required": {"enforcementLevel": "remediate", "environment": "test"}}

    def answer(self, tags: Any) -> Any:
        stack = changed((NETWORK,), {"net:tags": tags})
        return ask(plan_of_stack(stack), RULES, config=self.CONFIG)

    def test_it_fills_in_what_does_not_depend_on_people(self) -> None:
        (inputs,) = self.answer(ABSENT).remediated.values()
        assert inputs["tags"] == {"Environment": "test", "ManagedBy": "pulumi"}

    def test_what_is_left_over_is_still_a_violation(self) -> None:
        levels = {level for rule, _, _, level in self.answer(ABSENT).violations
                  if rule == "tag-required"}  # fmt: skip
        assert levels == {"mandatory"}

    def test_it_keeps_what_is_there(self) -> None:
        (inputs,) = self.answer({"ManagedBy": "someone", "Note": "x"}).remediated.values()
        assert inputs["tags"] == {"ManagedBy": "someone", "Note": "x", "Environment": "test"}

    def test_secrets_stay_secret(self) -> None:
        (inputs,) = self.answer({"Owner": Secret("a@example.com")}).remediated.values()
        assert inputs["tags"]["Owner"] == {SIGNATURE: SECRET, "value": "a@example.com"}

    def test_tags_that_are_secret_as_a_whole_stay_so(self) -> None:
        (inputs,) = self.answer(Secret({"Owner": "a@example.com"})).remediated.values()
        assert inputs["tags"][SIGNATURE] == SECRET

    @pytest.mark.parametrize("tags", [UNKNOWN, TAGS])
    def test_it_leaves_alone_what_it_cannot_read_or_mend(self, tags: Any) -> None:
        answer = self.answer(tags)
        assert answer.remediated == {}
        assert answer.silenced == []


def test_the_day_is_given_or_that_of_the_last_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUARDRAILS_TODAY", "2027-01-02")
    assert adapter.today() == dt.date(2027, 1, 2)


def test_the_engine_learns_control_fix_and_link_of_each_rule() -> None:
    guard = adapter.CrossGuard(Context("x"), RULES)
    for policy in guard.policies():
        assert policy.framework is not None
        assert policy.framework.reference
        assert policy.remediation_steps
        assert str(policy.url).startswith("https://")
    assert json.dumps([policy.name for policy in guard.policies()]).isascii()
