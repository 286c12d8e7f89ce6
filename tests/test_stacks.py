"""Every stack file through the real program: nothing refused, nothing renamed unseen."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from preflight.host import Mode, run
from preflight.plan import Plan, plan_of
from preflight.stack_file import StackFile, find

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "tests" / "stacks").glob("Pulumi.*.yaml"))
STACKS = [
    *(stack for stack in find(ROOT, []) if stack.project.root == ROOT),
    *find(ROOT, [str(path) for path in SAMPLES]),
]
CLUSTER = "azure-native:containerservice:ManagedCluster"
# What each sample adds beside the widest is small, so it may take longer to be seen.
SLOW = {path for path in SAMPLES if path.stem != "Pulumi.everything"}
every_stack = pytest.mark.parametrize(
    "stack",
    [
        pytest.param(
            stack,
            id=stack.stack,
            marks=[pytest.mark.slow]
            if stack.path in SAMPLES and stack.stack != "everything"
            else [],
        )
        for stack in STACKS
    ],
)
every_mode = pytest.mark.parametrize(
    "mode", ["preview", pytest.param("update", marks=pytest.mark.slow)]
)


@cache
def _plan(path: Path, mode: Mode) -> Plan:
    (stack,) = find(ROOT, [str(path)])
    root = stack.project.root
    result = run(
        root,
        stack.project.name,
        stack.stack,
        mode=mode,
        config={**stack.values, "azure-mlops:delivered_objects": "register"},
        secret_keys=stack.secret_keys,
    )
    assert result.error == ""
    return plan_of(result, root)


def plan(stack: StackFile, mode: Mode = "preview") -> Plan:
    return _plan(stack.path, mode)


@every_mode
@every_stack
def test_azure_refuses_nothing(stack: StackFile, mode: Mode) -> None:
    assert [str(finding.refusal) for finding in plan(stack, mode).findings] == []


@pytest.mark.slow
@every_stack
def test_a_preview_registers_what_an_update_registers(stack: StackFile) -> None:
    assert sorted(plan(stack, "preview").resources) == sorted(plan(stack, "update").resources)


@every_stack
def test_no_resource_is_renamed_unseen(stack: StackFile) -> None:
    """URNs are for ever: a change here replaces resources, and belongs into the CHANGELOG.

    Run with UPDATE_IDENTITY=1 to accept a change that is meant.
    """
    file = ROOT / "tests" / "identity" / f"{stack.stack}.txt"
    now = sorted(plan(stack).resources)
    if os.environ.get("UPDATE_IDENTITY"):
        file.write_text("".join(f"{urn}\n" for urn in now))
    known = file.read_text().splitlines()
    assert {"gone": sorted(set(known) - set(now)), "new": sorted(set(now) - set(known))} == {
        "gone": [],
        "new": [],
    }


@every_stack
def test_no_azure_resource_uses_a_default_provider(stack: StackFile) -> None:
    strays = [
        resource.name
        for resource in plan(stack).resources.values()
        if resource.type.startswith("azure-native:") and "::azure::" not in resource.provider
    ]
    assert strays == []


@every_stack
def test_every_resource_belongs_to_a_component(stack: StackFile) -> None:
    orphans = [
        resource.name
        for resource in plan(stack).resources.values()
        if resource.custom
        and not resource.type.startswith("pulumi:providers:")
        and "azure-mlops:index:" not in resource.urn
    ]
    assert orphans == []


@every_stack
def test_every_taggable_resource_says_who_owns_it_and_who_pays(stack: StackFile) -> None:
    wanted = {
        "Environment",
        "CostCenter",
        "Owner",
        "Project",
        "ManagedBy",
        "DataClassification",
        "component",
    }
    untagged = [
        resource.name
        for resource in plan(stack).resources.values()
        if "tags" in resource.outputs and not wanted <= set(resource.inputs.get("tags") or {})
    ]
    assert untagged == []


@pytest.mark.slow
@every_stack
def test_no_stack_exports_a_secret(stack: StackFile) -> None:
    assert "Secret(" not in repr(plan(stack, "update").outputs)


@pytest.mark.feature("P17c", "stack output deployment_summary")
@every_stack
def test_a_stack_sums_up_what_a_person_looks_for_first(stack: StackFile) -> None:
    found = plan(stack)
    summary = found.outputs["deployment_summary"]
    assert (summary["cluster"] == "none") == (not found.all(CLUSTER))
    assert set(summary) == {
        "environment",
        "tier",
        "location",
        "subscription_id",
        "resource_group",
        "egress",
        "workspace",
        "studio_url",
        "registry",
        "cluster",
        "delivery",
    }


def public_access(inputs: dict[str, Any]) -> set[str]:
    """Return what a service says of its public address, at its top or in its `properties`."""
    nested = inputs.get("properties")
    places = [inputs, nested if isinstance(nested, dict) else {}]
    return {str(place.get("publicNetworkAccess", "")).lower() for place in places}


@pytest.mark.feature("N6", "publicNetworkAccess of every service")
def test_no_service_of_production_answers_on_the_internet() -> None:
    (prod,) = find(ROOT, ["prod"])
    # Logs can be queried, and platform services can write, from outside the network: decision 0009.
    excepted = {
        "azure-native:operationalinsights:Workspace",
        "azure-native:applicationinsights:Component",
        "azure-native:monitor:AzureMonitorWorkspace",
    }
    open_to_all = [
        resource.name
        for resource in plan(prod).resources.values()
        if resource.type not in excepted and "enabled" in public_access(resource.inputs)
    ]
    assert open_to_all == []


def test_an_endpoint_depends_on_the_subnet_it_is_in_and_no_other() -> None:
    (prod,) = find(ROOT, ["prod"])
    found = plan(prod)
    for endpoint in found.all("azure-native:network:PrivateEndpoint"):
        behind = [found.resources[urn] for urn in endpoint.property_dependencies["subnet"]]
        assert [one.inputs["privateEndpointNetworkPolicies"] for one in behind] == [
            "NetworkSecurityGroupEnabled"
        ]


def test_production_protects_whatever_holds_data() -> None:
    (prod,) = find(ROOT, ["prod"])
    stateful = {
        "azure-native:storage:StorageAccount",
        "azure-native:keyvault:Vault",
        "azure-native:containerregistry:Registry",
        "azure-native:operationalinsights:Workspace",
    }
    unprotected = [
        resource.name
        for resource in plan(prod).resources.values()
        if resource.type in stateful and not resource.protect
    ]
    assert unprotected == []
