"""The sample project, whole or with a fault in it, and its plans."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from preflight.host import run_function
from preflight.narrate import report_of
from preflight.plan import Plan, plan_of
from preflight.planning import plan_stack
from preflight.report import Block, Facts, Table
from preflight.stacks import choose

SAMPLE = Path(__file__).parent / "sample"


@cache
def sample_plan(stack: str = "dev") -> Plan:
    return plan_in(SAMPLE, stack)


def plan_in(root: Path, stack: str = "dev") -> Plan:
    (chosen,) = choose(root, [stack])
    return plan_stack(chosen, root)


def made_by(program: Callable[[], None]) -> Plan:
    result = run_function(program)
    assert result.error == ""
    return plan_of(result, SAMPLE)


def blocks_of(plan: Plan, title: str) -> tuple[Block, ...]:
    return next(part for part in report_of(plan, 0).sections if part.title == title).blocks


def rows_of(plan: Plan, title: str) -> list[tuple[str, ...]]:
    """Return the rows of a section of the plan's report, whatever they are told in."""
    blocks = blocks_of(plan, title)
    return [row for block in blocks if isinstance(block, Table | Facts) for row in block.rows]


def faulty(root: Path, changes: dict[str, tuple[str, str]]) -> Path:
    """Copy the sample to `root` with one text replaced in each of some files."""
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (old, new) in changes.items():
        text = (root / name).read_text()
        assert text.count(old) == 1, f"{name} holds {text.count(old)} times {old!r}"
        (root / name).write_text(text.replace(old, new))
    return root


def project(root: Path, program: str, config: str = "config: {}") -> Path:
    """Write a project of one program and one stack, `dev`."""
    root.mkdir(exist_ok=True)
    (root / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (root / "Pulumi.dev.yaml").write_text(f"{config}\n")
    (root / "__main__.py").write_text(program)
    return root
