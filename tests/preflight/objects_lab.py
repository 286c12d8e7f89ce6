"""A small program whose Kubernetes objects a cluster pulls, and its plans."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes

from preflight.host import run_function
from preflight.plan import Plan, plan_of
from tests.preflight.lab import SAMPLE, project

CONFIG: dict[str, Any] = {
    "metadata": {"name": "limits", "namespace": "models"},
    "data": {"rate": "10"},
}
Make = Callable[[pulumi.ResourceOptions], Any]


class Part(pulumi.ComponentResource):
    """A component with outputs."""

    def __init__(
        self, kind: str, name: str, outputs: dict[str, Any], parent: pulumi.Resource | None = None
    ) -> None:
        super().__init__(f"small:index:{kind}", name, None, pulumi.ResourceOptions(parent=parent))
        self.register_outputs(outputs)


def holder(name: str = "workloads", way: str = "gitops") -> pulumi.ResourceOptions:
    """Return the options of objects of a component, delivered in a way."""
    objects = Part("Delivered", f"{name}-objects", {"delivered": way}, Part("Service", name, {}))
    return pulumi.ResourceOptions(parent=objects)


def pulled(make: Make, substitutes: dict[str, Any] | None = None) -> Plan:
    """Return the plan of a program that makes some objects."""

    def program() -> None:
        if substitutes is not None:
            Part("GitOps", "gitops", {"substitutes": substitutes})
        make(holder())

    result = run_function(program)
    assert result.error == ""
    return plan_of(result, SAMPLE)


def namespace(opts: pulumi.ResourceOptions) -> None:
    kubernetes.core.v1.Namespace("namespace", metadata={"name": "models"}, opts=opts)


def config_map(opts: pulumi.ResourceOptions, **changes: Any) -> None:
    """Make a namespace and a config map in it."""
    namespace(opts)
    kubernetes.core.v1.ConfigMap("limits", **{**CONFIG, **changes}, opts=opts)


PROGRAM = """
import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_azure_native import managedidentity


class Part(pulumi.ComponentResource):
    def __init__(self, kind, name, outputs, parent=None):
        super().__init__(f"small:index:{kind}", name, None, pulumi.ResourceOptions(parent=parent))
        self.register_outputs(outputs)


one = managedidentity.UserAssignedIdentity("one", resource_name_="id", resource_group_name="rg")
if pulumi.Config().get("delivered_objects") == "register":
    workloads = Part("Workloads", "workloads", {})
    objects = Part("Delivered", "objects", {"delivered": "gitops"}, workloads)
    opts = pulumi.ResourceOptions(parent=objects)
    kubernetes.core.v1.Namespace("ns", metadata={"name": "models"}, opts=opts)
    kubernetes.core.v1.ServiceAccount(
        "account",
        metadata={
            "name": "churn",
            "namespace": "models",
            "annotations": {"azure.workload.identity/client-id": "${CLIENT_ID}"},
        },
        opts=opts,
    )
Part("GitOps", "gitops", {"substitutes": {"CLIENT_ID": one.client_id}})
"""


def small(root: Path, program: str = PROGRAM) -> Path:
    """Write a project of one stack whose cluster pulls a namespace and an account."""
    return project(root, program)
