"""The workspace that computes, rules and datastores belong to."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.shared.conventions import Conventions


@dataclass(frozen=True, kw_only=True)
class Owner:
    """What holds for every part of one workspace.

    Attributes:
        name: logical name of the component.
        component: the component itself, parent of all that it makes.
        conventions: names, tags, place.
        workspace_name: physical name of the workspace.
        grants: the rights of the workspace's identity on the workspace, which it acts with.
    """

    name: str
    component: pulumi.Resource
    conventions: Conventions
    workspace_name: pulumi.Output[str]
    grants: Sequence[pulumi.Resource]

    @property
    def child(self) -> pulumi.ResourceOptions:
        """Options of a resource that needs nothing but the workspace."""
        return pulumi.ResourceOptions(parent=self.component)

    @property
    def tags(self) -> dict[str, str]:
        """Tags of every resource that takes them."""
        return self.conventions.tags("ml_workspace")
