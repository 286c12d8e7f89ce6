"""What one model service is built from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi

from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from settings.model_services import ServiceSettings
from settings.serving import ServingSettings


class ServiceIdentity(Protocol):
    """The user-assigned identity that services sign in as."""

    @property
    def name(self) -> pulumi.Input[str]:
        """Its name."""
        ...

    @property
    def client_id(self) -> pulumi.Input[str]:
        """Its application id."""
        ...


@dataclass(frozen=True, kw_only=True)
class ServiceTargets:
    """What a service sends to and reads from.

    Attributes:
        model_store_url: blob service that models are loaded from.
        insights_connection: connection string of Application Insights; opens nothing by itself,
            because senders sign in.
        prometheus_url: where metrics are queried; None where none are kept.
    """

    model_store_url: pulumi.Input[str]
    insights_connection: pulumi.Input[str]
    prometheus_url: pulumi.Input[str] | None


@dataclass(frozen=True, kw_only=True)
class ModelServiceArgs:
    """The settings, and what the other parts supply.

    Attributes:
        service_name: name of the service, which its address ends with.
        settings: what a person decided about it.
        serving: what a person decided about the cluster that it runs on.
        conventions: names.
        delivery: the way objects take into the cluster.
        identity: what it signs in as.
        issuer: who signs the tokens of the cluster's accounts.
        targets: what it sends to and reads from.
        after: what must be there before its objects.
        after_credentials: credentials of the same identity that are written before its own.
    """

    service_name: str
    settings: ServiceSettings
    serving: ServingSettings
    conventions: Conventions
    delivery: Delivery
    identity: ServiceIdentity
    issuer: pulumi.Input[str]
    targets: ServiceTargets
    after: Sequence[pulumi.Resource] = ()
    after_credentials: Sequence[pulumi.Resource] = ()


@dataclass(frozen=True)
class FilledIn:
    """What objects say where they need a value that only Azure knows."""

    client_id: pulumi.Input[str]
    model_store_url: pulumi.Input[str]
    insights_connection: pulumi.Input[str]
    prometheus_url: pulumi.Input[str] | None


def fill_in(args: ModelServiceArgs) -> FilledIn:
    """Name the values; with `gitops` also where no object is registered, for who fills them in."""
    fill, targets = args.delivery.fill, args.targets
    url = targets.prometheus_url
    return FilledIn(
        client_id=fill("SERVING_CLIENT_ID", args.identity.client_id),
        model_store_url=fill("MODEL_STORE_URL", targets.model_store_url),
        insights_connection=fill("INSIGHTS_CONNECTION_STRING", targets.insights_connection),
        prometheus_url=None if url is None else fill("PROMETHEUS_URL", url),
    )
