"""What the workflows of GitHub Actions may and may not do."""

import re

import pytest
from ruamel.yaml import YAML

from tests.ci.workflows_lab import (
    FOLDER,
    NAMES,
    jobs,
    missing,
    steps,
    text_of,
    workflow,
)
from tests.support import ROOT

READ, SIGN_IN = {"contents": "read"}, {"contents": "read", "id-token": "write"}
PERMISSIONS = {
    "comment/comment": {"actions": "read", "pull-requests": "write"},
    "deploy/dev": SIGN_IN,
    "deploy/prod": SIGN_IN,
    "deploy_stack/preview": SIGN_IN,
    "deploy_stack/apply": SIGN_IN,
    "pull_request/check": READ,
    "pull_request/test": READ,
    "pull_request/policy": READ,
    "pull_request/code-scanning": {"actions": "read", "security-events": "write"},
    "scheduled/look-ahead": READ,
}
SHELL = r'make [a-z-]+( [A-Z]+=\w+)*|make "\$TARGET"'


def test_each_job_has_the_permissions_that_it_needs_and_no_others() -> None:
    assert {place: job.get("permissions") for place, job in jobs()} == PERMISSIONS
    assert {name: workflow(name).get("permissions") for name in NAMES} == {n: {} for n in NAMES}


def test_every_action_is_pinned_by_commit_and_says_its_version() -> None:
    pinned = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    used = [line for name in NAMES for line in re.findall(r"uses: (.+)", text_of(name))]
    others = [line for line in used if not pinned.fullmatch(line)]
    assert set(others) == {"./.github/workflows/deploy_stack.yml"}


def test_an_action_has_one_version_everywhere() -> None:
    used = {line for name in NAMES for line in re.findall(r"uses: (\S+@.+)", text_of(name))}
    assert len({line.partition("@")[0] for line in used}) == len(used)


def test_no_value_is_written_into_a_script() -> None:
    written = [
        place
        for place, step, _ in steps()
        if "${{" in step.get("run", "") + str(step.get("with", {}).get("script", ""))
    ]
    assert written == []


def test_every_shell_step_is_a_target_of_the_makefile() -> None:
    found = [step["run"] for _, step, _ in steps() if "run" in step]
    assert found
    assert [run for run in found if not re.fullmatch(SHELL, run)] == []


def test_every_make_target_exists_and_gets_what_it_needs() -> None:
    lacking = {}
    for place, step, variables in steps():
        words = step.get("run", "").split()
        if words[:1] != ["make"]:
            continue
        matrix = workflow("pull_request")["jobs"]["test"]["strategy"]["matrix"]["include"]
        targets = [words[1]] if words[1] != '"$TARGET"' else [one["target"] for one in matrix]
        given = {*variables, *(word.partition("=")[0] for word in words[2:])}
        lacking |= {(place, one): missing(one, given) for one in targets if missing(one, given)}
    assert lacking == {}


def test_no_checkout_leaves_a_credential_behind() -> None:
    checkouts = [
        step for _, step, _ in steps() if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkouts
    assert [step for step in checkouts if step["with"]["persist-credentials"] is not False] == []


def test_every_job_ends_by_itself_and_every_workflow_runs_once_at_a_time() -> None:
    assert [
        place for place, job in jobs() if "uses" not in job and "timeout-minutes" not in job
    ] == []
    called = [name for name in NAMES if "workflow_call" in workflow(name)["on"]]
    assert [n for n in NAMES if n not in called and "group" not in workflow(n)["concurrency"]] == []
    assert workflow("deploy")["concurrency"]["cancel-in-progress"] is False


def test_a_pull_request_needs_no_credential() -> None:
    assert not re.search(r"secrets\.|id-token|azure/login", text_of("pull_request"))
    assert {trigger for name in NAMES for trigger in workflow(name)["on"]} == {
        "pull_request",
        "push",
        "schedule",
        "workflow_call",
        "workflow_dispatch",
        "workflow_run",
    }


def test_what_may_write_runs_no_code_of_a_pull_request() -> None:
    apart = [*steps("comment"), *(one for one in steps("pull_request") if "scanning" in one[0])]
    assert {step.get("uses", "a shell").partition("@")[0] for _, step, _ in apart} == {
        "actions/download-artifact",
        "actions/github-script",
        "github/codeql-action/upload-sarif",
    }


def test_the_comment_follows_the_workflow_that_writes_the_report() -> None:
    assert workflow("comment")["on"]["workflow_run"]["workflows"] == [
        workflow("pull_request")["name"]
    ]
    named = {
        step["with"]["name"]
        for _, step, _ in steps("comment", "pull_request")
        if "-artifact@" in step.get("uses", "")
    }
    assert named == {"report"}
    (upload,) = [s for _, s, _ in steps("pull_request") if "upload-artifact" in s.get("uses", "")]
    assert upload["with"]["path"] == "build/report"
    assert "policy" in workflow("pull_request")["jobs"]


def test_azure_lets_each_deployment_in_from_the_environment_it_runs_in() -> None:
    bootstrap = YAML(typ="safe").load(ROOT / "bootstrap" / "Pulumi.subscription.yaml")
    environments = bootstrap["config"]["azure-mlops-bootstrap:bootstrap"]["environments"]
    let_in = {
        (name, pipeline["environment"])
        for name, one in environments.items()
        for pipeline in one["deployer_pipelines"].values()
    }
    stacks = [job["with"]["stack"] for _, job in jobs("deploy")]
    assert let_in == {(stack, stack) for stack in stacks}
    assert [job["environment"] for _, job in jobs("deploy_stack")] == ["${{ inputs.stack }}"] * 2


def test_production_waits_for_development_and_an_update_for_its_preview() -> None:
    assert workflow("deploy")["jobs"]["prod"]["needs"] == "dev"
    apply = workflow("deploy_stack")["jobs"]["apply"]
    assert apply["needs"] == "preview"
    (deployed,) = [step for step in apply["steps"] if step.get("run") == "make deploy-apply"]
    assert deployed["env"]["DIGEST"] == "${{ needs.preview.outputs.digest }}"


def test_the_schedule_looks_thirty_days_ahead() -> None:
    assert "make look-ahead DAYS=30" in [step.get("run") for _, step, _ in steps("scheduled")]


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_says_first_what_it_is_for(name: str) -> None:
    assert text_of(name).startswith("# ")


def test_there_is_no_workflow_in_another_spelling() -> None:
    assert [path.name for path in FOLDER.iterdir() if path.suffix != ".yml"] == []
