"""Where resources are: in one geography, in several zones."""

from collections import Counter
from typing import Any

from ...checks import must_be
from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION_ONLY, Verdicts, graph_rule
from ...values import MISSING, UNKNOWN
from ...verdict import told, undetermined, violation

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
_REGIONS = "https://learn.microsoft.com/azure/reliability/regions-list"
_FLAGS: dict[str, str] = table("resources")["zones"]["flags"]
_LISTS: dict[str, str] = table("resources")["zones"]["lists"]


def is_azure(type_token: str) -> bool:
    """Tell whether a type is one of Azure's."""
    return type_token.startswith("azure-native:")


def _region(resource: Resource) -> str:
    """Return the region a resource names, as Azure compares them, or nothing."""
    value = resource.at("location").value
    return value.replace(" ", "").casefold() if isinstance(value, str) else ""


@graph_rule(
    "res-location",
    topic="resources",
    title="A stack and its copies are in one geography",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "e56962a6-4747-49cd-b67b-bf8b01975c4c",
            "e765b5de-1225-4ba3-bd56-1ac6695af988",
        ),
        gdpr=("Art. 44",),
    ),
    applies_to=is_azure,
    why="Data in another geography is under another law, and traffic between is paid for.",
    fix="Choose a region of the same geography, or list the allowed ones in the setting regions.",
    link=_REGIONS,
    settings={"regions": {"type": "array", "default": []}},
)
def location(graph: Graph, settings: dict[str, Any]) -> Verdicts:
    """Name what is elsewhere than most is, or in no region of the setting; global is nowhere."""
    known = {
        region: name
        for name, regions in table("resources")["geographies"].items()
        for region in regions
    }
    placed = [r for r in graph.resources.values() if is_azure(r.type)]
    homes = Counter(known[_region(r)] for r in placed if _region(r) in known)
    home = homes.most_common(1)[0][0] if homes else None
    for resource in placed:
        found, region = resource.at("location"), _region(resource)
        if found.value is MISSING or region == "global":
            continue
        if region not in known:
            yield told(resource, found, "a region of data/resources.toml")
        elif settings["regions"] and region not in settings["regions"]:
            yield violation(resource, found.path, "is none of the regions that are allowed")
        elif known[region] != home:
            yield violation(resource, found.path, f"is in {known[region]}, the stack in {home}")


@graph_rule(
    "res-zone-redundant",
    topic="resources",
    title="What can be in several zones is",
    severity="medium",
    levels=PRODUCTION_ONLY,
    controls=Controls(mcsb=("BR-1",)),
    applies_to=(*_FLAGS, *_LISTS),
    why="A zone fails as a whole, and most of what is in one cannot be moved later.",
    fix="Set zoneRedundancy to Enabled, or name two zones at least.",
    link="https://learn.microsoft.com/azure/reliability/availability-zones-overview",
)
def zone_redundant(graph: Graph) -> Verdicts:
    """Judge what is in a region with zones; a pool is where its cluster is."""
    without = table("resources")["zones"]["without"]
    for resource in graph.of_type(*_FLAGS):
        if _region(resource) not in without:
            yield from must_be(resource, _FLAGS[resource.type], "Enabled")
    for resource in graph.of_type(*_LISTS):
        clusters = graph.behind(resource, "resourceName", CLUSTER) if resource.type == POOL else []
        if any(_region(one) in without for one in [resource, *clusters]):
            continue
        for found in resource.find(_LISTS[resource.type]):
            if not isinstance(found.value, list):
                yield told(resource, found, "two zones or more")
            elif UNKNOWN in found.value:
                yield undetermined(resource, found.path, "the zones are not known yet")
            elif len(set(map(str, found.value))) < 2:
                yield violation(resource, found.path, "must be two zones or more")
