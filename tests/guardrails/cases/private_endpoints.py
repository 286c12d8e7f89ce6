"""Cases of the rules on private endpoints and how they are found."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.public_access import ML_WORKSPACE, STORAGE, VAULT, WRITTEN
from tests.guardrails.cases.subnets import GROUP, NETWORK, SUBNET
from tests.guardrails.spec import ABSENT, Case, Change, Made, Ref

CONNECTION = "privateLinkServiceConnections[0]"
CONFIGS = "privateDnsZoneConfigs"


def endpoint(name: str, target: object, group: str) -> Made:
    return Made(
        "network:PrivateEndpoint",
        name,
        {
            "privateEndpointName": f"pep-{name}",
            "subnet": {"id": Ref("subnet")},
            "privateLinkServiceConnections": [
                {"name": "c", "privateLinkServiceId": target, "groupIds": [group]}
            ],
        },
    )


def zone(name: str, called: str) -> Made:
    return Made("privatedns:PrivateZone", name, {"privateZoneName": called, "location": "Global"})


def zone_link(name: str, of: str, to: str = "net") -> Made:
    return Made(
        "privatedns:VirtualNetworkLink",
        name,
        {
            "privateZoneName": Ref(of, "name"),
            "virtualNetwork": {"id": Ref(to)},
            "registrationEnabled": False,
            "location": "Global",
        },
    )


def zone_group(name: str, of: str, *zones: object) -> Made:
    return Made(
        "network:PrivateDnsZoneGroup",
        name,
        {
            "privateEndpointName": Ref(of, "name"),
            "privateDnsZoneConfigs": [
                {"name": f"z{index}", "privateDnsZoneId": one} for index, one in enumerate(zones)
            ],
        },
    )


ENDPOINT = endpoint("pe", Ref("vault"), "vault")
ZONE = zone("zone", "privatelink.vaultcore.azure.net")
LINKED = (
    NETWORK,
    GROUP,
    SUBNET,
    VAULT,
    ENDPOINT,
    ZONE,
    zone_link("link", "zone"),
    zone_group("zones", "pe", Ref("zone")),
)
WORKSPACE: Change = {
    "account": STORAGE,
    "workspace": ML_WORKSPACE,
    "mlpe": endpoint("mlpe", Ref("workspace"), "amlworkspace"),
    "blobpe": endpoint("blobpe", Ref("account"), "blob"),
    "filepe": endpoint("filepe", Ref("account"), "file"),
    "api": zone("api", "privatelink.api.azureml.ms"),
    "notebooks": zone("notebooks", "privatelink.notebooks.azure.net"),
    "mlzones": zone_group("mlzones", "mlpe", Ref("api"), Ref("notebooks")),
    "blobzones": zone_group(
        "blobzones", "blobpe", "/privateDnsZones/privatelink.blob.core.windows.net"
    ),
    "filezones": zone_group(
        "filezones", "filepe", "/privateDnsZones/privatelink.file.core.windows.net"
    ),
}
OTHER_SUBNET = Made(
    "network:Subnet",
    "other",
    {**SUBNET.inputs, "privateEndpointNetworkPolicies": "Disabled"},
)
EXISTING = "/subscriptions/s/resourceGroups/r/providers/Microsoft.KeyVault/vaults/"

CASES = {
    "net-private-endpoint": Case(
        good=LINKED,
        at="pe:privateLinkServiceConnections[0].groupIds[0]",
        bad="registry",
        malformed=(7, "violation"),
        also_good={
            "a workspace and what it works on": WORKSPACE,
            "an open service is told elsewhere": {
                "vault:properties.publicNetworkAccess": "Enabled",
                "pe": ABSENT,
            },
            "an account for Azure's writers": {
                "written": Made("storage:StorageAccount", "written", WRITTEN.inputs)
            },
            "by the literal id of its name": {
                f"pe:{CONNECTION}.privateLinkServiceId": f"{EXISTING}kv-one"
            },
            "a cluster makes its own": {
                "aks": Made(
                    "containerservice:ManagedCluster", "aks", {"publicNetworkAccess": "Disabled"}
                )
            },
        },
        also_bad={
            "no endpoint": {"pe": ABSENT, "zones": ABSENT},
            "an endpoint to another vault": {
                "second": Made("keyvault:Vault", "second", VAULT.inputs | {"vaultName": "kv-two"})
            },
            "an address that is not known to be open": {
                "vault:properties.publicNetworkAccess": UNKNOWN,
                "pe": ABSENT,
                "zones": ABSENT,
            },
            "no file endpoint for a workspace's account": {
                **WORKSPACE,
                "filepe": ABSENT,
                "filezones": ABSENT,
            },
            "no blob endpoint": {**WORKSPACE, "blobpe": ABSENT, "blobzones": ABSENT},
            "no endpoint of a workspace": {**WORKSPACE, "mlpe": ABSENT, "mlzones": ABSENT},
            "no endpoint of a private link scope": {
                "scope": Made("monitor:PrivateLinkScope", "scope", {})
            },
            "a queue without its endpoint": {
                **WORKSPACE,
                "queue": Made("storage:Queue", "queue", {"accountName": Ref("account", "name")}),
            },
            "directories without their endpoint": {**WORKSPACE, "account:isHnsEnabled": True},
            "another group id besides": {f"pe:{CONNECTION}.groupIds": ["vault", "blob"]},
            "by the literal id of another name": {
                f"pe:{CONNECTION}.privateLinkServiceId": f"{EXISTING}kv-other"
            },
        },
    ),
    "net-pe-one-connection": Case(
        good=LINKED,
        at=f"pe:{CONNECTION}.groupIds",
        bad=["vault", "vault2"],
        malformed=("vault", "violation"),
        also_bad={
            "no connection": {"pe:privateLinkServiceConnections": []},
            "two connections": {
                "pe:privateLinkServiceConnections[1]": {
                    "name": "d",
                    "privateLinkServiceId": "/x",
                    "groupIds": ["vault"],
                }
            },
            "two services": {
                "account": STORAGE,
                f"pe:{CONNECTION}.requestMessage": Ref("account", "name"),
            },
            "no group id": {f"pe:{CONNECTION}.groupIds": []},
            "a connection of another type": {"pe:privateLinkServiceConnections": ["x"]},
        },
        also_undetermined={
            "connections that are not known": {"pe:privateLinkServiceConnections": [UNKNOWN]},
            "a group id that is not known": {f"pe:{CONNECTION}.groupIds": [UNKNOWN]},
        },
    ),
    "net-pe-no-manual": Case(
        good=LINKED,
        at="pe:manualPrivateLinkServiceConnections",
        bad=[{"name": "m", "privateLinkServiceId": "/x", "groupIds": ["vault"]}],
        missing="pass",
    ),
    "net-pe-orphan": Case(
        good=(*LINKED, endpoint("out", f"{EXISTING}kv-shared", "vault")),
        settings={"external_targets": ["kv-shared"]},
        at=f"out:{CONNECTION}.privateLinkServiceId",
        bad=f"{EXISTING}kv-elsewhere",
        also_bad={
            "two to the same place": {"pe2": endpoint("pe2", Ref("vault"), "Vault")},
        },
    ),
    "net-pe-subnet": Case(
        good=LINKED,
        at="subnet:privateEndpointNetworkPolicies",
        bad="Disabled",
        also_good={
            "all policies": {"subnet:privateEndpointNetworkPolicies": "Enabled"},
            "another of its subnets is delegated": {
                "other": OTHER_SUBNET,
                "other:delegations": [{"name": "d", "serviceName": "s"}],
                "pe:subnet.name": Ref("other", "name"),
            },
        },
        also_bad={
            "routes only": {"subnet:privateEndpointNetworkPolicies": "RouteTableEnabled"},
            "no security group": {"subnet:networkSecurityGroup": ABSENT},
            "no subnet": {"pe:subnet": ABSENT},
            "a subnet without id": {"pe:subnet": {"id": ""}},
            "none of several": {
                "other": OTHER_SUBNET,
                "pe:subnet.name": Ref("other", "name"),
                "subnet:privateEndpointNetworkPolicies": "Disabled",
            },
        },
        also_undetermined={
            "a subnet elsewhere": {"pe:subnet.id": "/subnets/x"},
            "one of several": {"other": OTHER_SUBNET, "pe:subnet.name": Ref("other", "name")},
        },
    ),
    "net-private-endpoint-dns": Case(
        good=LINKED,
        at=f"zones:{CONFIGS}[0].privateDnsZoneId",
        bad="/privateDnsZones/privatelink.blob.core.windows.net",
        also_good={
            "two zones of a workspace": WORKSPACE,
            "a zone elsewhere": {
                f"zones:{CONFIGS}[0].privateDnsZoneId": "/privateDnsZones/privatelink.vaultcore"
                ".azure.net"
            },
            "a third zone that a workspace may have": {
                **WORKSPACE,
                f"mlzones:{CONFIGS}[2]": {
                    "name": "i",
                    "privateDnsZoneId": "/privateDnsZones/instances.azureml.ms",
                },
            },
            "a zone group by the endpoint's literal name": {"zones:privateEndpointName": "pep-pe"},
        },
        also_bad={
            "no zone group": {"zones": ABSENT},
            "a zone group of nobody": {"zones:privateEndpointName": "pep-other"},
            "two zone groups": {"more": zone_group("more", "pe", Ref("zone"))},
            "no zones": {f"zones:{CONFIGS}": []},
            "one zone of two": {
                **WORKSPACE,
                "mlzones": zone_group("mlzones", "mlpe", Ref("api")),
            },
            "a zone of another service": {"zone:privateZoneName": "privatelink.azurecr.io"},
            "another service's zone besides": {
                "more": zone("more", "privatelink.azurecr.io"),
                f"zones:{CONFIGS}[1]": {"name": "m", "privateDnsZoneId": Ref("more")},
            },
            "six zones": {
                f"zones:{CONFIGS}": [
                    {"name": f"z{n}", "privateDnsZoneId": Ref("zone")} for n in range(6)
                ]
            },
        },
        also_undetermined={
            "a zone's name that is not known": {"zone:privateZoneName": UNKNOWN},
            "a group id that is not known": {f"pe:{CONNECTION}.groupIds[0]": UNKNOWN},
        },
        set_otherwise={
            "Azure Policy makes the zone group": (
                {"zone_groups_by_policy": True},
                {"zones": ABSENT},
                "undetermined",
            )
        },
    ),
    "net-zone-group-owner": Case(
        good=LINKED,
        at="zones:privateEndpointName",
        bad="pep-other",
        also_good={"by its literal name": {"zones:privateEndpointName": "pep-pe"}},
    ),
    "net-private-dns-linked": Case(
        good=LINKED,
        at="link:registrationEnabled",
        bad=True,
        missing="pass",
        also_good={
            "by the network's literal id": {"link:virtualNetwork.id": "/virtualNetworks/vnet"},
            "by the zone's literal name": {
                "link:privateZoneName": "privatelink.vaultcore.azure.net"
            },
        },
        also_bad={
            "no link": {"link": ABSENT},
            "a link to another network": {"link:virtualNetwork.id": "/virtualNetworks/other"},
            "a link of another zone": {"link:privateZoneName": "privatelink.azurecr.io"},
            "a second network": {
                "two": Made("network:VirtualNetwork", "two", {"virtualNetworkName": "vnet2"})
            },
            "a link to nothing": {"link:virtualNetwork": ABSENT},
            "a link to nothing, beside a good one": {
                "more": zone_link("more", "zone"),
                "more:virtualNetwork": ABSENT,
            },
            "no network and no link": {"net": ABSENT, "link": ABSENT, "subnet": ABSENT},
        },
        also_undetermined={
            "a zone elsewhere": {
                "zone": ABSENT,
                "link": ABSENT,
                f"zones:{CONFIGS}[0].privateDnsZoneId": "/privateDnsZones/privatelink.vaultcore"
                ".azure.net",
            }
        },
    ),
    "net-private-dns-zone-name": Case(
        good=(ZONE,),
        at="zone:privateZoneName",
        bad="privatelink.vault.azure.net",
        also_good={
            "a zone of our own": {"zone:privateZoneName": "internal.example.com"},
            "a zone of a region": {"zone:privateZoneName": "privatelink.westeurope.azmk8s.io"},
            "no location": {"zone:location": ABSENT},
        },
        also_bad={"a region": {"zone:location": "westeurope"}},
        also_undetermined={"a location that is not known": {"zone:location": UNKNOWN}},
    ),
}
