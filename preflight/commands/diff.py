"""`preflight diff`: what a change would do to what exists."""

import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from preflight.commands.options import REPOSITORY, DigestKey, Root
from preflight.formats import Format

if TYPE_CHECKING:
    from rich.console import Console

    from preflight.diff.changes import Comparison
    from preflight.diff.sources import Side

_GRAVE, _FAILED = 1, 2
_FILES = {Format.TEXT: "diff.txt", Format.MARKDOWN: "diff.md", Format.JSON: "diff.json"}
_HERE = "as it is here"


def diff(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="A B | STACK...",
            help="Two of: a stack (dev, bootstrap:dev, a path to a stack file), or a plan file of"
            " `plan --format json`. With --base: stacks; without any, every stack.",
            show_default=False,
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="Compare with what this revision plans, by its own code and lock, where the head"
            " left it.",
            show_default=False,
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="With --base: the revision to compare.",
            show_default="the files as they are",
        ),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            help="How to write it. Without it: text, and with --out every format.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            help="Write diff.txt, diff.md and diff.json there (with --format that one) instead of"
            " printing.",
        ),
    ] = None,
    ignore_names: Annotated[
        bool | None,
        typer.Option(
            "--ignore-names/--no-ignore-names",
            help="Leave out what differs only by the names of two environments: physical names,"
            " resource groups, subscriptions, the names of the stacks, the tag Environment.",
            show_default="on between two stacks",
        ),
    ] = None,
    digest_key: DigestKey = None,
    root: Root = REPOSITORY,
) -> None:
    """Show what a change adds, removes, updates, replaces, or what Azure would refuse of it.

    Exit codes: 0 no difference, or only additions, updates and renames; 1 something is replaced,
    removed, refused by Azure, or not known; 2 there is something that cannot be compared.
    """
    from preflight.diff.pairing import comparisons_of
    from preflight.diff.sources import DiffError

    key = digest_key or secrets.token_hex(32)
    try:
        before, after = _sides(root.resolve(), what or [], base, head, key)
    except DiffError as error:
        _tell(str(error))
        raise typer.Exit(_FAILED) from error
    comparisons = comparisons_of(before, after, ignore_names=ignore_names)
    _write(comparisons, format, out)
    for error in dict.fromkeys(one.error for one in comparisons if one.error):
        _tell(error)
    if any(one.error for one in comparisons):
        raise typer.Exit(_FAILED)
    if not all(one.harmless for one in comparisons):
        raise typer.Exit(_GRAVE)


def _sides(
    root: Path, what: list[str], base: str | None, head: str | None, key: str
) -> tuple["Side", "Side"]:
    from preflight.diff.git_base import commit_of, fork_point
    from preflight.diff.sources import DiffError, Side, plan_here, read_side

    if base is None:
        if head is not None or len(what) != 2:
            raise DiffError("name two stacks or plan files: `diff dev prod`; or give --base")
        one, other = (read_side(argument, root, key.encode()) for argument in what)
        return one, other
    tip = commit_of(root, head or "HEAD")
    start = fork_point(root, commit_of(root, base), tip)
    if head is None:
        after = Side(_HERE, plan_here(root, what, key.encode()))
    else:
        after = _planned(root, tip, head, what, key)
    return _planned(root, start, base, what, key), after


def _planned(root: Path, commit: str, revision: str, what: list[str], key: str) -> "Side":
    from preflight.diff.git_base import plan_at
    from preflight.diff.sources import DiffError, Side

    label = revision if commit.startswith(revision) else f"{revision}, {commit[:7]}"
    try:
        return Side(label, plan_at(root, commit, what, key.encode()), is_revision=True)
    except DiffError as error:
        return Side(label, error=str(error), is_revision=True)


def _write(comparisons: list["Comparison"], format: Format | None, out: Path | None) -> None:
    from rich.console import Console

    from preflight.render.text import plain_console

    if out is None:
        terminal = Console()
        console = terminal if terminal.is_terminal else plain_console()
        sys.stdout.write(_rendered(comparisons, format or Format.TEXT, console))
        return
    out.mkdir(parents=True, exist_ok=True)
    for form in [format] if format else list(Format):
        path = out / _FILES[form]
        path.write_text(_rendered(comparisons, form, plain_console()), encoding="utf-8")
        _tell(f"wrote {path}")


def _rendered(comparisons: list["Comparison"], form: Format, console: "Console") -> str:
    from preflight.diff import document, markdown, text
    from preflight.diff.story import story_of

    if form is Format.JSON:
        return document.to_json(comparisons)
    stories = [story_of(one) for one in comparisons]
    if form is Format.MARKDOWN:
        return markdown.render(stories)
    return text.render(stories, console)


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")
