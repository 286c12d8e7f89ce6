"""What the network is built from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.shared.conventions import Conventions
from components.shared.grants import Principal
from settings.footprint import Footprint
from settings.network import NetworkSettings


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The settings, and what the other parts need of the network.

    Attributes:
        settings: what a person decided.
        footprint: endpoints and subnets that the enabled parts need.
        conventions: names, tags and places.
        pod_range: range of the cluster's pods, which no subnet holds but security rules name.
        principals: who may hold rights on subnets and routes, by the grant table's names.
    """

    settings: NetworkSettings
    footprint: Footprint
    conventions: Conventions
    pod_range: str
    principals: Mapping[str, Principal] = field(default_factory=dict)
