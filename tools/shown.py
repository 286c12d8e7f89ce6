"""What the README shows of the program's own output, made by running it."""

import json
import subprocess
import sys
from pathlib import Path

from settings.checks import check
from settings.platform import PlatformSettings
from settings.problems import SettingsError
from settings.read import read

ROOT = Path(__file__).parents[1]
# Fixed, so that the page does not change by itself.
_TODAY = "2026-12-01"
_SHOWN = ("Network", "Private endpoints")
_BROKEN = {
    "environment": "dev",
    "subscription_id": "00000000-0000-0000-0000-00000000de00",
    "tenant_id": "00000000-0000-0000-0000-000000000001",
    "tags": {"cost_centre": "ML-1001", "owner": "ml-platform@example.com"},
    "dates": {"first_deploy": "2026-12-01 00:00:00 +0000 UTC"},
    "network": {"virtual_network": {"address_space": "10.20.0.0/27"}, "private_endpoints": False},
    "serving": {"user_pool": {"min_nodes": 3, "max_nodes": 1}, "kubernetes_version": 1.3},
}


def plan() -> str:
    """Return the start of the development stack's plan, and the sections a newcomer asks for."""
    answer = subprocess.run(
        [sys.executable, "-m", "preflight", "plan", "dev", "--today", _TODAY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    head, *sections = answer.stdout.rstrip().split("\n\n")
    shown = [part for part in sections if part.split("\n")[0] in _SHOWN]
    return "\n".join(
        ["```console", "$ make plan STACKS=dev", "\n\n".join([head, *shown, "..."]), "```"]
    )


def mistakes() -> str:
    """Return what a stack file with mistakes of six kinds is answered with."""
    try:
        read(json.dumps(_BROKEN), PlatformSettings, [check], "Pulumi.dev.yaml")
    except SettingsError as error:
        return f"```text\n{error}\n```"
    raise AssertionError("the example has no mistake left")
