"""What the pipelines of Azure DevOps may and may not do, and that they do what GitHub's do."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from tests.ci.workflows_lab import missing, workflow
from tests.support import ROOT

FILES = ["azure-pipelines.yml", *(f".azure-pipelines/{n}.yml" for n in ("python", "deploy_stack"))]
SCHEMA = json.loads((ROOT / "tools/ci/azure_pipelines.schema.json").read_text())
GROUP = {"STATE_BACKEND"}


def _read(file: str) -> dict[str, Any]:
    return YAML(typ="safe").load(ROOT / file)


def _steps(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every step, at any depth."""
    if isinstance(value, dict):
        yield from value.get("steps", ())
        for one in value.values():
            yield from _steps(one)
    elif isinstance(value, list):
        for one in value:
            yield from _steps(one)


def _commands() -> Iterator[tuple[str, set[str]]]:
    """Yield each command with the variables that its step has."""
    for file in FILES:
        for step in _steps(_read(file)):
            command = step.get("script") or step.get("inputs", {}).get("inlineScript")
            if command:
                yield command, set(step.get("env", {}))


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_what_its_schema_says(file: str) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(_read(file))


@pytest.mark.parametrize(
    "edit",
    [
        lambda stages: stages[0]["jobs"][0].pop("timeoutInMinutes"),
        lambda stages: stages[0]["jobs"][0]["steps"].append({"script": "curl x | sh"}),
        lambda stages: stages[0]["jobs"][0]["steps"].append({"script": "make $(Build.Reason)"}),
        lambda stages: stages[0]["jobs"][0]["steps"].append({"task": "Bash@3", "inputs": {}}),
        lambda stages: stages[0]["jobs"][0]["steps"].append({"checkout": "self"}),
        lambda stages: stages[0].update(condtion="always()"),
        lambda stages: stages[0].pop("condition"),
    ],
)
def test_the_schema_refuses_what_we_do_not_want(edit: Any) -> None:
    edited = copy.deepcopy(_read("azure-pipelines.yml"))
    edit(edited["stages"])
    assert not jsonschema.Draft7Validator(SCHEMA).is_valid(edited)


def test_no_checkout_leaves_a_credential_behind() -> None:
    checkouts = [step for file in FILES for step in _steps(_read(file)) if "checkout" in step]
    assert [step["persistCredentials"] for step in checkouts] == [False]


def test_every_make_target_exists_and_gets_what_it_needs() -> None:
    lacking = {}
    for command, given in _commands():
        words = command.split()
        if words[0] != "make" or "$" in command:
            continue
        inline = {word.partition("=")[0] for word in words[2:]}
        lacking |= {command: found} if (found := missing(words[1], given | inline)) else {}
    assert lacking == {}


def test_it_runs_the_same_commands_as_github() -> None:
    github = {
        step["run"]
        for name in ("pull_request", "deploy_stack", "scheduled")
        for job in workflow(name)["jobs"].values()
        for step in job["steps"]
        if "run" in step
    }
    azure = {command for command, _ in _commands()}
    # Only GitHub's may read another repository, whose key it holds.
    assert github - azure == {"make check-manifests"}
    assert azure - github == set()


def test_both_stacks_are_deployed_in_turn_by_connections_and_groups_of_their_name() -> None:
    stages = _read("azure-pipelines.yml")["stages"]
    deployed = [stage["parameters"] for stage in stages if "template" in stage]
    assert [(one["stack"], one["after"]) for one in deployed] == [
        ("dev", "verify"),
        ("prod", "dev_apply"),
    ]
    template = (ROOT / ".azure-pipelines/deploy_stack.yml").read_text()
    named = re.findall(r"(?:azureSubscription|group): (.+)", template)
    assert set(named) == {"azure-mlops-${{ parameters.stack }}"}
    assert set(re.findall(r"(?<!\$)\$\(([A-Z_]+)\)", template)) == GROUP | {"DIGEST"}


def test_only_main_is_deployed_and_only_after_the_approval_of_its_environment() -> None:
    preview, apply = _read(".azure-pipelines/deploy_stack.yml")["stages"]
    assert "'refs/heads/main'" in preview["condition"]
    assert apply["dependsOn"] == preview["stage"]
    (job,) = apply["jobs"]
    assert job["environment"] == "${{ parameters.stack }}"
    assert [variable["name"] for variable in job["variables"]] == ["DIGEST"]
