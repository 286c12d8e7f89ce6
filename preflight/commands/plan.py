"""`preflight plan`: what each stack would create, without Azure."""

import datetime
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from preflight.commands.options import REPOSITORY, DigestKey, Root, Today
from preflight.formats import Documents, PlanFormat
from preflight.progress import progress
from preflight.stack_file import StackFileError
from preflight.stacks import choose
from preflight.today import commit_date

if TYPE_CHECKING:  # the SDK takes a second to load, which `--help` need not wait for
    from preflight.plan import Plan

_REFUSED, _FAILED = 1, 2


def plan(
    stacks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="STACK",
            help="dev, bootstrap:dev, or a path to a stack file. Without any: every stack.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        PlanFormat | None,
        typer.Option(
            help="How to write the plan: whole, or as SARIF or JUnit what is wrong with it."
            " Without it: text, and with --out every format.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            help="Write plan.txt, plan.md, plan.json, plan.sarif and plan.junit.xml there (with"
            " --format that one) instead of printing.",
        ),
    ] = None,
    today: Today = None,
    digest_key: DigestKey = None,
    root: Root = REPOSITORY,
) -> None:
    """Show what each stack would create, and what the rules say of it.

    Needs neither Azure nor an account nor the Pulumi CLI.

    Exit codes: 0 fine; 1 Azure would refuse something, or it breaks a mandatory rule; 2 a stack
    could not be planned, because of its settings or an error in its program.
    """
    root = root.resolve()
    day = today.date() if today else commit_date(root)
    plans = planned(root, stacks or [], day)
    key = digest_key.encode() if digest_key else secrets.token_bytes(32)
    documents = Documents(plans, root, key, day)
    if out:
        for path in documents.write(out, [format] if format else list(PlanFormat)):
            tell(f"wrote {path}")
    else:
        sys.stdout.write(documents.printed(format or PlanFormat.TEXT))
    if any(plan.error for plan in plans):
        raise typer.Exit(_FAILED)
    if any(plan.blocked or plan.forbidden for plan in plans):
        raise typer.Exit(_REFUSED)


def planned(root: Path, names: list[str], today: datetime.date | None) -> list["Plan"]:
    """Return the plans of the stacks asked for, judged; tells what their programs said.

    Args:
        root: the repository; without a policy pack in it, nothing is judged.
        names: as on the command line; none means every stack.
        today: the day that exemptions are judged by.

    Raises:
        typer.Exit: a name or a project file is wrong, which is told.
    """
    try:
        chosen = choose(root, names)
    except StackFileError as error:
        tell(str(error))
        raise typer.Exit(_FAILED) from error
    plans: list[Plan] = []
    for stack in chosen:
        with progress(f"planning {stack.name}"):
            from preflight.judging import has_pack, judge_plan
            from preflight.planning import plan_stack

            plan = plan_stack(stack, root)
            if has_pack(root) and not plan.error:
                plan.judgement = judge_plan(plan, today)
        for severity, message in plan.logs:
            tell(f"{stack.name}: {severity}: {message}")
        # One bug in a program that several stacks share is told once.
        if plan.error and plan.error not in {other.error for other in plans}:
            tell(plan.error)
        plans.append(plan)
    return plans


def tell(message: str) -> None:
    """Say something that is not the answer: on stderr."""
    sys.stderr.write(f"{message}\n")
