"""The plans to compare: of stack files, or from files that `plan --format json` wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight.diff.matching import Row
from preflight.progress import progress
from preflight.project_file import StackFileError
from preflight.stacks import choose

SCHEMA = 1


class DiffError(Exception):
    """What cannot be compared, and why."""


@dataclass(frozen=True)
class Side:
    """Some plans under one name.

    Attributes:
        error: why there are none.
        is_revision: the name is that of a revision, not of a stack or a file.
    """

    label: str
    plans: tuple[Row, ...] = ()
    error: str = ""
    is_revision: bool = False


def read_side(argument: str, root: Path, digest_key: bytes) -> Side:
    """Return the plan file or the stack that an argument names."""
    if argument.endswith(".json"):
        path = Path(argument)
        try:
            return Side(argument, plans_in(path.read_text("utf-8"), argument))
        except OSError as error:
            raise DiffError(f"{argument}: cannot be read: {error.strerror}") from error
    return Side(argument, plan_here(root, [argument], digest_key))


def plan_here(root: Path, names: Sequence[str], digest_key: bytes) -> tuple[Row, ...]:
    """Plan stacks of the files as they are and return what a plan file would hold."""
    try:
        chosen = choose(root, names)
    except StackFileError as error:
        raise DiffError(str(error)) from error
    from preflight.document import to_json
    from preflight.planning import plan_stack

    plans = []
    for stack in chosen:
        with progress(f"planning {stack.name}"):
            plans.append(plan_stack(stack, root))
    return plans_in(to_json(plans, digest_key), "the plan")


def plans_in(text: str, where: str) -> tuple[Row, ...]:
    """Return the plans of a document.

    Raises:
        DiffError: it is none, or of another version.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise DiffError(
            f"{where}:{error.lineno}: not JSON; write it with `preflight plan --format json`"
        ) from error
    if not isinstance(document, dict) or not isinstance(document.get("plans"), list):
        raise DiffError(f"{where}: no plans in it; write it with `preflight plan --format json`")
    if document.get("schema") != SCHEMA:
        raise DiffError(
            f"{where}: a plan of schema {document.get('schema')}, not {SCHEMA}; write it anew"
        )
    return tuple(document["plans"])
