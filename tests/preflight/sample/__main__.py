"""A network, an identity and a store behind a private endpoint."""

import pulumi
from pulumi_azure_native import managedidentity, network, resources

from components.stores import Stores

config = pulumi.Config()
settings = config.require_object("stores")
group = resources.ResourceGroup("group", resource_group_name="rg-sample", location="westeurope")

nat = network.NatGateway(
    "nat",
    nat_gateway_name="ng-sample",
    sku=network.NatGatewaySkuArgs(name="Standard"),
    resource_group_name=group.name,
    location="westeurope",
)
rules = network.NetworkSecurityGroup(
    "rules",
    network_security_group_name="nsg-sample",
    resource_group_name=group.name,
    location="westeurope",
)
vnet = network.VirtualNetwork(
    "vnet",
    virtual_network_name="vnet-sample",
    address_space=network.AddressSpaceArgs(address_prefixes=["10.1.0.0/24"]),
    resource_group_name=group.name,
    location="westeurope",
)
nodes = network.Subnet(
    "nodes",
    subnet_name="snet-nodes",
    resource_group_name=group.name,
    virtual_network_name=vnet.name,
    address_prefix="10.1.0.0/25",
    default_outbound_access=False,
    nat_gateway=network.SubResourceArgs(id=nat.id),
    network_security_group=network.NetworkSecurityGroupArgs(id=rules.id),
)
endpoints = network.Subnet(
    "endpoints",
    subnet_name="snet-endpoints",
    resource_group_name=group.name,
    virtual_network_name=vnet.name,
    address_prefix="10.1.0.128/26",
    default_outbound_access=False,
)
trainer = managedidentity.UserAssignedIdentity(
    "trainer", resource_name_="id-trainer", resource_group_name=group.name, location="westeurope"
)

stores = Stores(
    "stores",
    resource_group_name=group.name,
    subnet_id=endpoints.id,
    writer_id=trainer.principal_id,
    redundancy=settings["redundancy"],
    data_engineers=settings.get("data_engineers"),
    protect=settings["protect"],
)

pulumi.export("account", stores.account_name)
pulumi.export("account_id", stores.account_id)
pulumi.export("webhook", config.get_secret("webhook"))
pulumi.export("settings_without_effect", ["stores.archive_after_days"])
pulumi.export(
    "address_plan",
    [
        {
            "role": "nodes",
            "range": "10.1.0.0/25",
            "addresses": 128,
            "used": 21,
            "free": 107,
            "arithmetic": "16 nodes + 5 reserved by Azure = 21 -> /27",
        },
        {
            "role": "endpoints",
            "range": "10.1.0.128/26",
            "addresses": 64,
            "used": 6,
            "free": 58,
            "arithmetic": "1 blob + 5 reserved by Azure = 6 -> /29",
        },
    ],
)
