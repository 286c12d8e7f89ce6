"""What a deployment runs, with stand-ins for the Pulumi and Azure CLIs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ci.preview_lab import CREATE, UPDATE, preview
from tests.support import ROOT
from tools.ci.preview import digest, read_preview

pytestmark = pytest.mark.slow

CLUSTER = (
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-a"
    "/providers/Microsoft.ContainerService/managedClusters/aks-a"
)
APPROVED = digest(read_preview(preview(UPDATE)))
# Writes down how it was called, and answers as it is told.
STAND_IN = """#!{python}
import json, os, pathlib, sys
folder = pathlib.Path(__file__).parent
name, arguments = pathlib.Path(__file__).name, sys.argv[1:]
shown = ("GUARDRAILS_TODAY", "PULUMI_EXPERIMENTAL")
call = {{"command": [name, *arguments], **{{key: os.environ.get(key) for key in shown}}}}
with (folder / "calls").open("a") as file:
    file.write(json.dumps(call) + chr(10))
for text, code, words in json.loads((folder / "answers").read_text()):
    if all(word in [name, *arguments] for word in words):
        print(text)
        sys.exit(code)
sys.exit(99)
"""


@dataclass(frozen=True)
class Ran:
    """What a command of ours said, and which commands it ran."""

    code: int
    out: str
    err: str
    calls: list[dict[str, str]]

    @property
    def commands(self) -> list[str]:
        return [" ".join(call["command"]) for call in self.calls]


@pytest.fixture
def deploy(tmp_path: Path) -> Callable[..., Ran]:
    """Return a function that runs a command of ours with answers (text, exit code, words)."""

    def run(*arguments: str, answers: list[tuple[str, int, list[str]]], **variables: str) -> Ran:
        for name in ("pulumi", "az"):
            (tmp_path / name).write_text(STAND_IN.format(python=sys.executable))
            (tmp_path / name).chmod(0o755)
        (tmp_path / "answers").write_text(json.dumps(answers))
        (tmp_path / "calls").write_text("")
        hidden = ("GITHUB_", "TF_BUILD", "GUARDRAILS_", "PULUMI_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
        environment |= {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        result = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "tools.ci.deploy", *arguments],
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        calls = [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]
        return Ran(result.returncode, result.stdout, result.stderr, calls)

    return run


PREVIEWED = (preview(UPDATE), 0, ["pulumi", "preview", "--json"])
DEPLOYED = ("done", 0, ["pulumi", "up"])


def test_a_preview_reads_azure_first_and_has_the_policy_pack(deploy: Callable[..., Ran]) -> None:
    ran = deploy("preview", "dev", answers=[PREVIEWED])
    assert ran.code == 0, ran.err
    assert ran.commands == [
        "pulumi preview --stack dev --non-interactive --refresh "
        "--policy-pack policy_packs/guardrails --json"
    ]
    assert (ROOT / "policy_packs/guardrails/PulumiPolicy.yaml").is_file()


def test_a_preview_judges_exemptions_by_the_real_date(deploy: Callable[..., Ran]) -> None:
    (call,) = deploy("preview", "dev", answers=[PREVIEWED]).calls
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", call["GUARDRAILS_TODAY"])
    (call,) = deploy("preview", "dev", answers=[PREVIEWED], GUARDRAILS_TODAY="2027-01-02").calls
    assert call["GUARDRAILS_TODAY"] == "2027-01-02"


def test_github_gets_the_page_and_the_digest(deploy: Callable[..., Ran], tmp_path: Path) -> None:
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    assert deploy("preview", "dev", answers=[PREVIEWED], **files).code == 0
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == f"digest={APPROVED}\n"
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text().startswith("## dev: 1 update\n")


def test_azure_pipelines_gets_the_page_and_the_digest(deploy: Callable[..., Ran]) -> None:
    page, variable = deploy("preview", "dev", answers=[PREVIEWED], TF_BUILD="True").out.splitlines()
    assert Path(page.removeprefix("##vso[task.uploadsummary]")).is_absolute()
    assert variable.startswith("##vso[task.setvariable variable=digest;isOutput=true;")
    assert variable.endswith(APPROVED)


def test_a_refused_preview_is_told_in_words_and_hands_on_nothing(
    deploy: Callable[..., Ran], tmp_path: Path
) -> None:
    refused = ("{}", 255, ["pulumi", "--json"])
    told = ("net-public-access: refused", 255, ["pulumi", "preview"])
    output = tmp_path / "GITHUB_OUTPUT"
    ran = deploy("preview", "dev", answers=[refused, told], GITHUB_OUTPUT=str(output))
    assert ran.code == 2
    assert "net-public-access: refused" in ran.out
    assert not output.exists()


def test_what_was_approved_is_deployed_after_another_preview(deploy: Callable[..., Ran]) -> None:
    ran = deploy("apply", "dev", "--approved", APPROVED, answers=[PREVIEWED, DEPLOYED])
    assert ran.code == 0, ran.err
    previewed, deployed = ran.commands
    assert previewed.startswith("pulumi preview --stack dev")
    assert deployed == (
        "pulumi up --stack dev --yes --skip-preview --non-interactive --refresh "
        "--policy-pack policy_packs/guardrails"
    )


@pytest.mark.parametrize("approved", [APPROVED[:-1], "", digest(())])
def test_what_was_not_approved_is_not_deployed(deploy: Callable[..., Ran], approved: str) -> None:
    ran = deploy("apply", "dev", "--approved", approved, answers=[PREVIEWED, DEPLOYED])
    assert ran.code == 1
    assert [command.split()[1] for command in ran.commands] == ["preview"]
    assert "nothing done" in ran.err
    assert APPROVED in ran.out


def test_one_more_change_since_the_approval_stops_the_deployment(
    deploy: Callable[..., Ran],
) -> None:
    moved = (preview(UPDATE, CREATE), 0, ["pulumi", "preview"])
    assert deploy("apply", "dev", "--approved", APPROVED, answers=[moved, DEPLOYED]).code == 1


def test_a_failed_update_fails(deploy: Callable[..., Ran]) -> None:
    failed = ("error", 255, ["pulumi", "up"])
    assert deploy("apply", "dev", "--approved", APPROVED, answers=[PREVIEWED, failed]).code == 2


def test_a_saved_plan_never_leaves_the_job(deploy: Callable[..., Ran]) -> None:
    ran = deploy(
        "apply", "dev", "--approved", APPROVED, "--saved-plan", answers=[PREVIEWED, DEPLOYED]
    )
    saved, used = (call["command"] for call in ran.calls)
    plan = saved[saved.index("--save-plan") + 1]
    assert used[used.index("--plan") + 1] == plan
    assert not Path(plan).parent.exists()
    assert {call["PULUMI_EXPERIMENTAL"] for call in ran.calls} == {"true"}


def test_nothing_experimental_is_used_unless_asked_for(deploy: Callable[..., Ran]) -> None:
    ran = deploy("apply", "dev", "--approved", APPROVED, answers=[PREVIEWED, DEPLOYED])
    assert {call["PULUMI_EXPERIMENTAL"] for call in ran.calls} == {None}


def _outputs(**outputs: str) -> tuple[str, int, list[str]]:
    return (json.dumps(outputs), 0, ["pulumi", "stack", "output"])


def test_a_stopped_cluster_is_started(deploy: Callable[..., Ran]) -> None:
    answers = [
        _outputs(cluster_id=CLUSTER),
        ("Stopped", 0, ["az", "show"]),
        ("", 0, ["az", "start"]),
    ]
    ran = deploy("start-cluster", "dev", answers=answers)
    assert ran.code == 0, ran.err
    assert ran.commands[-1] == (
        "az aks start --subscription 11111111-1111-1111-1111-111111111111 "
        "--resource-group rg-a --name aks-a"
    )


def test_a_running_cluster_is_left_alone(deploy: Callable[..., Ran]) -> None:
    answers = [_outputs(cluster_id=CLUSTER), ("Running", 0, ["az", "show"])]
    ran = deploy("start-cluster", "dev", answers=answers)
    assert (ran.code, len(ran.commands)) == (0, 2)


def test_a_stack_without_a_cluster_asks_azure_nothing(deploy: Callable[..., Ran]) -> None:
    ran = deploy("start-cluster", "dev", answers=[_outputs(resource_group="rg-a")])
    assert (ran.code, len(ran.commands)) == (0, 1)


def test_a_cluster_that_cannot_be_started_stops_the_deployment(deploy: Callable[..., Ran]) -> None:
    answers = [
        _outputs(cluster_id=CLUSTER),
        ("Stopped", 0, ["az", "show"]),
        ("", 1, ["az", "start"]),
    ]
    ran = deploy("start-cluster", "dev", answers=answers)
    assert ran.code == 2
    assert "az aks start" in ran.err
