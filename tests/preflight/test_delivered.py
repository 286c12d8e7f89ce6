"""Kubernetes objects that the engine never sees are in the plan, and marked."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from preflight.document import to_json
from preflight.host import run
from preflight.narrate import report_of
from preflight.plan import Plan, plan_of
from preflight.planning import plan_stack
from preflight.stacks import choose
from tests.preflight.lab import project, rows_of
from tests.preflight.objects_lab import config_map, holder, namespace, pulled, small
from tests.preflight.test_document import SCHEMA

PARTS = {"small:index:Workloads", "small:index:Delivered"}


def planned(root: Path) -> Plan:
    (stack,) = choose(root, ["dev"])
    plan = plan_stack(stack, root)
    assert plan.error == ""
    return plan


def rows(plan: Plan) -> dict[str, Any]:
    document = json.loads(to_json([plan], b"key"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return {row["name"]: row for row in document["plans"][0]["resources"]}


def test_a_plan_marks_what_the_cluster_pulls(tmp_path: Path) -> None:
    marks = {name: row["delivered"] for name, row in rows(planned(small(tmp_path))).items()}
    assert marks == {
        "one": None,
        "gitops": None,
        "workloads": None,
        "objects": "gitops",
        "ns": "gitops",
        "account": "gitops",
    }


def test_a_run_that_is_not_asked_registers_the_same_resources_and_no_object(
    tmp_path: Path,
) -> None:
    root = small(tmp_path)
    unasked = plan_of(run(root, "small", "dev", config={}), root)
    asked = planned(root)
    extra = {asked.resources[urn].type for urn in asked.resources.keys() - unasked.resources.keys()}
    assert extra == PARTS | {"kubernetes:core/v1:Namespace", "kubernetes:core/v1:ServiceAccount"}
    assert [r.urn for r in asked.made] == [r.urn for r in unasked.custom]
    assert unasked.pulled == []


def test_what_the_engine_applies_is_marked_so() -> None:
    plan = pulled(lambda _: config_map(holder("other", "apply")))
    assert rows(plan)["limits"]["delivered"] == "apply"
    assert (len(plan.made), plan.pulled) == (2, [])


def test_an_object_outside_every_holder_has_no_mark() -> None:
    plan = pulled(lambda _: config_map(None))
    assert rows(plan)["limits"]["delivered"] is None


def test_the_headline_counts_apart_what_the_cluster_pulls(tmp_path: Path) -> None:
    title = report_of(planned(small(tmp_path)), 0).title
    assert title == "dev (small): 1 resource in 2 components, and 2 objects that the cluster pulls"


def test_objects_are_told_below_their_component_with_the_mark(tmp_path: Path) -> None:
    assert rows_of(planned(small(tmp_path)), "Resources") == [
        ("(the program itself)", "1", "UserAssignedIdentity"),
        ("workloads", "0", ""),
        ("  objects, pulled by the cluster", "2", "Namespace, ServiceAccount"),
        ("gitops", "0", ""),
    ]


@pytest.mark.parametrize("value", ["register", "anything"])
def test_a_stack_file_may_not_ask_for_objects(tmp_path: Path, value: str) -> None:
    config = f"config:\n  small:delivered_objects: {value}"
    root = project(tmp_path, "", config)
    (stack,) = choose(root, ["dev"])
    assert plan_stack(stack, root).error == (
        "Pulumi.dev.yaml:2: small:delivered_objects: is not a setting; remove it "
        "(`pulumi config rm small:delivered_objects`)"
    )


def test_a_reference_to_nothing_is_found_when_all_objects_are_there() -> None:
    def make(opts: pulumi.ResourceOptions) -> None:
        metadata = {"name": "churn", "namespace": "models"}
        kubernetes.core.v1.ServiceAccount("account", metadata=metadata, opts=opts)

    (finding,) = pulled(make).findings
    assert (finding.refusal.code, finding.refusal.property) == (
        "missing-target",
        "metadata.namespace",
    )
    assert pulled(lambda opts: (make(opts), namespace(opts))).findings == []
