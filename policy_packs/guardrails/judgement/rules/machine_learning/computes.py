"""Training clusters and personal instances."""

import re
from typing import Any

from ...checks import must_be, must_be_empty, must_be_set, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import UNKNOWN, Found
from ...verdict import told, undetermined, violation
from .workspace import COMPUTE, WORKSPACE, has_own_network

_BELOW = "properties.properties"
_DURATION = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


def _is(compute: Resource, kind: str) -> bool:
    return same(compute.at("properties.computeType").value, kind)


@resource_rule(
    "aml-compute-hardening",
    topic="machine_learning",
    title="Nobody reaches a compute from outside, and an instance is one person's",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(mcsb=("NS-2",)),
    applies_to=(COMPUTE,),
    why="A compute runs as an identity with access to data: whoever signs in to it, or shares an"
    " application on it, is that identity. Attached machines keep what they had before.",
    fix="Use AmlCompute or ComputeInstance; set enableNodePublicIp to false, remote login and SSH"
    " to Disabled, and give instances to a person.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet",
)
def compute_hardening(resource: Resource) -> Verdicts:
    """Judge both kinds of compute, and refuse others."""
    yield from must_be(resource, "properties.computeType", "AmlCompute", "ComputeInstance")
    yield from must_be(resource, f"{_BELOW}.enableNodePublicIp", False)
    if _is(resource, "AmlCompute"):
        yield from must_be(resource, f"{_BELOW}.remoteLoginPortPublicAccess", "Disabled")
    if _is(resource, "ComputeInstance"):
        person = f"{_BELOW}.personalComputeInstanceSettings.assignedUser.objectId"
        yield from must_be(resource, f"{_BELOW}.sshSettings.sshPublicAccess", "Disabled")
        yield from must_be(resource, f"{_BELOW}.applicationSharingPolicy", "Personal")
        yield from must_be_set(resource, person, str)


@resource_rule(
    "aml-compute-idle",
    topic="machine_learning",
    title="Computes are there only while somebody uses them",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("679ddf89-ab8f-48a5-9029-e76054077449",)),
    applies_to=(COMPUTE,),
    why="Nodes cost the same whether they work or not. Idle shutdown does not see a notebook that"
    " somebody left running; the daily stop does.",
    fix="Set nodeIdleTimeBeforeScaleDown on clusters; on instances idleTimeBeforeShutdown and an"
    " enabled schedule with the action Stop.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance",
    settings={"idle_minutes": {"type": "integer", "default": 120}},
)
def compute_idle(resource: Resource, settings: dict[str, int]) -> Verdicts:
    """Demand shutdown in so many minutes, and a stop of instances; cost-sku asks for no nodes."""
    if _is(resource, "AmlCompute"):
        idle = resource.at(f"{_BELOW}.scaleSettings.nodeIdleTimeBeforeScaleDown")
        yield from _at_most(resource, idle, settings["idle_minutes"])
    if _is(resource, "ComputeInstance"):
        idle = resource.at(f"{_BELOW}.idleTimeBeforeShutdown")
        yield from _at_most(resource, idle, settings["idle_minutes"])
        stops = resource.find(f"{_BELOW}.schedules.computeStartStop[*]")
        if not any(_is_stop(stop) for stop in stops):
            yield violation(resource, f"{_BELOW}.schedules", "must have an enabled stop")


def _at_most(resource: Resource, idle: Found, minutes: int) -> Verdicts:
    if not 0 < (_minutes(idle.value) or 0) <= minutes:
        yield told(resource, idle, f"{minutes} minutes at most, such as PT30M")


def _minutes(duration: Any) -> float | None:
    """Return the length of a duration of ISO 8601 without days; None if it is none."""
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 60 + minutes + seconds / 60


def _is_stop(schedule: Found) -> bool:
    action, status = schedule.at("action").value, schedule.at("status").value
    return same(action, "Stop") and (status is UNKNOWN or same(status, "Enabled"))


@graph_rule(
    "aml-compute-network",
    topic="machine_learning",
    title="Computes are in the network that their workspace says",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("7804b5c7-01dc-4723-969b-ae300cc07ff1",)),
    applies_to=(COMPUTE,),
    why="Without a network Azure puts them into one of its own, with a public way out. In a managed"
    " network Azure refuses a subnet of ours.",
    fix="Set subnet.id where the workspace's isolation mode is Disabled; leave it out elsewhere.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#limitations",
)
def compute_network(graph: Graph) -> Verdicts:
    """Demand a subnet or refuse it, as the isolation mode says."""
    for compute in graph.of_type(COMPUTE):
        workspaces = graph.behind(compute, "workspaceName", WORKSPACE)
        if not workspaces:
            yield undetermined(compute, "workspaceName", "is a workspace outside this stack")
        elif any(has_own_network(workspace) for workspace in workspaces):
            yield from must_be_set(compute, f"{_BELOW}.subnet.id", str)
        else:
            yield from must_be_empty(compute, f"{_BELOW}.subnet")
