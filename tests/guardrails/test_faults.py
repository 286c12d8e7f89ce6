"""Faults in the platform's own source, as pull requests bring them, before the judge.

`faults.toml` says of each which rules catch it and why. It is applied to a copy, whose plan must
break exactly those rules besides what the copy breaks without it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import pydantic
import pytest

from policy_packs.guardrails.judgement import all_rules
from preflight.judging import judge_plan
from preflight.planning import plan_stack
from preflight.stacks import choose
from tests.guardrails.test_programs import TODAY
from tests.support import ROOT
from tools.mutate import Edit, applied, copy_tree

pytestmark = pytest.mark.slow


class Fault(Edit, frozen=True):
    """One `[[fault]]`.

    `source` is where it was seen or what demands the opposite; `rules` says of each rule that must
    catch it why it does.
    """

    name: str
    source: str
    stack: str
    rules: dict[str, str] = pydantic.Field(min_length=1)


_FILE = pydantic.TypeAdapter(dict[Literal["fault"], list[Fault]])
FAULTS = _FILE.validate_python(
    tomllib.loads((Path(__file__).parent / "faults.toml").read_text("utf-8"))
)["fault"]
Broken = set[tuple[str, str]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("faults") / "copy"
    copy_tree(ROOT, root)
    return root


def broken(root: Path, stack: str) -> Broken:
    """Return rule id and URN of every violation of a stack, advice included."""
    (chosen,) = choose(root, [stack])
    plan = plan_stack(chosen, root)
    assert plan.error == ""
    violations = judge_plan(plan, TODAY).violations
    return {(one.rule.id, one.verdict.urn) for one in violations}


@cache
def broken_without_fault(root: Path, stack: str) -> Broken:
    return broken(root, stack)


def test_every_fault_has_a_name_of_its_own_and_rules_that_exist() -> None:
    known = {rule.id for rule in all_rules()}
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)
    assert {rule for fault in FAULTS for rule in fault.rules} <= known


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_caught_by_exactly_the_rules_it_names(fault: Fault, copy: Path) -> None:
    count = (copy / fault.file).read_text().count(fault.old)
    assert count >= (fault.nth or 1)
    assert fault.nth or count == 1
    before = broken_without_fault(copy, fault.stack)
    with applied(copy, fault, 1 + FAULTS.index(fault)):
        after = broken(copy, fault.stack)
    assert {rule for rule, _ in after - before} == fault.rules.keys()
