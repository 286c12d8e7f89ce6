"""The resource groups that must exist before anything is deployed into them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources

from components.shared.conventions import Conventions


@dataclass(frozen=True, kw_only=True)
class ResourceGroupsArgs:
    """Whose groups.

    Attributes:
        environments: names and place of each environment, by its name.
        shared: names and place of what they share.
    """

    environments: Mapping[str, Conventions]
    shared: Conventions


class ResourceGroups(pulumi.ComponentResource):
    """A resource group for each environment and one for what they share.

    Guarantees:
        one-each: every environment has a group of its own, under the name that its own stack
            looks for.
        kept: no group is deleted, with all that is in it, by accident.
        tagged: costs of what carries no tag fall to the tags of its group.
    """

    ids: Mapping[str, pulumi.Output[str]]
    """Ids of the environments' groups."""

    names: Mapping[str, pulumi.Output[str]]
    """Names of the environments' groups."""

    shared_name: pulumi.Output[str]
    """Name of the group of what they share."""

    def __init__(
        self, name: str, args: ResourceGroupsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:ResourceGroups", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=True)
        groups = {
            environment: _group(f"{name}-{environment}", conventions, kept)
            for environment, conventions in args.environments.items()
        }
        self.ids = {environment: group.id for environment, group in groups.items()}
        self.names = {environment: group.name for environment, group in groups.items()}
        self.shared_name = _group(f"{name}-shared", args.shared, kept).name
        self.register_outputs({"names": self.names})


def _group(
    name: str, conventions: Conventions, opts: pulumi.ResourceOptions
) -> resources.ResourceGroup:
    return resources.ResourceGroup(
        name,
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        tags=conventions.tags("resource_groups"),
        opts=opts,
    )
