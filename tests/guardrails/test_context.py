"""How strictly a stack is judged, and what a mistake in its files leads to."""

import datetime as dt
from pathlib import Path

import pytest

from policy_packs.guardrails.judgement import Context, all_rules, read_context, wrong_pack_config
from policy_packs.guardrails.judgement.context import STACKS
from policy_packs.guardrails.judgement.rule import LEVELS

RULES = {rule.id: rule for rule in all_rules()}
TODAY = dt.date(2026, 11, 21)


def read(tmp_path: Path, text: str) -> Context:
    (tmp_path / "dev").mkdir(exist_ok=True)
    (tmp_path / "dev/levels.yaml").write_text(text)
    return read_context("dev", RULES.values(), TODAY, tmp_path)


def test_a_stack_that_says_nothing_is_judged_as_production() -> None:
    assert read_context("new", RULES.values(), TODAY).tier == "production"


def test_private_endpoints_are_mandatory_in_every_tier() -> None:
    for rule_id in ("net-private-endpoint", "net-private-endpoint-dns", "net-private-dns-linked"):
        for tier in ("production", "non_production"):
            assert Context("x", tier=tier).level_of(RULES[rule_id]) == "mandatory"


def test_tags_are_mandatory_in_production_and_advice_in_development() -> None:
    assert Context("x").level_of(RULES["tag-required"]) == "mandatory"
    assert Context("x", tier="non_production").level_of(RULES["tag-required"]) == "advisory"


def test_a_stack_can_choose_a_level_and_a_setting(tmp_path: Path) -> None:
    text = "levels: {net-flow-logs: mandatory}\nsettings: {tag-required: {environment: dev}}"
    context = read(tmp_path, text)
    assert context.mistakes == ()
    assert context.level_of(RULES["net-flow-logs"]) == "mandatory"
    assert context.settings_of(RULES["tag-required"]) == {"environment": "dev"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tier: dev", "tier: must be production or non_production"),
        ("teir: production", "teir: no such key; did you mean tier?"),
        ("levels: {net-flow-log: mandatory}", "no such key; did you mean net-flow-logs?"),
        ("levels: {net-flow-logs: on}", "levels.net-flow-logs: must be one of mandatory"),
        ("levels: [1]", "levels: must be an object"),
        ("settings: {tag-required: {env: dev}}", "settings.tag-required: env: no such key"),
        ("settings: {tag-required: {environment: 1}}", "environment: must be a JSON string"),
        ("settings: {tag-required: dev}", "settings.tag-required: must be an object"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, problem: str, tmp_path: Path) -> None:
    mistakes = read(tmp_path, text).mistakes
    assert any(problem in mistake for mistake in mistakes)
    assert all(mistake.startswith("stacks/dev/levels.yaml") for mistake in mistakes)


def test_a_mistake_leaves_the_strict_default(tmp_path: Path) -> None:
    context = read(tmp_path, "tier: dev\nlevels: {net-private-endpoint: off}")
    assert context.tier == "production"
    assert context.level_of(RULES["net-private-endpoint"]) == "mandatory"


@pytest.mark.parametrize("folder", sorted(path.name for path in STACKS.iterdir()))
def test_the_files_of_the_pack_are_without_mistakes(folder: str) -> None:
    assert read_context(folder, RULES.values(), TODAY).mistakes == ()


def test_every_level_is_one_of_the_sdk() -> None:
    from pulumi_policy import EnforcementLevel

    assert sorted(LEVELS) == sorted(level.value for level in EnforcementLevel)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"tag-requird": "mandatory"}, "tag-requird: no such key; did you mean tag-required?"),
        ({"tag-required": "must"}, "tag-required: enforcementLevel: must be one of mandatory"),
        ({"tag-required": {"environment": "dev"}}, "tag-required: enforcementLevel: must be one"),
        (
            {"tag-required": {"enforcementLevel": "advisory", "env": "dev"}},
            "tag-required: env: no such key",
        ),
        ({"meta-exemptions": "disabled"}, "meta-exemptions: what guards the exemptions"),
        ({"all": "never"}, "all: enforcementLevel: must be one of mandatory"),
        ([], "must be an object"),
    ],
)
def test_a_mistake_in_the_engines_configuration_is_told(given: object, problem: str) -> None:
    assert any(one.startswith(problem) for one in wrong_pack_config(given, RULES.values()))


def test_a_configuration_without_mistakes_is_taken() -> None:
    row = {"enforcementLevel": "advisory", "environment": "dev"}
    given = {"all": "mandatory", "net-flow-logs": "disabled", "tag-required": row}
    assert wrong_pack_config(given, RULES.values()) == []
