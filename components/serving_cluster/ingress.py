"""The host name of the model services: where it leads, and who reads its certificate.

The gateway itself is made by the mesh, inside the cluster. Its address is fixed by an annotation
that the workloads put on it, so the record can be made before the gateway is there.

Guarantees:
    one-host: the zone is for the one host name, and hides nothing else of its domain.
    one-certificate: what reads the certificate reads nothing else of the vault.
"""

from dataclasses import dataclass
from hashlib import sha256

import pulumi
from pulumi_azure_native import managedidentity, privatedns

from components.serving_cluster.args import ServingClusterArgs
from components.shared.grants import grant_on
from settings.serving import IngressSettings

# The namespace is the add-on's own; the account is made by the workloads.
CERTIFICATE_READER = "system:serviceaccount:aks-istio-ingress:certificate-reader"
_TTL_S = 300


@dataclass(frozen=True, kw_only=True)
class IngressOutputs:
    """What the workloads need to open the gateway.

    Attributes:
        host_name: host name of the model services.
        address: private address to fix the gateway to.
        certificate: name of the certificate in the vault.
        client_id: application id of the identity that reads it.
    """

    host_name: str
    address: str
    certificate: str
    client_id: pulumi.Input[str]


def ingress(
    name: str,
    args: ServingClusterArgs,
    chosen: IngressSettings,
    issuer: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> IngressOutputs:
    """Make what the host name needs outside the cluster.

    Args:
        chosen: host name, address, certificate.
        issuer: who signs the tokens of the cluster's accounts.

    Raises:
        ValueError: there is no identity to read the certificate with.
    """
    if "ingress" not in args.identities:
        raise ValueError(
            f"{name}: a host name needs the identity `ingress`; make it with the other identities "
            "and pass it on"
        )
    reader = args.identities["ingress"]
    if chosen.private_dns:
        _resolve(name, args, chosen, opts)
    grant_on(
        "ingress-certificate",
        pulumi.Output.concat(args.stores.key_vault_id, "/secrets/", chosen.certificate),
        args.principals,
        args.conventions,
        name,
        opts,
    )
    managedidentity.FederatedIdentityCredential(
        f"{name}-ingress-credential",
        federated_identity_credential_resource_name=args.conventions.name("fic", "ingress"),
        resource_group_name=args.conventions.resource_group_name,
        resource_name_=reader.name,
        issuer=issuer,
        subject=CERTIFICATE_READER,
        audiences=["api://AzureADTokenExchange"],
        opts=opts,
    )
    return IngressOutputs(
        host_name=chosen.host_name,
        address=chosen.address,
        certificate=chosen.certificate,
        client_id=reader.client_id,
    )


def _resolve(
    name: str, args: ServingClusterArgs, chosen: IngressSettings, opts: pulumi.ResourceOptions
) -> None:
    """Let the networks find the host: a zone of exactly its name, with one record."""
    conventions = args.conventions
    zone = privatedns.PrivateZone(
        f"{name}-zone",
        private_zone_name=chosen.host_name,
        resource_group_name=conventions.resource_group_name,
        location="Global",
        tags=conventions.tags("serving_cluster"),
        opts=opts,
    )
    networks: dict[str, pulumi.Input[str]] = {"own": args.network.id}
    networks |= {_unique_name(network_id): network_id for network_id in args.network.linked_ids}
    for key, network_id in networks.items():
        privatedns.VirtualNetworkLink(
            f"{name}-zone-link-{key}",
            virtual_network_link_name=key,
            private_zone_name=zone.name,
            resource_group_name=conventions.resource_group_name,
            location="Global",
            virtual_network=privatedns.SubResourceArgs(id=network_id),
            registration_enabled=False,
            tags=conventions.tags("serving_cluster"),
            opts=opts,
        )
    privatedns.PrivateRecordSet(
        f"{name}-record",
        private_zone_name=zone.name,
        record_type="A",
        relative_record_set_name="@",
        resource_group_name=conventions.resource_group_name,
        ttl=_TTL_S,
        a_records=[privatedns.ARecordArgs(ipv4_address=chosen.address)],
        opts=opts,
    )


def _unique_name(network_id: str) -> str:
    """Return the network's own name and a digest: two hubs may bear the same name."""
    digest = sha256(network_id.lower().encode()).hexdigest()[:6]
    return f"{network_id.rpartition('/')[2]}-{digest}"
