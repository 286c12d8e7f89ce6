"""Exemptions: covered while in date, and a violation once expired, unused or too wide."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from policy_packs.guardrails.judgement import (
    Context,
    Graph,
    Judgement,
    Resource,
    all_rules,
    judge,
    read_context,
)

TODAY = dt.date(2026, 11, 21)
RULES = all_rules()
RULE = "net-public-access-disabled"
VAULT = "azure-native:keyvault:Vault"
ROW = f"""
exemptions:
  - rule: {RULE}
    resource: {VAULT}::open
    owner: a@example.com
    reason: an experiment
    ticket: OPS-1
    expires: 2027-03-31
"""


def context(tmp_path: Path, text: str, today: dt.date | None = TODAY) -> Context:
    folder = tmp_path / "dev"
    folder.mkdir(exist_ok=True)
    (folder / "exemptions.yaml").write_text(text)
    return read_context("dev", RULES, today, tmp_path)


def vault(name: str, access: str) -> Resource:
    acls = {"defaultAction": "Deny", "bypass": "None"}
    inputs = {"properties": {"publicNetworkAccess": access, "networkAcls": acls}}
    return Resource(f"urn::{name}", VAULT, name, inputs)


STACK = Graph([vault("open", "Enabled"), vault("closed", "Disabled")])
RELEVANT = [rule for rule in RULES if rule.id == RULE or rule.topic == "meta"]


def judged(tmp_path: Path, text: str, today: dt.date | None = TODAY) -> Judgement:
    return judge(STACK, context(tmp_path, text, today), RELEVANT)


def told(found: Judgement) -> list[tuple[str, str]]:
    return [(one.rule.id, one.verdict.problem) for one in found.violations]


def test_a_violation_that_somebody_answers_for_does_not_block(tmp_path: Path) -> None:
    found = judged(tmp_path, ROW)
    assert told(found) == []
    (one,) = found.exempt
    assert one.exemption is not None
    assert one.exemption.owner == "a@example.com"


def test_a_violation_without_an_exemption_blocks(tmp_path: Path) -> None:
    found = judged(tmp_path, "exemptions: []")
    assert [one.rule.id for one in found.blocking] == [RULE]


def test_it_holds_on_its_last_day_and_not_after(tmp_path: Path) -> None:
    assert told(judged(tmp_path, ROW, dt.date(2027, 3, 31))) == []
    late = judged(tmp_path, ROW, dt.date(2027, 4, 1))
    assert [rule for rule, _ in told(late)] == ["net-public-access-disabled", "meta-exemptions"]
    assert "expired on 2027-03-31" in told(late)[1][1]


def test_it_ends_within_180_days(tmp_path: Path) -> None:
    longest = TODAY + dt.timedelta(days=180)
    assert told(judged(tmp_path, ROW.replace("2027-03-31", str(longest)))) == []
    far = judged(tmp_path, ROW.replace("2027-03-31", str(longest + dt.timedelta(days=1))))
    assert "more than 180 days ahead" in told(far)[-1][1]
    assert RULE in dict(told(far))


def test_without_a_date_it_counts_for_nothing(tmp_path: Path) -> None:
    found = judged(tmp_path, ROW, None)
    assert [rule for rule, _ in told(found)] == [RULE, "meta-exemptions"]


def test_one_that_covers_nothing_is_a_violation(tmp_path: Path) -> None:
    found = judged(tmp_path, ROW.replace("::open", "::closed"))
    assert ("meta-exemptions", f"covers no violation of {RULE}") in told(found)


def test_one_of_a_resource_that_is_gone_is_a_violation(tmp_path: Path) -> None:
    found = judged(tmp_path, ROW.replace("::open", "::gone"))
    assert ("meta-exemptions", f"covers no violation of {RULE}") in told(found)


def test_one_that_is_wider_than_the_violation_names_what_it_also_takes_in(tmp_path: Path) -> None:
    found = judged(tmp_path, ROW.replace("::open", "::*o*"))
    assert [problem for rule, problem in told(found) if rule == "meta-exemptions"] == [
        f"also takes in closed, which {RULE} has nothing against"
    ]


def test_a_pattern_covers_several_violations(tmp_path: Path) -> None:
    stack = Graph([vault("open-1", "Enabled"), vault("open-2", "Enabled")])
    found = judge(stack, context(tmp_path, ROW.replace("::open", "::open-*")), RELEVANT)
    assert told(found) == []
    assert len(found.exempt) == 2


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (RULE, "net-public-acces-disabled", "rule: no such rule: net-public-acces-disabled"),
        (RULE, "meta-exemptions", "rule: what guards the exemptions cannot be exempted"),
        (f"{VAULT}::open", "'*'", "resource: must be a type and a name such as a:b:C::name"),
        (f"{VAULT}::open", "'*::*'", "resource: must be a type and a name such as a:b:C::name"),
        (f"{VAULT}::open", f"'{VAULT}::*'", "resource: must be a type and a name"),
        ("owner: a@example.com", "owner: ''", "owner: must be a text"),
        ("ticket: OPS-1", "ticket: 12", "ticket: must be a text"),
        ("reason: an experiment", "because: I say so", "because: no such key"),
        ("2027-03-31", "soon", "expires: must be a date such as 2027-03-31"),
        ("2027-03-31", "2027-03-31 10:00:00", "expires: must be a date such as 2027-03-31"),
        ("exemptions:", "exemption:", "exemption: no such key"),
    ],
)
def test_a_mistake_is_told_and_exempts_nothing(
    old: str, new: str, problem: str, tmp_path: Path
) -> None:
    found = judged(tmp_path, ROW.replace(old, new))
    mistakes = [problem for rule, problem in told(found) if rule == "meta-config"]
    assert any(problem in mistake for mistake in mistakes)
    assert all(mistake.startswith("stacks/dev/exemptions.yaml") for mistake in mistakes)
    assert RULE in dict(told(found))


@pytest.mark.parametrize("text", ["- a", "exemptions: 1", "exemptions: [1]", "a: [", "{a: b: c}"])
def test_a_file_of_another_shape_is_told(text: str, tmp_path: Path) -> None:
    assert "meta-config" in dict(told(judged(tmp_path, text)))


def test_no_file_is_no_exemption() -> None:
    assert read_context("nobody", RULES, TODAY).exemptions == ()


def test_the_rules_that_guard_exemptions_cannot_be_switched_off(tmp_path: Path) -> None:
    folder = tmp_path / "dev"
    folder.mkdir()
    (folder / "levels.yaml").write_text("levels: { meta-exemptions: disabled }")
    found: Any = judged(tmp_path, ROW.replace("::open", "::gone"))
    assert "meta-exemptions" in {one.rule.id for one in found.blocking}
