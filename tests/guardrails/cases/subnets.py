"""Cases of the rules on subnets, security groups, public addresses and flow logs."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref

NETWORK = Made(
    "network:VirtualNetwork",
    "net",
    {"virtualNetworkName": "vnet", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
)
GROUP = Made("network:NetworkSecurityGroup", "group", {})
SUBNET = Made(
    "network:Subnet",
    "subnet",
    {
        "subnetName": "snet",
        "virtualNetworkName": Ref("net", "name"),
        "addressPrefix": "10.0.0.0/24",
        "defaultOutboundAccess": False,
        "networkSecurityGroup": {"id": Ref("group")},
        "privateEndpointNetworkPolicies": "NetworkSecurityGroupEnabled",
    },
)
RULE = {
    "name": "in",
    "priority": 100,
    "protocol": "Tcp",
    "direction": "Inbound",
    "access": "Allow",
    "sourceAddressPrefix": "10.0.0.0/24",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "443",
}
RULES = Made("network:NetworkSecurityGroup", "group", {"securityRules": [RULE]})
ADDRESS = Made("network:PublicIPAddress", "address", {"publicIpAddressName": "pip"})
GATEWAY = Made(
    "network:NatGateway",
    "gateway",
    {"sku": {"name": "Standard"}, "publicIpAddresses": [{"id": Ref("address")}]},
)
POOL = Made("containerservice:AgentPool", "pool", {"enableNodePublicIP": False})
FLOW_LOG = Made(
    "network:FlowLog",
    "log",
    {
        "enabled": True,
        "networkWatcherName": "nw",
        "storageId": "/s",
        "targetResourceId": Ref("net"),
        "retentionPolicy": {"days": 30, "enabled": True},
    },
)

CASES = {
    "net-subnet-nsg": Case(
        good=(NETWORK, GROUP, SUBNET),
        at="subnet:networkSecurityGroup.id",
        bad="",
        unknown="pass",
        also_good={
            "where Azure forbids it": {
                "subnet:networkSecurityGroup": ABSENT,
                "subnet:subnetName": "AzureFirewallSubnet",
            }
        },
        also_bad={
            "no group at all": {"subnet:networkSecurityGroup": ABSENT},
            "inside the network": {"net:subnets": [{"name": "s"}]},
            "subnets of another type": {"net:subnets": "s"},
        },
    ),
    "net-subnet-private": Case(
        good=(NETWORK, GROUP, SUBNET),
        at="subnet:defaultOutboundAccess",
        bad=True,
        also_bad={"inside the network": {"net:subnets": [{"name": "s"}]}},
    ),
    "net-nsg-inbound": Case(
        good=(RULES,),
        at="group:securityRules[0].sourceAddressPrefix",
        bad="Internet",
        also_good={
            "denied": {
                "group:securityRules[0].sourceAddressPrefix": "*",
                "group:securityRules[0].access": "Deny",
            },
            "outbound": {
                "group:securityRules[0].sourceAddressPrefix": "*",
                "group:securityRules[0].direction": "Outbound",
            },
            "every port of the own network": {"group:securityRules[0].destinationPortRange": "*"},
            "sources as a list": {
                "group:securityRules[0].sourceAddressPrefix": ABSENT,
                "group:securityRules[0].sourceAddressPrefixes": ["10.0.0.0/24"],
            },
            "no rules": {"group:securityRules": ABSENT},
        },
        also_bad={
            "everybody": {"group:securityRules[0].sourceAddressPrefix": "*"},
            "half the internet": {"group:securityRules[0].sourceAddressPrefix": "0.0.0.0/1"},
            "everybody in a list": {
                "group:securityRules[0].sourceAddressPrefixes": ["10.0.0.0/24", "0.0.0.0/0"]
            },
            "a port that is none": {"group:securityRules[0].destinationPortRange": "https"},
            "no direction": {"group:securityRules[0].direction": ABSENT},
            "no access": {"group:securityRules[0].access": ABSENT},
            "rules of another type": {"group:securityRules": "all"},
            "a rule of another type": {"group:securityRules": ["all"]},
            "a rule of its own": {
                "one": Made(
                    "network:SecurityRule",
                    "one",
                    {**RULE, "sourceAddressPrefix": "*", "networkSecurityGroupName": "g"},
                )
            },
        },
        also_undetermined={
            "a port that is not known": {"group:securityRules[0].destinationPortRange": UNKNOWN},
            "rules that are not known": {"group:securityRules": UNKNOWN},
        },
    ),
    "net-management-ports": Case(
        good=(
            NETWORK,
            GROUP,
            Made(
                "network:Subnet",
                "bastion",
                {
                    **SUBNET.inputs,
                    "subnetName": "AzureBastionSubnet",
                    "addressPrefix": "10.0.9.0/26",
                },
            ),
            Made(
                "network:NetworkSecurityGroup",
                "jump",
                {
                    "securityRules": [
                        {**RULE, "sourceAddressPrefix": "10.0.9.0/26", "destinationPortRange": "22"}
                    ]
                },
            ),
        ),
        at="jump:securityRules[0].sourceAddressPrefix",
        bad="10.0.0.0/24",
        also_good={
            "another port for others": {
                "jump:securityRules[0].sourceAddressPrefix": "10.0.0.0/24",
                "jump:securityRules[0].destinationPortRange": "443",
            },
            "refused to others": {
                "jump:securityRules[0].sourceAddressPrefix": "10.0.0.0/24",
                "jump:securityRules[0].access": "Deny",
            },
            "outbound": {
                "jump:securityRules[0].sourceAddressPrefix": "10.0.0.0/24",
                "jump:securityRules[0].direction": "Outbound",
            },
            "a Bastion with several ranges": {
                "bastion:addressPrefix": ABSENT,
                "bastion:addressPrefixes": ["10.0.8.0/26", "10.0.9.0/26"],
            },
        },
        also_bad={
            "no Bastion": {"bastion": ABSENT},
            "others besides": {
                "jump:securityRules[0].sourceAddressPrefixes": ["10.0.9.0/26", "10.0.0.0/24"]
            },
            "RDP in a range": {
                "jump:securityRules[0].sourceAddressPrefix": "10.0.0.0/24",
                "jump:securityRules[0].destinationPortRange": ABSENT,
                "jump:securityRules[0].destinationPortRanges": ["443", "3000-4000"],
            },
            "a rule of its own": {
                "one": Made(
                    "network:SecurityRule",
                    "one",
                    {**RULE, "destinationPortRange": "22", "networkSecurityGroupName": "g"},
                )
            },
        },
        also_undetermined={
            "a port that is not known": {"jump:securityRules[0].destinationPortRange": UNKNOWN},
        },
        set_otherwise={
            "a Bastion elsewhere": (
                {"bastion_ranges": ["10.9.0.0/26"]},
                {"jump:securityRules[0].sourceAddressPrefix": "10.9.0.0/26"},
                "pass",
            )
        },
    ),
    "net-no-public-ip": Case(
        good=(ADDRESS, GATEWAY, POOL),
        at="pool:enableNodePublicIP",
        bad=True,
        missing="pass",
        also_good={
            "on a Bastion": {
                "gateway": Made(
                    "network:BastionHost",
                    "gateway",
                    {"ipConfigurations": [{"publicIPAddress": {"id": Ref("address")}}]},
                )
            }
        },
        also_bad={
            "an address for nothing": {"gateway": ABSENT},
            "on a load balancer": {
                "balancer": Made(
                    "network:LoadBalancer",
                    "balancer",
                    {"frontendIPConfigurations": [{"publicIPAddress": {"id": Ref("address")}}]},
                )
            },
            "on a machine's interface": {
                "nic": Made(
                    "network:NetworkInterface",
                    "nic",
                    {"ipConfigurations": [{"publicIPAddress": {"id": "/some"}}]},
                )
            },
            "on the nodes of a cluster": {
                "cluster": Made(
                    "containerservice:ManagedCluster",
                    "cluster",
                    {"agentPoolProfiles": [{"name": "a", "enableNodePublicIP": True}]},
                )
            },
        },
    ),
    "net-flow-logs": Case(
        good=(NETWORK, FLOW_LOG),
        at="log:enabled",
        bad=False,
        also_bad={
            "kept a week": {"log:retentionPolicy.days": 7},
            "kept for true days": {"log:retentionPolicy.days": True},
        },
        also_undetermined={
            "none": {"log": ABSENT},
            "kept for nobody knows": {"log:retentionPolicy.days": UNKNOWN},
        },
    ),
}
