"""What may be bought: sizes of machines, and the tiers of services."""

import re
from typing import Any

from ...checks import must_be, must_not_be
from ...controls import Controls
from ...data import table
from ...graph import Resource
from ...rule import ALWAYS, Verdicts, resource_rule
from ...values import MISSING, Found
from ...verdict import told, violation

CLUSTER = "azure-native:containerservice:ManagedCluster"
COMPUTE = "azure-native:machinelearningservices:Compute"
POOL = "azure-native:containerservice:AgentPool"
# learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
_SIZE = re.compile(r"Standard_([A-Z]+)(\d+)(?:-\d+)?[a-z]*_(\w+)")
_MACHINES = {
    "azure-native:compute:VirtualMachine": "hardwareProfile.vmSize",
    CLUSTER: "agentPoolProfiles[*].vmSize",
    COMPUTE: "properties.properties.vmSize",
    POOL: "vmSize",
}


@resource_rule(
    "cost-sku",
    topic="cost",
    title="Machines and tiers are of those that were agreed on, and training costs nothing at rest",
    severity="medium",
    levels=ALWAYS,
    controls=Controls(azure_policy=("7433c107-6db4-4ad1-b57a-a76dce0154a1",)),
    applies_to=(*_MACHINES, *table("cost")["skus"]),
    why="One digit more in a size is ten times the bill, and nobody sees it in a review.",
    fix="Choose a size or tier of data/cost.toml; start training clusters from 0 nodes.",
    link="https://learn.microsoft.com/azure/virtual-machines/sizes/overview",
    settings={"most_cpus": {"type": "integer", "default": 96}},
)
def sizes(resource: Resource, settings: dict[str, Any]) -> Verdicts:
    """Judge family, generation and size of machines, tiers of services, and idle nodes."""
    for found in resource.find(_MACHINES.get(resource.type, "none[*]")):
        # A compute that is attached or serverless has no size.
        if not (resource.type == COMPUTE and found.value is MISSING):
            yield from _judge_size(resource, found, settings["most_cpus"])
    if sold := table("cost")["skus"].get(resource.type):
        yield from must_be(resource, sold["at"], *sold["allowed"])
    if resource.type == COMPUTE:
        least = resource.at("properties.properties.scaleSettings.minNodeCount")
        if least.value is not MISSING:
            yield from must_be(resource, least.path, 0)
    if resource.type == POOL and resource.at("scaleSetPriority").value == "Spot":
        # Azure takes spot nodes away, so what runs there must be fine with none.
        yield from must_be(resource, "minCount", 0)
        yield from must_not_be(resource, "mode", "System")


def _judge_size(resource: Resource, found: Found, most: int) -> Verdicts:
    match = _SIZE.fullmatch(found.value) if isinstance(found.value, str) else None
    if match is None:
        yield told(resource, found, "the size of a machine")
        return
    family, cpus, generation = match.groups()
    if generation not in table("cost")["machine_families"].get(family, ()):
        yield violation(resource, found.path, "is of a family or generation that is not agreed on")
    if int(cpus) > most:
        yield violation(resource, found.path, f"must have at most {most} processors")
