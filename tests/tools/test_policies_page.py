import re
import tomllib

from policy_packs.guardrails.judgement import all_rules
from tests.support import ROOT
from tools import docs, policies_page

CHANGES = tomllib.loads((ROOT / "docs" / "data" / "policy_changes.toml").read_text())["change"]


def page() -> str:
    return policies_page.page(docs.table, docs.GENERATED)


def test_every_rule_has_a_section_that_its_table_leads_to() -> None:
    text = page()
    sections = re.findall(r"^### (\S+)$", text, re.MULTILINE)
    assert sorted(sections) == [rule.id for rule in all_rules()]
    assert set(re.findall(r"\]\(#([a-z0-9-]+)\)", text)) == set(sections)


def test_a_rule_is_told_with_why_fix_and_controls() -> None:
    rule = next(rule for rule in all_rules() if rule.id == "net-public-access-disabled")
    section = page().partition(f"### {rule.id}\n")[2].partition("\n#")[0]
    assert rule.why in section
    assert rule.fix in section
    assert rule.controls.azure_policy[0] in section


def test_what_was_replaced_names_rules_that_exist() -> None:
    known = {rule.id for rule in all_rules()}
    assert {name for one in CHANGES for name in one["rule"].split(", ")} <= known


def test_every_replacement_says_why_and_by_what_source() -> None:
    for one in CHANGES:
        assert one.keys() == {"rule", "was", "now", "why", "source"}
        assert all(one.values())
