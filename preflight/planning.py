"""From a stack file to its plan."""

from pathlib import Path

from preflight.host import run
from preflight.plan import Plan, plan_of
from preflight.stack_file import StackFile
from preflight.stacks import Unreadable


def plan_stack(file: StackFile | Unreadable, root: Path) -> Plan:
    """Run the program of a stack in preview and return its plan."""
    if isinstance(file, Unreadable):
        return Plan(file.project, file.stack, root, error=file.error)
    result = run(
        file.project.program,
        file.project.name,
        file.stack,
        config=file.values,
        secret_keys=file.secret_keys,
        base=root,
    )
    return plan_of(result, root, file)
