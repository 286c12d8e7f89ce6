"""Which types a stack may register."""

from typing import Any

from ...controls import NO_CONTROL, Controls
from ...data import table
from ...graph import Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, resource_rule
from ...verdict import violation


def is_of_a_provider(type_token: str) -> bool:
    """Tell whether a type is a cloud's: no component, no provider, no stack."""
    package, _, rest = type_token.partition(":")
    return package != "pulumi" and not rest.startswith("index:")


@resource_rule(
    "res-types",
    topic="resources",
    title="Types are of the groups that were agreed on, in the SDK's own API version",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(mcsb=("AM-2",)),
    applies_to=is_of_a_provider,
    why="What nobody decided on has no price, no rule and no owner; a preview version goes away.",
    fix="Use another type, or add its group to data/resources.toml with a rule that judges it.",
    link="https://www.pulumi.com/registry/packages/azure-native/",
)
def types(resource: Resource) -> Verdicts:
    """Refuse other groups, versions in the type's name, patches, and what is refused by name."""
    known = table("resources")["types"]
    if resource.type.rpartition(":")[0] not in known["allowed"]:
        yield violation(resource, "", "is of a group of types that was not agreed on")
    is_patch = resource.type.startswith("kubernetes:") and resource.kind.endswith("Patch")
    if is_patch and resource.type not in known["patches"]:
        yield violation(resource, "", "changes an object that somebody else makes")
    if reason := known["refused"].get(resource.type):
        yield violation(resource, "", f"must not be used: {reason}")


@resource_rule(
    "res-once",
    topic="resources",
    title="What there is once in a subscription belongs to the subscription's own stack",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=table("resources")["once_per_subscription"]["types"],
    why="Two environments overwrite each other's, and destroying one switches it off for all.",
    fix="Move it to bootstrap; hand its id over as a setting.",
    link="https://learn.microsoft.com/azure/cloud-adoption-framework/ready/landing-zone/",
    settings={"here": {"type": "boolean", "default": False}},
)
def once(resource: Resource, settings: dict[str, Any]) -> Verdicts:
    """Refuse it, unless the setting `here` says that this is the subscription's stack."""
    if not settings["here"]:
        yield violation(resource, "", "is once in a subscription, and this stack is not its own")
