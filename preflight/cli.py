"""The command line: `python -m preflight COMMAND`, one module per command."""

import typer

from preflight.commands import plan

app = typer.Typer(
    help="What would happen: runs a stack's program without Azure, and tells what it would make.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _commands() -> None:
    """Keep `plan` a command of its own: typer would run a single one without its name."""


app.command()(plan.plan)
