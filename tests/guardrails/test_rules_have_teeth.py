"""Every rule, and every verdict it can give, is needed: without it a case goes wrong.

A rule is broken in a copy of its module, in which one `yield` is left out; its case must then
answer otherwise. Helpers of the same module count as the rule's own.
"""

import ast
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from policy_packs.guardrails.judgement import Rule, all_rules
from tests.guardrails.cases import all_cases
from tests.guardrails.spec import plan_of_stack
from tests.guardrails.test_cases import outcome

TRIALS = {rule_id: case.trials() for rule_id, case in all_cases().items()}
RULES = {rule.id: rule for rule in all_rules() if rule.scope != "pack"}
MODULES = sorted({rule.judge.__module__ for rule in RULES.values()})


def _surprises(rules: dict[str, Rule]) -> Iterator[str]:
    for rule_id, rule in rules.items():
        for name, trial in TRIALS[rule_id].items():
            if outcome(rule, plan_of_stack(trial.stack), trial) != trial.expected:
                yield f"{rule_id}: {name}"


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_a_rule_that_says_nothing_is_noticed(rule_id: str) -> None:
    silent = replace(RULES[rule_id], judge=lambda *_: iter(()))
    assert next(_surprises({rule_id: silent}), None)


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_a_rule_that_crashes_is_noticed(rule_id: str) -> None:
    def crash(*_: object) -> None:
        raise ValueError

    broken = replace(RULES[rule_id], judge=crash)
    assert next(_surprises({rule_id: broken}), None)


def _yields(module: str) -> list[tuple[int, str]]:
    source = inspect.getsource(sys.modules[module])
    return [
        (node.lineno, ast.unparse(node))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom)
    ]


CLAUSES = [(module, line) for module in MODULES for line, _ in _yields(module)]


@pytest.mark.slow
@pytest.mark.parametrize(("module", "line"), CLAUSES)
def test_a_clause_that_is_left_out_is_noticed(module: str, line: int) -> None:
    rules = _without(sys.modules[module], line)
    assert next(_surprises(rules), None), f"{module}:{line} can go and no case changes"


def _without(module: ModuleType, line: int) -> dict[str, Rule]:
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and node.lineno == line:
            # Still a generator function, and nothing to tell.
            node.value = ast.parse("(yield from ())", mode="eval").body
    ast.fix_missing_locations(tree)
    name = f"{module.__name__}_without_{line}"
    spec = importlib.util.spec_from_loader(name, loader=None)
    assert spec is not None
    copy = importlib.util.module_from_spec(spec)
    copy.__package__ = module.__package__
    exec(compile(tree, str(Path(str(module.__file__))), "exec"), vars(copy))  # noqa: S102
    return {
        rule.id: rule
        for rule in vars(copy).values()
        if isinstance(rule, Rule) and rule.judge.__module__ == name
    }
