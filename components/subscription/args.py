"""What the component is given."""

from dataclasses import dataclass

import pulumi

from components.shared.conventions import Conventions
from settings.bootstrap import BootstrapSettings


@dataclass(frozen=True, kw_only=True)
class SubscriptionArgs:
    """The settings, and where to put what they ask for.

    Attributes:
        group_name: resource group of the log and of flows.
    """

    settings: BootstrapSettings
    conventions: Conventions
    group_name: pulumi.Input[str]

    @property
    def subscription(self) -> str:
        """Id of the subscription."""
        return f"/subscriptions/{self.conventions.subscription_id}"
