"""What the shared part of the workloads is built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from settings.serving import ServingSettings


@dataclass(frozen=True, kw_only=True)
class WorkloadsArgs:
    """The settings, and what the other parts supply.

    Attributes:
        settings: what a person decided about the cluster and what runs on it.
        conventions: names, tenant.
        delivery: the way objects take into the cluster.
        cluster_name: physical name of the cluster, to reach it by with `apply`.
        client_ids: application ids of identities by role: keda, and with a host name ingress.
        key_vault_name: vault that keeps the host name's certificate.
        prometheus_url: where metrics are queried; None where none are kept.
        egress: the one way out of the network.
        endpoint_range: addresses of the private endpoints; None where they are not known, or
            there are none.
    """

    settings: ServingSettings
    conventions: Conventions
    delivery: Delivery
    cluster_name: pulumi.Input[str]
    client_ids: Mapping[str, pulumi.Input[str]]
    key_vault_name: pulumi.Input[str]
    prometheus_url: pulumi.Input[str] | None
    egress: Literal["nat", "firewall", "isolated"]
    endpoint_range: str | None


@dataclass(frozen=True)
class CertificateSource:
    """Where the certificate is, and who reads it.

    Attributes:
        key_vault_name: the vault.
        client_id: application id of the reader.
    """

    key_vault_name: pulumi.Input[str]
    client_id: pulumi.Input[str]


@dataclass(frozen=True)
class FilledIn:
    """What objects say where they need a value that only Azure knows.

    Attributes:
        certificate: for the host name; None without one.
        keda_client_id: application id that scalers read metrics as; None where there are none.
    """

    certificate: CertificateSource | None = None
    keda_client_id: pulumi.Input[str] | None = None


def fill_in(args: WorkloadsArgs) -> FilledIn:
    """Name the values; with `gitops` also where no object is registered, for who fills them in."""
    fill, client_ids = args.delivery.fill, args.client_ids
    certificate = keda_client_id = None
    if args.settings.istio is not None and args.settings.ingress is not None:
        certificate = CertificateSource(
            fill("KEY_VAULT_NAME", args.key_vault_name),
            fill("INGRESS_CLIENT_ID", client_ids["ingress"]),
        )
    if args.prometheus_url is not None:
        keda_client_id = fill("KEDA_CLIENT_ID", client_ids["keda"])
    return FilledIn(certificate, keda_client_id)
