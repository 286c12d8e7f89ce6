"""The bootstrap program as a whole."""

import os
import tomllib
from pathlib import Path

import pytest

from preflight.host import run
from preflight.plan import Plan, plan_of
from preflight.stack_file import StackFile, find
from preflight.stacks import choose
from tests.bootstrap_lab import bootstrap
from tests.support import ROOT

STACKS = [stack for stack in find(ROOT, []) if stack.project.directory == "bootstrap"]
NETWORK = (
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-mlops-prod-eus2"
    "/providers/Microsoft.Network/virtualNetworks/vnet-mlops-prod-eus2"
)
EVERYTHING = {
    "anomaly_alert": {"recipients": ["finops@example.com"]},
    "environments": {"prod": {"network_id": NETWORK, "eligible_grants": True}},
    "flow_logs": {"traffic_analytics": True},
    "state": {"allowed_addresses": ["20.1.2.0/24"]},
}


def _planned(stack: StackFile) -> Plan:
    folder = stack.project.root
    result = run(folder, stack.project.name, stack.stack, config=stack.values, base=ROOT)
    assert result.error == ""
    return plan_of(result, ROOT)


def test_a_plan_without_names_shows_every_environment_and_bootstrap() -> None:
    assert [stack.name for stack in choose(ROOT, [])] == ["dev", "prod", "bootstrap:subscription"]


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.stack)
def test_azure_refuses_nothing_of_a_stack_file(stack: StackFile) -> None:
    assert [str(finding.refusal) for finding in _planned(stack).findings] == []


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.stack)
def test_a_preview_knows_what_stack_files_of_the_platform_take(stack: StackFile) -> None:
    outputs = _planned(stack).outputs
    told = ("resource_groups", "custom_roles", "off_hours_role_id", "state_backend")
    assert [name for name in told if "UNKNOWN" in repr(outputs[name]).upper()] == []


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.stack)
def test_no_resource_is_renamed_unseen(stack: StackFile) -> None:
    """URNs are for ever: a change here replaces resources, and belongs into the CHANGELOG.

    Run with UPDATE_IDENTITY=1 to accept a change that is meant.
    """
    file = ROOT / "tests" / "identity" / f"bootstrap-{stack.stack}.txt"
    now = sorted(_planned(stack).resources)
    if os.environ.get("UPDATE_IDENTITY"):
        file.write_text("".join(f"{urn}\n" for urn in now))
    assert file.read_text().splitlines() == now


@pytest.mark.parametrize("changes", [None, EVERYTHING], ids=["small", "everything"])
def test_a_preview_registers_what_an_update_registers(changes: dict | None) -> None:
    preview, update = bootstrap(changes, "preview"), bootstrap(changes)
    assert sorted(preview.resources) == sorted(update.resources)


def test_every_resource_belongs_to_a_component() -> None:
    orphans = [
        resource.name
        for resource in bootstrap(EVERYTHING).resources.values()
        if resource.custom
        and not resource.type.startswith("pulumi:providers:")
        and "azure-mlops:index:" not in resource.urn
    ]
    assert orphans == []


def test_no_resource_uses_a_default_provider() -> None:
    strays = [
        resource.name
        for resource in bootstrap(EVERYTHING).resources.values()
        if resource.type.startswith("azure-native:") and "::azure::" not in resource.provider
    ]
    assert strays == []


def test_every_taggable_resource_says_who_owns_it_and_who_pays() -> None:
    untagged = [
        resource.name
        for resource in bootstrap(EVERYTHING).resources.values()
        if "tags" in resource.outputs
        and not {"Owner", "CostCenter", "component"} <= set(resource.inputs.get("tags") or {})
    ]
    assert untagged == []


def test_nothing_secret_is_exported() -> None:
    assert "Secret(" not in repr(bootstrap(EVERYTHING).outputs)


def test_a_grant_is_named_once_and_for_ever() -> None:
    grants = list(bootstrap(EVERYTHING).all("azure-native:authorization:RoleAssignment"))
    names = [grant.inputs["roleAssignmentName"] for grant in grants]
    assert len(names) == len(set(names)) > 10
    assert names == [
        grant.inputs["roleAssignmentName"]
        for grant in bootstrap(EVERYTHING, "preview").all(
            "azure-native:authorization:RoleAssignment"
        )
    ]


def test_an_environment_more_changes_nothing_of_the_others() -> None:
    before = bootstrap().resources
    after = bootstrap({"environments": {"stage": {}}}).resources
    assert [urn for urn in before if after[urn].inputs != before[urn].inputs] == []
    assert {urn for urn in set(after) - set(before) if "stage" not in urn} == set()


def test_the_readme_registers_what_the_programs_need() -> None:
    text = (ROOT / "README.md").read_text()
    names = text.partition("for provider in ")[2].partition("\ndo ")[0].replace("\\", " ").split()
    wanted = bootstrap().outputs["resource_providers"]
    assert [f"Microsoft.{name}" for name in names] == wanted


def test_what_belongs_to_the_subscription_is_in_no_stack_of_an_environment() -> None:
    once = tomllib.loads((ROOT / "tests" / "data" / "once_per_subscription.toml").read_text())
    strays = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "components").rglob("*.py"))
        for name in once["classes"]
        if f"{name}(" in path.read_text() and not _of_bootstrap(path)
    ]
    assert strays == []


def _of_bootstrap(path: Path) -> bool:
    own = ("custom_roles", "deployers", "resource_groups", "state_store", "subscription")
    relative = path.relative_to(ROOT / "components").as_posix()
    return relative.startswith(own) or relative == "shared/role_definitions.py"
