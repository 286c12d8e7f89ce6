"""What `Monitoring` is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.shared.conventions import Conventions
from components.shared.grants import Principal
from components.shared.private_endpoint import EndpointNetwork
from settings.cost import AlertingSettings
from settings.monitoring import MonitoringSettings


@dataclass(frozen=True, kw_only=True)
class LogSource:
    """A resource that was made before there was a place for its logs.

    Attributes:
        type_token: its type, a key of `components.shared.diagnostics.DIAGNOSTICS`.
        id: its id.
    """

    type_token: str
    id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What `Monitoring` is made from.

    Attributes:
        settings: what a person decided.
        conventions: names, tags, place.
        alerting: who hears of trouble; the owner of the stack where it names nobody.
        principals: who exists in this stack, by the names of the grant table.
        log_sources: what of the earlier components logs, such as the firewall, by logical name.
        endpoints: where private endpoints go; required with a private link scope to make.
        links: the endpoints that were announced to the network.
        cluster: there is a cluster, whose metrics need a place.
    """

    settings: MonitoringSettings
    conventions: Conventions
    alerting: AlertingSettings = field(default_factory=AlertingSettings)
    principals: Mapping[str, Principal] = field(default_factory=dict)
    log_sources: Mapping[str, LogSource] = field(default_factory=dict)
    endpoints: EndpointNetwork | None = None
    links: tuple[str, ...] = ()
    cluster: bool = False
