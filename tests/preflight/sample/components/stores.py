"""A store with its private endpoint and the grants on it."""

import pulumi
from pulumi_azure_native import network, privatedns, storage

from components.shared.grant import BLOB_CONTRIBUTOR, BLOB_READER, grant

ZONE = "privatelink.blob.core.windows.net"


class Stores(pulumi.ComponentResource):
    account_name: pulumi.Output[str]
    account_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        resource_group_name: pulumi.Input[str],
        subnet_id: pulumi.Input[str],
        writer_id: pulumi.Input[str],
        redundancy: str,
        data_engineers: str | None,
        protect: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("sample:index:Stores", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        account = storage.StorageAccount(
            f"{name}-account",
            account_name="stsample",
            resource_group_name=resource_group_name,
            location="westeurope",
            kind="StorageV2",
            sku=storage.SkuArgs(name=redundancy),
            allow_shared_key_access=False,
            public_network_access="Disabled",
            opts=pulumi.ResourceOptions(parent=self, protect=protect),
        )
        zone = privatedns.PrivateZone(
            f"{name}-zone",
            private_zone_name=ZONE,
            resource_group_name=resource_group_name,
            location="Global",
            opts=child,
        )
        endpoint = network.PrivateEndpoint(
            f"{name}-endpoint",
            private_endpoint_name="pep-blob",
            resource_group_name=resource_group_name,
            location="westeurope",
            subnet=network.SubnetArgs(id=subnet_id),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name="blob", private_link_service_id=account.id, group_ids=["blob"]
                )
            ],
            opts=child,
        )
        network.PrivateDnsZoneGroup(
            f"{name}-zones",
            private_dns_zone_group_name="default",
            private_endpoint_name=endpoint.name,
            resource_group_name=resource_group_name,
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(
                    name=ZONE.replace(".", "-"), private_dns_zone_id=zone.id
                )
            ],
            opts=child,
        )
        grant(
            f"{name}-trainer",
            writer_id,
            "ServicePrincipal",
            BLOB_CONTRIBUTOR,
            account.id,
            "write what a training run made",
            child,
        )
        if data_engineers:
            grant(
                f"{name}-data-engineers",
                data_engineers,
                "Group",
                BLOB_READER,
                account.id,
                "look at the data",
                child,
            )
        self.account_name = account.name
        self.account_id = account.id
        self.register_outputs({"account_name": account.name})
