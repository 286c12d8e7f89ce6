"""Options that several commands share."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

REPOSITORY = Path(__file__).parents[2]

Root = Annotated[
    Path,
    typer.Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="The repository.",
        show_default="the one this command belongs to",
    ),
]
Today = Annotated[
    datetime.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="The day to judge dates and exemptions by, such as 2026-12-01.",
        show_default="the day of the last commit",
    ),
]
DigestKey = Annotated[
    str | None,
    typer.Option(
        metavar="KEY",
        envvar="PREFLIGHT_DIGEST_KEY",
        show_envvar=True,
        help="Key of the digests that stand for secrets in JSON: the same for plans that are to be"
        " compared; random without it.",
    ),
]
