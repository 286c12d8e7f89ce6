"""Deploy a stack as it was approved: `python -m tools.ci.deploy COMMAND`, run by the pipelines.

Needs the Pulumi CLI, signed in and logged in to the state; `start-cluster` needs the Azure CLI.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tools.ci import host
from tools.ci.preview import Change, PreviewError, digest, markdown, read_preview

_PACK = "policy_packs/guardrails"
_OTHER, _FAILED = 1, 2

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
Stack = Annotated[str, typer.Argument(metavar="STACK", help="dev, prod, ...")]


@app.command("preview")
def preview(
    stack: Stack,
    out: Annotated[
        Path, typer.Option(metavar="DIR", file_okay=False, help="Where changes.md goes.")
    ] = Path("build/deploy"),
) -> None:
    """Preview, show the changes as a page, and hand on their digest for `apply`.

    Exit codes: 0 fine; 2 the preview failed, such as by a rule of the policy pack.
    """
    changes = _previewed(stack)
    out.mkdir(parents=True, exist_ok=True)
    page = out / "changes.md"
    page.write_text(markdown(stack, changes), encoding="utf-8")
    host.show_page(page)
    host.hand_on("digest", digest(changes))


@app.command("apply")
def apply(
    stack: Stack,
    approved: Annotated[
        str, typer.Option(metavar="DIGEST", help="The digest that a person approved.")
    ],
    saved_plan: Annotated[
        bool,
        typer.Option(
            "--saved-plan",
            help="Hold the update to this job's own preview; experimental in Pulumi, and a refusal"
            " half-way leaves what is done as it is.",
        ),
    ] = False,
) -> None:
    """Preview again, and deploy if the changes are those that were approved.

    Exit codes: 0 deployed; 1 the changes are others now, and nothing was done; 2 Pulumi failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.json" if saved_plan else None
        changes = _previewed(stack, plan)
        if digest(changes) != approved.strip():
            sys.stdout.write(markdown(stack, changes))
            _tell(f"{stack} would change in another way than approved ({approved}): nothing done")
            raise typer.Exit(_OTHER)
        command = ["up", "--stack", stack, "--yes", "--skip-preview", *_GUARDED]
        if _pulumi([*command, *(["--plan", str(plan)] if plan else [])]).returncode:
            raise typer.Exit(_FAILED)


@app.command("start-cluster")
def start_cluster(stack: Stack) -> None:
    """Start the stack's cluster if it is stopped: it refuses every change until then.

    Exit codes: 0 it runs, or the stack has none yet; 2 it cannot be read or started.
    """
    outputs = json.loads(_answer(["pulumi", "stack", "output", "--json", "--stack", stack]))
    cluster_id = outputs.get("cluster_id")
    if not cluster_id:
        _tell(f"{stack} has no cluster")
        return
    parts = cluster_id.split("/")
    # /subscriptions/<id>/resourceGroups/<group>/providers/<namespace>/managedClusters/<name>
    where = ["--subscription", parts[2], "--resource-group", parts[4], "--name", parts[8]]
    query = ["--query", "powerState.code", "--output", "tsv"]
    power = _answer(["az", "aks", "show", *where, *query]).strip()
    if power == "Stopped":
        _tell(f"starting {parts[8]}, which takes some minutes")
        _answer(["az", "aks", "start", *where])
    else:
        _tell(f"{parts[8]}: {power}")


# Always with a refresh: Pulumi sends what it last read, and would set node counts and traffic back
# that Azure or a rollout has moved since.
_GUARDED = ("--non-interactive", "--refresh", "--policy-pack", _PACK)


def _previewed(stack: str, plan: Path | None = None) -> tuple[Change, ...]:
    """Return what a preview says, of the state as Azure is now."""
    command = ["preview", "--stack", stack, *_GUARDED]
    saved = ["--save-plan", str(plan)] if plan else []
    result = _pulumi([*command, "--json", *saved], capture=True)
    if result.returncode:
        # As JSON it leaves out what the policy pack said (pkg/backend/display/json.go).
        _pulumi(command)
        _tell(f"{stack} cannot be deployed")
        raise typer.Exit(_FAILED)
    try:
        return read_preview(result.stdout)
    except PreviewError as error:
        _tell(str(error))
        raise typer.Exit(_FAILED) from error


def _pulumi(arguments: list[str], *, capture: bool = False) -> subprocess.CompletedProcess[str]:
    # Exemptions are judged by the real date here, and only here: a deployment may turn red by age.
    today = os.environ.get("GUARDRAILS_TODAY") or dt.datetime.now(dt.UTC).date().isoformat()
    variables = {"GUARDRAILS_TODAY": today, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    if {"--plan", "--save-plan"} & set(arguments):
        variables["PULUMI_EXPERIMENTAL"] = "true"
    return subprocess.run(
        ["pulumi", *arguments],
        env=os.environ | variables,
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
    )


def _answer(command: list[str]) -> str:
    """Return what a command prints; its own messages go where ours go."""
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        _tell(f"failed: {' '.join(command[:4])}")
        raise typer.Exit(_FAILED)
    return result.stdout


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")


if __name__ == "__main__":
    app()
