"""The command line: `python -m preflight COMMAND`, one module per command."""

import typer

from preflight.commands import diff, evidence, manifests, plan, rules

app = typer.Typer(
    help="What would happen: runs a stack's program without Azure, and tells what it would make.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(plan.plan)
app.command()(diff.diff)
app.command()(manifests.manifests)
app.command()(rules.rules)
app.command()(evidence.evidence)
