"""Requests that Azure accepts, of the types by which people and pipelines get in."""

from typing import Any

TENANT = "22222222-2222-2222-2222-222222222222"
GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-test/providers"
NETWORK = f"{GROUP}/Microsoft.Network"
VNET = f"{NETWORK}/virtualNetworks/vnet-test"
ADDRESS = f"{NETWORK}/publicIPAddresses/pip-test"
MACHINE = f"{GROUP}/Microsoft.Compute/virtualMachines/vm-test"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

BASES: dict[str, dict[str, Any]] = {
    "network:BastionHost": {
        "bastionHostName": "bas-test",
        "location": "westeurope",
        "sku": {"name": "Standard"},
        "scaleUnits": 2,
        "enableTunneling": True,
        "ipConfigurations": [
            {
                "name": "default",
                "subnet": {"id": f"{VNET}/subnets/AzureBastionSubnet"},
                "publicIPAddress": {"id": ADDRESS},
            }
        ],
    },
    "network:VirtualNetworkGateway": {
        "virtualNetworkGatewayName": "vgw-test",
        "location": "westeurope",
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"},
        "ipConfigurations": [
            {
                "name": "default",
                "subnet": {"id": f"{VNET}/subnets/GatewaySubnet"},
                "publicIPAddress": {"id": ADDRESS},
            }
        ],
        "vpnClientConfiguration": {
            "vpnClientAddressPool": {"addressPrefixes": ["172.27.0.0/24"]},
            "vpnClientProtocols": ["OpenVPN"],
            "vpnAuthenticationTypes": ["AAD"],
            "aadTenant": f"https://login.microsoftonline.com/{TENANT}",
            "aadAudience": "c632b3df-fb67-4d84-bdcf-b95ad541b5c8",
            "aadIssuer": f"https://sts.windows.net/{TENANT}/",
        },
    },
    "network:NetworkInterface": {
        "networkInterfaceName": "nic-test",
        "location": "westeurope",
        "ipConfigurations": [
            {"name": "default", "subnet": {"id": f"{VNET}/subnets/snet-jump"}},
        ],
    },
    "compute:VirtualMachine": {
        "vmName": "vm-test",
        "location": "westeurope",
        "identity": {"type": "SystemAssigned"},
        "hardwareProfile": {"vmSize": "Standard_B2als_v2"},
        "networkProfile": {
            "networkInterfaces": [{"id": f"{NETWORK}/networkInterfaces/nic-test", "primary": True}]
        },
        "osProfile": {
            "computerName": "vm-test",
            "adminUsername": "nobodys",
            "linuxConfiguration": {
                "disablePasswordAuthentication": True,
                "provisionVMAgent": True,
                "ssh": {
                    "publicKeys": [{"path": "/home/nobodys/.ssh/authorized_keys", "keyData": KEY}]
                },
            },
        },
        "securityProfile": {
            "securityType": "TrustedLaunch",
            "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
        },
        "storageProfile": {"osDisk": {"createOption": "FromImage"}},
    },
    "compute:VirtualMachineExtension": {
        "vmName": "vm-test",
        "vmExtensionName": "AADSSHLoginForLinux",
        "location": "westeurope",
        "publisher": "Microsoft.Azure.ActiveDirectory",
        "type": "AADSSHLoginForLinux",
        "typeHandlerVersion": "1.0",
    },
    "devtestlab:GlobalSchedule": {
        "name": "shutdown-computevm-vm-test",
        "location": "westeurope",
        "taskType": "ComputeVmShutdownTask",
        "status": "Enabled",
        "dailyRecurrence": {"time": "2000"},
        "timeZoneId": "W. Europe Standard Time",
        "notificationSettings": {"status": "Disabled", "timeInMinutes": 30},
        "targetResourceId": MACHINE,
    },
    "dnsresolver:DnsResolver": {
        "dnsResolverName": "dnspr-test",
        "location": "westeurope",
        "virtualNetwork": {"id": VNET},
    },
    "dnsresolver:InboundEndpoint": {
        "dnsResolverName": "dnspr-test",
        "inboundEndpointName": "in-test",
        "location": "westeurope",
        "ipConfigurations": [
            {
                "subnet": {"id": f"{VNET}/subnets/snet-resolver"},
                "privateIpAllocationMethod": "Dynamic",
            }
        ],
    },
    "devopsinfrastructure:Pool": {
        "poolName": "mdp-test",
        "location": "westeurope",
        "devCenterProjectResourceId": f"{GROUP}/Microsoft.DevCenter/projects/platform",
        "maximumConcurrency": 4,
        "agentProfile": {"kind": "Stateless"},
        "organizationProfile": {
            "kind": "AzureDevOps",
            "organizations": [{"url": "https://dev.azure.com/contoso", "projects": ["mlops"]}],
        },
        "fabricProfile": {
            "kind": "Vmss",
            "sku": {"name": "Standard_D2ads_v5"},
            "images": [{"wellKnownImageName": "ubuntu-24.04/latest"}],
            "networkProfile": {"subnetId": f"{VNET}/subnets/snet-runners"},
        },
    },
}
