"""`preflight manifests`: the objects that the cluster pulls, as files."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from preflight.commands.options import REPOSITORY, Root
from preflight.progress import progress
from preflight.report import count
from preflight.stack_file import StackFileError
from preflight.stacks import choose

if TYPE_CHECKING:
    from preflight.manifest_folder import Changes
    from preflight.manifests import Manifests
    from preflight.plan import Plan

_WRONG, _FAILED = 1, 2


def manifests(
    stack: Annotated[str, typer.Argument(metavar="STACK", help="dev, or a path to a stack file.")],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            help="The folder of the repository that the stack's cluster pulls.",
        ),
    ],
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit with 1 if the folder is not as it would be."
        ),
    ] = False,
    root: Root = REPOSITORY,
) -> None:
    """Write the Kubernetes objects that a stack's cluster pulls by itself.

    One file an object and one folder a component, in the same order and with the same names
    always. Values that only Azure knows are left open as `${NAME}` and filled in by Flux. Files
    that this command wrote before and that belong there no more are deleted, others never.

    Exit codes: 0 fine; 1 an object cannot be a file, a name has nothing that fills it in, or with
    --check the folder differs; 2 the stack could not be planned, or its objects are not pulled.
    """
    from preflight.manifest_folder import FolderError, changes, write
    from preflight.manifests import manifests_of

    plan = _plan(root.resolve(), stack)
    found = manifests_of(plan)
    if found.problems:
        for problem in found.problems:
            _tell(problem)
        raise typer.Exit(_WRONG)
    if not found.files:
        _tell(f"{stack}: the cluster pulls no object; is serving enabled, and delivery gitops?")
        raise typer.Exit(_FAILED)
    try:
        done = changes(out, found.files) if check else write(out, found.files)
    except FolderError as error:
        _tell(str(error))
        raise typer.Exit(_FAILED) from error
    sys.stdout.write(_told(found, done, out, check=check))
    if check and not done.none:
        raise typer.Exit(_WRONG)


def _plan(root: Path, stack: str) -> "Plan":
    try:
        (chosen,) = choose(root, [stack])
    except StackFileError as error:
        _tell(str(error))
        raise typer.Exit(_FAILED) from error
    with progress(f"planning {chosen.name}"):
        from preflight.planning import plan_stack

        plan = plan_stack(chosen, root)
    if plan.error:
        _tell(plan.error)
        raise typer.Exit(_FAILED)
    return plan


def _told(found: "Manifests", done: "Changes", out: Path, *, check: bool) -> str:
    verbs = ("is missing", "differs", "is stale") if check else ("new", "changed", "deleted")
    lines = [
        f"{out / path}: {verb}"
        for verb, paths in zip(verbs, (done.added, done.changed, done.stale), strict=True)
        for path in paths
    ]
    same = len(found.files) - len(done.added) - len(done.changed)
    lines.append(f"{len(found.files)} files, {same} of them as they were")
    filler = "Flux" if found.pulled else "nobody yet: serving.delivery names no repository"
    lines += [
        f"${{{name}}}: in {count(len(paths), 'file')}, filled in by {filler}"
        for name, paths in sorted(found.names.items())
    ]
    return "".join(f"{line}\n" for line in lines)


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")
