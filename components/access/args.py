"""What the ways in are built from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.shared.grants import Principal
from settings.access import AccessSettings
from settings.schedule import ScheduleSettings


@dataclass(frozen=True, kw_only=True)
class AccessNetwork:
    """The network that is got into.

    Attributes:
        id: its id.
        name: its name, known once its subnets stand; None for a network that exists, whose owner
            peers it.
        subnet_ids: ids of its subnets by role.
    """

    id: pulumi.Input[str]
    name: pulumi.Input[str] | None
    subnet_ids: Mapping[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """What `Access` is made from.

    Attributes:
        settings: what a person decided.
        conventions: names, tags, place.
        network: the network that is got into.
        log_destinations: where it is logged who came in.
        schedule: running hours, whose time zone the host's evening is in.
        principals: who may hold rights, by the grant table's names.
    """

    settings: AccessSettings
    conventions: Conventions
    network: AccessNetwork
    log_destinations: LogDestinations
    schedule: ScheduleSettings | None = None
    principals: Mapping[str, Principal] = field(default_factory=dict)
