"""The table of needs hangs together, and means the same roles as Azure does."""

import re

from components.shared.roles import ROLE_IDS
from policy_packs.guardrails.judgement.data import table

NEEDS = table("needs")
# Principals that are told by their kind, not by what uses them.
PEOPLE_AND_APPLICATIONS = {"group", "activated-group", "application"}


def test_a_need_names_a_caller_and_a_target_that_are_described() -> None:
    callers = {*NEEDS["callers"], *PEOPLE_AND_APPLICATIONS}
    assert {row["caller"] for row in NEEDS["needs"]} == callers
    assert {row["target"] for row in NEEDS["needs"]} <= set(NEEDS["targets"])


def test_a_need_asks_for_a_role_or_a_part_and_says_where_that_is_written() -> None:
    names = {row["name"] for row in NEEDS["roles"].values()} | {"own"}
    for row in NEEDS["needs"]:
        assert row.get("roles") or row.get("parts"), row
        assert set(row.get("roles", ())) <= names, row
        assert re.match(
            r"https://(learn\.microsoft\.com|github\.com|www\.pulumi\.com)/", row["source"]
        )


def test_no_two_needs_allow_one_caller_the_same_role_on_the_same_kind_of_target() -> None:
    seen = [
        (row["caller"], role, row["target"])
        for row in NEEDS["needs"]
        for role in row.get("roles", ())
    ]
    assert len(seen) == len(set(seen))


def test_a_part_that_a_caller_needs_is_a_group_id_of_private_link() -> None:
    groups = set(table("private_link")["groups"])
    assert {part for row in NEEDS["needs"] for part in row.get("parts", ())} <= groups


def test_a_role_included_in_another_is_one_that_the_table_names() -> None:
    names = [row["name"] for row in NEEDS["roles"].values()]
    assert len(names) == len(set(names))
    assert {one for row in NEEDS["roles"].values() for one in row.get("includes", ())} <= set(names)


def test_a_role_has_the_id_that_the_platform_grants_it_by() -> None:
    judged = {row["name"]: key for key, row in NEEDS["roles"].items()}
    assert {name: judged[name] for name in ROLE_IDS} == ROLE_IDS
