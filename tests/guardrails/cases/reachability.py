"""Cases of the rules on who reaches which service."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.access import (
    ACCOUNT,
    BLOBS_READ,
    FILES,
    ISSUER,
    PULL,
    TRAINER,
    credential,
    grant,
    identity,
)
from tests.guardrails.cases.private_endpoints import endpoint, zone, zone_group, zone_link
from tests.guardrails.cases.public_access import REGISTRY
from tests.guardrails.cases.public_access import STORAGE as CLOSED_ACCOUNT
from tests.guardrails.cases.subnets import NETWORK
from tests.guardrails.spec import ABSENT, Case, Change, Made, Ref

NODES_RANGE, ENDPOINTS_RANGE = "10.0.0.0/24", "10.0.1.0/24"


def rule(priority: int, access: str, source: str, direction: str = "Inbound") -> dict[str, object]:
    return {
        "name": f"rule-{priority}",
        "priority": priority,
        "direction": direction,
        "access": access,
        "protocol": "Tcp" if access == "Allow" else "*",
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": ENDPOINTS_RANGE if access == "Allow" else "*",
        "destinationPortRange": "443" if access == "Allow" else "*",
    }


def subnet(name: str, prefix: str, **more: object) -> Made:
    given = {
        "subnetName": f"snet-{name}",
        "virtualNetworkName": Ref("net", "name"),
        "addressPrefix": prefix,
        **more,
    }
    return Made("network:Subnet", name, given)


def security_group(name: str, *rules: dict[str, object]) -> Made:
    return Made("network:NetworkSecurityGroup", name, {"securityRules": list(rules)})


CLUSTER = Made(
    "containerservice:ManagedCluster",
    "cluster",
    {
        "resourceName": "aks",
        "agentPoolProfiles": [{"name": "system", "vnetSubnetID": Ref("nodes")}],
        "identityProfile": {"kubeletidentity": {"resourceId": Ref("node")}},
    },
)
REACHED = (
    NETWORK,
    security_group("guard", rule(100, "Allow", NODES_RANGE), rule(4096, "Deny", "*")),
    security_group("out", rule(100, "Allow", "*", "Outbound"), rule(110, "Deny", "*", "Outbound")),
    subnet("nodes", NODES_RANGE, networkSecurityGroup={"id": Ref("out")}),
    subnet(
        "subnet",
        ENDPOINTS_RANGE,
        networkSecurityGroup={"id": Ref("guard")},
        privateEndpointNetworkPolicies="NetworkSecurityGroupEnabled",
    ),
    REGISTRY,
    endpoint("pe", Ref("registry"), "registry"),
    zone("zone", "privatelink.azurecr.io"),
    zone_link("link", "zone"),
    zone_group("zones", "pe", Ref("zone")),
    identity("node"),
    CLUSTER,
    grant("pull", PULL, Ref("registry"), Ref("node", "principal_id")),
)
SERVICE: Change = {
    "account": CLOSED_ACCOUNT,
    "model": identity("model"),
    "churn": credential("churn", "model", "system:serviceaccount:models:churn", ISSUER),
    "load": grant("load", BLOBS_READ, Ref("account"), Ref("model", "principal_id")),
    "blobpe": endpoint("blobpe", Ref("account"), "blob"),
}
TRAINING: Change = {
    "account": CLOSED_ACCOUNT,
    "workspace": Made(
        "machinelearningservices:Workspace",
        "workspace",
        {"workspaceName": "mlw", "storageAccount": Ref("account")},
    ),
    "trainer": identity("trainer"),
    "compute": Made(
        "machinelearningservices:Compute",
        "compute",
        {
            "computeName": "cpu",
            "workspaceName": Ref("workspace", "name"),
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [Ref("trainer")]},
            "properties": {
                "computeType": "AmlCompute",
                "properties": {"subnet": {"id": Ref("nodes")}},
            },
        },
    ),
    "files": grant("files", FILES, Ref("account"), TRAINER),
    "blobpe": endpoint("blobpe", Ref("account"), "blob"),
    "filepe": endpoint("filepe", Ref("account"), "file"),
}
POOL = Made(
    "containerservice:AgentPool",
    "pool",
    {"resourceName": Ref("cluster", "name"), "vnetSubnetID": Ref("far")},
)
FAR: Change = {"far": subnet("far", "10.0.2.0/24"), "pool": POOL}
SECOND_NETWORK: Change = {
    "net2": Made("network:VirtualNetwork", "net2", {"virtualNetworkName": "vnet2"}),
    "nodes:virtualNetworkName": Ref("net2", "name"),
}
BASTION = Made("network:Subnet", "bastion", {"subnetName": "AzureBastionSubnet"})
WAITING: Change = {
    # The order that the cluster must keep looks like a place it lies in.
    "cluster:agentPoolProfiles[0].vnetSubnetID": [Ref("nodes"), Ref("subnet"), Ref("bastion")],
    "bastion": BASTION,
}
ROUTES = Made(
    "network:RouteTable",
    "routes",
    {"routes": [{"name": "r", "addressPrefix": "10.0.0.0/16", "nextHopType": "VnetLocal"}]},
)
ROUTED = (
    NETWORK,
    ROUTES,
    subnet("nodes", NODES_RANGE, routeTable={"id": Ref("routes")}),
    subnet("subnet", ENDPOINTS_RANGE, privateEndpointNetworkPolicies="Enabled"),
    *(made for made in REACHED if made.name not in ("net", "nodes", "subnet", "guard", "out")),
)
GUARD = "guard:securityRules[0]"

CASES = {
    "reach-endpoint": Case(
        good=REACHED,
        at="pe:privateLinkServiceConnections[0].groupIds[0]",
        bad="registry2",
        unknown="pass",
        also_good={
            "an open registry": {"registry:publicNetworkAccess": "Enabled", "pe": ABSENT},
            "a registry that nobody pulls from": {"pe": ABSENT, "pull": ABSENT},
            "a pod loads models": SERVICE,
            "a job in a subnet": TRAINING,
            "a job in the workspace's own network": {
                **TRAINING,
                "compute:properties": ABSENT,
                "blobpe": ABSENT,
            },
            "an account elsewhere": {
                **TRAINING,
                "workspace:storageAccount": f"/x/{ACCOUNT.name}",
                "blobpe": ABSENT,
                "filepe": ABSENT,
                "files": ABSENT,
            },
        },
        also_bad={
            "no endpoint": {"pe": ABSENT, "zones": ABSENT},
            "no blob endpoint for a pod": {**SERVICE, "blobpe": ABSENT},
            "no file endpoint for a job": {**TRAINING, "filepe": ABSENT},
            "no endpoint for a pool's subnet": {**FAR, "pe": ABSENT, "zones": ABSENT},
        },
    ),
    "reach-name": Case(
        good=REACHED,
        at="link:virtualNetwork.id",
        bad="/virtualNetworks/other",
        unknown="violation",
        also_good={
            "by the network's literal id": {"link:virtualNetwork.id": "/virtualNetworks/vnet"},
            "by the zone's literal name": {"link:privateZoneName": "privatelink.azurecr.io"},
            "a zone elsewhere": {
                "zone": ABSENT,
                "link": ABSENT,
                "zones:privateDnsZoneConfigs[0].privateDnsZoneId": "/privatelink.azurecr.io",
            },
            "a network that nobody calls from": {
                "net2": Made("network:VirtualNetwork", "net2", {"virtualNetworkName": "vnet2"})
            },
        },
        also_bad={
            "no link": {"link": ABSENT},
            "a caller in another network": SECOND_NETWORK,
            "a link of another zone": {"link:privateZoneName": "privatelink.vaultcore.azure.net"},
        },
    ),
    "reach-port": Case(
        good=REACHED,
        at=f"{GUARD}.sourceAddressPrefix",
        bad="10.9.0.0/24",
        also_good={
            "the network as a whole": {f"{GUARD}.sourceAddressPrefix": "VirtualNetwork"},
            "sources as a list": {
                f"{GUARD}.sourceAddressPrefix": ABSENT,
                f"{GUARD}.sourceAddressPrefixes": ["10.9.0.0/24", "10.0.0.0/23"],
            },
            "a range of ports": {f"{GUARD}.destinationPortRange": "400-500"},
            "every protocol": {f"{GUARD}.protocol": "*"},
            "no rules at all": {"guard:securityRules": ABSENT},
            "no group at all": {"subnet:networkSecurityGroup": ABSENT},
            "a group that does not hold for endpoints": {
                f"{GUARD}.access": "Deny",
                "subnet:privateEndpointNetworkPolicies": "Disabled",
            },
            "a denial of something else": {
                "guard:securityRules[2]": {**rule(90, "Deny", "10.9.0.0/24")}
            },
            "a denial of the internet": {"guard:securityRules[2]": rule(90, "Deny", "Internet")},
            "a denial further down": {"guard:securityRules[2]": rule(200, "Deny", NODES_RANGE)},
            "a denial of another port": {
                "guard:securityRules[2]": {
                    **rule(90, "Deny", "*"),
                    "destinationPortRange": "22",
                }
            },
            "a denial of UDP": {
                "guard:securityRules[2]": {**rule(90, "Deny", "*"), "protocol": "Udp"}
            },
            "a rule of its own": {
                f"{GUARD}.sourceAddressPrefix": "10.9.0.0/24",
                "own": Made(
                    "network:SecurityRule",
                    "own",
                    {
                        **rule(101, "Allow", NODES_RANGE),
                        "networkSecurityGroupName": Ref("guard", "name"),
                    },
                ),
            },
            "a caller that waits for other subnets": WAITING,
            "an endpoint that waits for a delegated subnet": {
                "pe:subnet.name": [Ref("subnet"), Ref("own")],
                "own": subnet("own", "10.0.3.0/24", delegations=[{"serviceName": "X/y"}]),
            },
            "a pod on the nodes": SERVICE,
            "no endpoint is told elsewhere": {"pe": ABSENT, "zones": ABSENT},
        },
        also_bad={
            "denied": {f"{GUARD}.access": "Deny"},
            "denied before": {"guard:securityRules[2]": rule(90, "Deny", NODES_RANGE)},
            "another port": {f"{GUARD}.destinationPortRange": "8443"},
            "another protocol": {f"{GUARD}.protocol": "Udp"},
            "another destination": {f"{GUARD}.destinationAddressPrefix": "10.9.0.0/24"},
            "not let out": {"out:securityRules[0].access": "Deny"},
            "a pool in another subnet": FAR,
            "a job in a subnet": {
                **TRAINING,
                "far": subnet("far", "10.0.2.0/24"),
                "compute:properties.properties.subnet.id": Ref("far"),
            },
        },
        also_undetermined={
            "a part of the subnet": {f"{GUARD}.sourceAddressPrefix": "10.0.0.0/25"},
            "machines of an application group": {
                f"{GUARD}.sourceAddressPrefix": ABSENT,
                f"{GUARD}.sourceApplicationSecurityGroups": [{"id": "/asg"}],
            },
            "a port that is not known": {f"{GUARD}.destinationPortRange": UNKNOWN},
            "a protocol that is not known": {f"{GUARD}.protocol": UNKNOWN},
            "an access that is not known": {f"{GUARD}.access": UNKNOWN},
            "a range that is not known": {"nodes:addressPrefix": UNKNOWN},
            "policies that are not known": {
                "subnet:privateEndpointNetworkPolicies": UNKNOWN,
            },
            "a group elsewhere": {"subnet:networkSecurityGroup.id": "/nsg"},
            "nodes elsewhere": {"cluster:agentPoolProfiles[0].vnetSubnetID": "/subnets/x"},
            "an endpoint elsewhere": {"pe:subnet.id": "/subnets/x"},
            "one of two subnets": {
                "cluster:agentPoolProfiles[0].vnetSubnetID": [Ref("nodes"), Ref("far")],
                "far": subnet("far", "10.0.2.0/24"),
            },
        },
    ),
    "reach-route": Case(
        good=ROUTED,
        at="routes:routes[0].nextHopType",
        bad="None",
        missing="undetermined",
        malformed=(7, "undetermined"),
        also_good={
            "no routes": {"nodes:routeTable": ABSENT},
            "a route that does not hold for endpoints": {
                "routes:routes[0].nextHopType": "None",
                "subnet:privateEndpointNetworkPolicies": "NetworkSecurityGroupEnabled",
            },
            "a default route, wider than the network": {
                "routes:routes[0].addressPrefix": "0.0.0.0/0",
                "routes:routes[0].nextHopType": "Internet",
            },
            "a route to somewhere else": {
                "routes:routes[0].addressPrefix": "10.9.0.0/24",
                "routes:routes[0].nextHopType": "None",
            },
            "a narrower one that stays inside": {
                "routes:routes[0].nextHopType": "None",
                "routes:routes[1]": {
                    "name": "s",
                    "addressPrefix": ENDPOINTS_RANGE,
                    "nextHopType": "VnetLocal",
                },
            },
        },
        also_bad={
            "to the internet": {"routes:routes[0].nextHopType": "Internet"},
            "to a gateway": {"routes:routes[0].nextHopType": "VirtualNetworkGateway"},
            "by a route of its own": {
                "own": Made(
                    "network:Route",
                    "own",
                    {
                        "routeTableName": Ref("routes", "name"),
                        "addressPrefix": ENDPOINTS_RANGE,
                        "nextHopType": "None",
                    },
                )
            },
        },
        also_undetermined={
            "through an appliance": {"routes:routes[0].nextHopType": "VirtualAppliance"},
            "a prefix that is not known": {"routes:routes[0].addressPrefix": UNKNOWN},
            "routes elsewhere": {"nodes:routeTable.id": "/routes"},
            "policies that are not known": {"subnet:privateEndpointNetworkPolicies": UNKNOWN},
            "a network whose ranges are not known": {"net:addressSpace": UNKNOWN},
        },
    ),
}
