"""From a stack file to its plan."""

from pathlib import Path

from preflight.host import run
from preflight.plan import Plan, plan_of
from preflight.stack_file import StackFile
from preflight.stacks import Unreadable

# Asks a program for the Kubernetes objects that the engine never sees, because the cluster pulls
# them. Only a host may: with the engine, the program would want a cluster that may be out of reach.
OBJECTS_KEY = "delivered_objects"
_ASKED = "register"


def plan_stack(file: StackFile | Unreadable, root: Path) -> Plan:
    """Run the program of a stack in preview and return its plan, Kubernetes objects included."""
    if isinstance(file, Unreadable):
        return Plan(file.project, file.stack, root, error=file.error)
    key = f"{file.project.name}:{OBJECTS_KEY}"
    if key in file.values:
        place = f"{file.path.name}:{file.lines.get(key, 1)}"
        error = f"{place}: {key}: is not a setting; remove it (`pulumi config rm {key}`)"
        return Plan(file.project.name, file.stack, root, error=error)
    result = run(
        file.project.program,
        file.project.name,
        file.stack,
        config={**file.values, key: _ASKED},
        secret_keys=file.secret_keys,
        base=root,
    )
    return plan_of(result, root, file)
