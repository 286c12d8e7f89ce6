"""Tags that every resource carries: there, spelt right, with a value that means something."""

import functools
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ...checks import same
from ...controls import NO_CONTROL, Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ADVICE, ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN, Found
from ...verdict import told, undetermined, violation

GROUP = "azure-native:resources:ResourceGroup"
CLUSTER = "azure-native:containerservice:ManagedCluster"
_LINK = table("tags")["source"]
_SETTINGS = {"environment": {"type": "string", "default": ""}}


def is_taggable(type_token: str) -> bool:
    """Tell whether resources of a type take tags and need them."""
    return type_token in _taggable() and type_token not in table("tags")["ignored"]


@functools.cache
def _taggable() -> frozenset[str]:
    return frozenset(table("sdk")["taggable"])


def _is_ordinary(type_token: str) -> bool:
    return type_token != GROUP and is_taggable(type_token)


def _fill(type_token: str, inputs: Any, settings: Mapping[str, Any]) -> bool:
    """Add the tags whose value does not depend on the resource; tell whether there were any.

    Only in place, and only what is missing: values that are secret keep their mark.
    """
    if not is_taggable(type_token):
        return False
    if "tags" not in inputs.keys():  # noqa: SIM118 (`in inputs` reads the value)
        inputs["tags"] = {}
    tags = inputs["tags"]
    if not hasattr(tags, "keys"):  # unknown as a whole
        return False
    wanted = {name: row["values"][0] for name, row in _tags().items() if row.get("derived")}
    if settings["environment"]:
        wanted["Environment"] = settings["environment"]
    absent = {name: value for name, value in wanted.items() if name not in set(tags.keys())}
    for name, value in absent.items():
        tags[name] = value
    return bool(absent)


def _tags() -> dict[str, dict[str, Any]]:
    return table("tags")["tags"]


@resource_rule(
    "tag-required",
    topic="tagging",
    title="Every resource that takes tags carries the required ones, spelt as agreed",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("871b6d14-10aa-478d-b590-94f262ecfa99",)),
    applies_to=_is_ordinary,
    why="Cost, ownership and data rules are looked up by tag; a tag of another spelling is another"
    " tag to every report.",
    fix="Pass the tags of the conventions as tags=.",
    link=_LINK,
    settings=_SETTINGS,
    remediate=_fill,
)
def required(resource: Resource, settings: dict[str, Any]) -> Verdicts:
    """Demand every tag of data/tags.toml."""
    yield from _missing(resource, resource.at("tags"))


@resource_rule(
    "tag-resource-group",
    topic="tagging",
    title="Every resource group carries the required tags",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "96670d01-0a4d-4649-9c89-2d3abc0a5025",
            "8ce3da23-7156-49e4-b145-24f95f9dcb46",
        )
    ),
    applies_to=(GROUP,),
    why="Costs roll up by group, and what Azure makes by itself inherits the group's tags.",
    fix="Pass the tags of the conventions as tags=.",
    link=_LINK,
    settings=_SETTINGS,
    remediate=_fill,
)
def group_tags(resource: Resource, settings: dict[str, Any]) -> Verdicts:
    """Demand every tag of data/tags.toml."""
    yield from _missing(resource, resource.at("tags"))


@resource_rule(
    "tag-nested-pools",
    topic="tagging",
    title="Node pools written inside a cluster carry the required tags",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("871b6d14-10aa-478d-b590-94f262ecfa99",)),
    applies_to=(CLUSTER,),
    why="The machines that cost money are made in the cluster's own group, with the pool's tags and"
    " not the cluster's.",
    fix="Pass the tags of the conventions in each item of agentPoolProfiles.",
    link="https://learn.microsoft.com/azure/aks/use-tags",
)
def pool_tags(resource: Resource) -> Verdicts:
    """Demand every tag of each pool."""
    for pool in resource.find("agentPoolProfiles[*]"):
        yield from _missing(resource, pool.at("tags"))


def _missing(resource: Resource, tags: Found) -> Verdicts:
    wanted = ", ".join(_tags())
    if not isinstance(tags.value, dict):
        yield told(resource, tags, f"tags: {wanted}")
        return
    spelt = {_letters(name): name for name in tags.value}
    for name, row in _tags().items():
        if name in tags.value and tags.value[name] not in (MISSING, ""):
            continue
        near = spelt.get(_letters(name), name)
        hint = f"; {near} is another tag" if near != name else ""
        problem = f"is missing, which tells {row['means']}{hint}"
        yield violation(resource, f"{tags.path}.{name}", problem)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


@resource_rule(
    "tag-value-format",
    topic="tagging",
    title="The value of a required tag is one that reports understand",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("1e30110a-5ceb-460c-a204-c1c3969c6d62",)),
    applies_to=is_taggable,
    why="A value outside the agreed ones falls out of every cost report and data rule.",
    fix="Correct the setting that the tag is made of.",
    link=_LINK,
    settings=_SETTINGS,
)
def value_format(resource: Resource, settings: dict[str, Any]) -> Verdicts:
    """Judge the values of required tags; the missing ones are told elsewhere."""
    tags = resource.at("tags")
    if not isinstance(tags.value, dict):
        if tags.value is UNKNOWN:
            yield undetermined(resource, "tags", "the tags are not known yet")
        return
    for name, row in _tags().items():
        value = tags.value.get(name, MISSING)
        found = Found(f"tags.{name}", value)
        environment = settings["environment"] if name == "Environment" else ""
        words = [environment] if environment else row.get("values", [])
        if value in (MISSING, ""):
            continue
        if words and value not in words:
            yield told(resource, found, f"{' or '.join(words)}, spelt so", *words)
        elif not isinstance(value, str) or not re.fullmatch(row["pattern"], value):
            yield told(resource, found, f"a text that matches {row['pattern']}")


# How credentials begin or what they hold; not what any text of a person looks like.
_CREDENTIAL = re.compile(
    r"AccountKey=|SharedAccessSignature|[?&]sig=|-----BEGIN|\beyJ[\w-]{10,}\.|\bgh[pousr]_\w{20,}"
    r"|(?i:password|secret|token)\s*[=:]",
)
_NOT_IN_NAMES = re.compile(r"[<>%&\\?/]")
_RESERVED = ("microsoft", "azure", "windows")


@resource_rule(
    "tag-hygiene",
    topic="tagging",
    title="Tags are within Azure's limits and hold nothing secret",
    severity="medium",
    levels=ADVICE,
    controls=NO_CONTROL,
    applies_to=is_taggable,
    why="Tags are readable by everybody who can see the bill; two that differ in case only are one"
    " to Azure and two to a report.",
    fix="Shorten, rename or remove the tag.",
    link=_LINK,
)
def hygiene(resource: Resource) -> Verdicts:
    """Judge number, names and values of all tags."""
    tags = resource.at("tags")
    if not isinstance(tags.value, dict):
        if tags.value is not MISSING:
            yield told(resource, tags, "an object")
        return
    limits = table("tags")
    if len(tags.value) > limits["most_tags"]:
        yield violation(resource, "tags", f"must be at most {limits['most_tags']}")
    spelt = Counter(name.casefold() for name in tags.value)
    for name, value in tags.value.items():
        path = f"tags.{name}"
        if spelt[name.casefold()] > 1:
            yield violation(resource, path, "differs from another tag in case only")
        if len(name) > limits["longest_name"] or _NOT_IN_NAMES.search(name):
            yield violation(resource, path, r"the name is too long or holds one of <>%&\?/")
        if name.casefold().startswith(_RESERVED):
            yield violation(resource, path, f"names must not begin with {' or '.join(_RESERVED)}")
        if value is UNKNOWN:
            yield undetermined(resource, path, "the value is not known yet")
        elif not isinstance(value, str) or len(value) > limits["longest_value"]:
            wanted = f"a text of at most {limits['longest_value']} letters"
            yield told(resource, Found(path, value), wanted)
        elif _CREDENTIAL.search(value):
            yield violation(resource, path, "looks like a credential")


@graph_rule(
    "tag-stack-consistent",
    topic="tagging",
    title="One environment, cost center, project and owner a stack",
    severity="low",
    levels=ADVICE,
    controls=NO_CONTROL,
    applies_to=is_taggable,
    why="A resource with other values is billed and looked after by somebody else.",
    fix="Take all tags from the conventions.",
    link=_LINK,
)
def consistent(graph: Graph) -> Verdicts:
    """Name the resources whose value is not the one that most have."""
    tagged = [r for r in graph.resources.values() if is_taggable(r.type)]
    for name in ("Environment", "CostCenter", "Project", "Owner"):
        found = [(resource, resource.at(f"tags.{name}")) for resource in tagged]
        values = Counter(tag.value for _, tag in found if isinstance(tag.value, str))
        usual = values.most_common(1)[0][0] if values else None
        for resource, tag in found:
            if tag.value is UNKNOWN:
                yield undetermined(resource, tag.path, "the value is not known yet")
            elif isinstance(tag.value, str) and tag.value != usual:
                near = " but for its case" if same(tag.value, usual) else ""
                problem = f"is not the value that the stack's other resources have{near}"
                yield violation(resource, tag.path, problem)
            elif tag.value is not MISSING and not isinstance(tag.value, str):
                yield told(resource, tag, "a text")
