"""What the cluster is built from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import pulumi

from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.shared.grants import Principal
from settings.serving import ServingSettings
from settings.windows import Window


class ClusterIdentity(Protocol):
    """A user-assigned identity that the cluster or a part of it signs in as."""

    @property
    def id(self) -> pulumi.Input[str]:
        """Azure's id of the identity."""
        ...

    @property
    def name(self) -> pulumi.Input[str]:
        """Its name."""
        ...

    @property
    def principal_id(self) -> pulumi.Input[str]:
        """Its object id."""
        ...

    @property
    def client_id(self) -> pulumi.Input[str]:
        """Its application id."""
        ...


@dataclass(frozen=True, kw_only=True)
class ClusterNetwork:
    """Where the cluster lives.

    Attributes:
        id: id of the virtual network.
        subnet_ids: ids of its subnets by role: nodes, and api-server with VNet integration.
        egress: the one way out of the node subnet.
        linked_ids: further networks, such as the hub's, that resolve the model services.
    """

    id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    egress: Literal["nat", "firewall", "isolated"]
    linked_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClusterStores:
    """What the cluster reads from.

    Attributes:
        registry_id: id of the registry; without a way out nodes get the cluster's own images here.
        key_vault_id: id of the vault that keeps the certificate of the host name.
    """

    registry_id: pulumi.Input[str]
    key_vault_id: pulumi.Input[str]


class PrometheusTarget(Protocol):
    """Where metrics of the cluster go."""

    @property
    def rule_id(self) -> pulumi.Input[str]:
        """Id of the data collection rule that sends them to an Azure Monitor workspace."""
        ...

    @property
    def endpoint_id(self) -> pulumi.Input[str]:
        """Id of the data collection endpoint that the agents fetch the rule from."""
        ...


@dataclass(frozen=True, kw_only=True)
class ServingClusterArgs:
    """The settings, and what the other parts supply.

    Attributes:
        settings: what a person decided.
        conventions: names, tags, place.
        network: where the cluster lives.
        stores: what it reads from.
        identities: by role: control-plane, kubelet, keda, and with a host name ingress.
        principals: who may hold rights, by the grant table's names.
        log_destinations: where logs go.
        window: when AKS may upgrade.
        after: components whose grants, and without a way out whose images, the cluster needs when
            it is made.
        prometheus: where metrics go; None collects none.
    """

    settings: ServingSettings
    conventions: Conventions
    network: ClusterNetwork
    stores: ClusterStores
    identities: Mapping[str, ClusterIdentity]
    principals: Mapping[str, Principal]
    log_destinations: LogDestinations
    window: Window
    after: Sequence[pulumi.Resource] = ()
    prometheus: PrometheusTarget | None = None
