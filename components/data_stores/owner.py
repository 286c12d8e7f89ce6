"""The component that the stores belong to."""

from dataclasses import dataclass

import pulumi

from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations


@dataclass(frozen=True, kw_only=True)
class Owner:
    """What holds for every part of one component.

    Attributes:
        name: logical name of the component.
        component: the component itself, parent of all that it makes.
        conventions: names, tags, place.
        log_destinations: where logs go.
        private: the stores are reached through private endpoints only.
        protect: Pulumi refuses to delete what holds data.
    """

    name: str
    component: pulumi.Resource
    conventions: Conventions
    log_destinations: LogDestinations
    private: bool
    protect: bool

    @property
    def child(self) -> pulumi.ResourceOptions:
        """Options of a resource that can be made again without loss."""
        return pulumi.ResourceOptions(parent=self.component)

    @property
    def kept(self) -> pulumi.ResourceOptions:
        """Options of a resource that holds data."""
        # None, not False: a caller may have protected the component as a whole.
        return pulumi.ResourceOptions(parent=self.component, protect=self.protect or None)

    @property
    def tags(self) -> dict[str, str]:
        """Tags of every resource that takes them."""
        return self.conventions.tags("data_stores")

    @property
    def public_access(self) -> str:
        """Azure's word for whether the public address answers at all."""
        return "Disabled" if self.private else "Enabled"

    @property
    def default_action(self) -> str:
        """Azure's word for what becomes of a call that no network rule names."""
        return "Deny" if self.private else "Allow"
