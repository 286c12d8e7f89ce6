"""What the plan tells of the ways in: who gets in how, what is left to do by hand, what it costs.

Prices are lists' for eastus2 in dollars a month of 730 hours, from azure.microsoft.com/pricing.
"""

from collections.abc import Iterator

from settings.access import (
    MICROSOFTS_VPN_CLIENT,
    BastionVmSettings,
    HubSettings,
    RunnersSettings,
    VpnSettings,
)
from settings.network import ExistingFirewall, ExistingNetwork, NewFirewall
from settings.platform import PlatformSettings

# Standard and Premium with two instances, and each further one
# (azure.microsoft.com/pricing/details/azure-bastion).
_BASTION_USD = {"Standard": 212, "Premium": 329}
_BASTION_INSTANCE_USD = {"Standard": 102, "Premium": 161}


def access_notes(settings: PlatformSettings) -> Iterator[str]:
    """Yield a line for whoever cannot get in yet, and one for what a way in costs."""
    access = settings.access
    if access.hub is not None:
        yield from _hub(settings, access.hub)
    elif access.bastion_vm is not None:
        yield from _bastion(settings, access.bastion_vm)
    elif access.vpn is not None:
        yield from _vpn(access.vpn)
    else:
        yield from _none(settings)
    if access.runners is not None:
        yield from _runners(settings, access.runners)
    elif access.hub is None and not isinstance(settings.network.virtual_network, ExistingNetwork):
        yield (
            "access.runners: no pipeline reaches what is private here; runners hosted by GitHub or "
            "Azure DevOps deploy the platform, and nothing into it"
        )


def _none(settings: PlatformSettings) -> Iterator[str]:
    closed = ["open Studio"] if settings.network.private_endpoints else []
    closed += ["reach the cluster's API server"] if settings.serving.enabled else []
    if not closed:
        return
    if isinstance(settings.network.virtual_network, ExistingNetwork):
        yield f"access: only who is let into the network by its owner can {' or '.join(closed)}"
    else:
        yield (
            f"access: nobody can {' or '.join(closed)} from outside the network; give access.hub, "
            "access.bastion_vm or access.vpn"
        )
    if isinstance(settings.network.firewall, ExistingFirewall) and not isinstance(
        settings.network.virtual_network, ExistingNetwork
    ):
        yield "network.firewall: nothing here peers with its network; give access.hub"


def _hub(settings: PlatformSettings, hub: HubSettings) -> Iterator[str]:
    network, dns = settings.network, settings.network.private_dns
    if isinstance(network.virtual_network, ExistingNetwork):
        yield "access.hub: people come in as the network's owner has peered it"
        return
    if not hub.peer_back:
        yield (
            "access.hub: nobody comes in until the hub's owners have made their half: "
            f"{_hubs_half(hub)}"
        )
    own_zones = network.private_endpoints and not (dns.zone_ids or dns.managed_by_policy)
    if own_zones and not dns.linked_network_ids:
        yield (
            "access.hub: people there find no private name until "
            "network.private_dns.linked_network_ids names the network that their DNS is in"
        )
    if settings.serving.enabled and settings.serving.api_server_zone_id is None:
        yield (
            "access.hub: kubectl finds no API server from there, because AKS keeps a zone that "
            "only this network resolves; give serving.api_server_zone_id"
        )
    yield "access.hub: a peering costs $0.01 for each GB, at both its ends"


def _hubs_half(hub: HubSettings) -> str:
    """Return the command that makes the hub's half of the peering."""
    _, _, subscription_id, _, group, *_, name = hub.id.split("/")
    flags = ["--allow-vnet-access"]
    flags += ["--allow-forwarded-traffic"] if hub.allow_forwarded_traffic else []
    flags += ["--allow-gateway-transit"] if hub.use_remote_gateways else []
    return (
        f"az network vnet peering create --subscription {subscription_id} --resource-group {group} "
        f"--vnet-name {name} --name to-mlops "
        f'--remote-vnet "$(pulumi stack output network_id)" {" ".join(flags)}'
    )


def _bastion(settings: PlatformSettings, bastion: BastionVmSettings) -> Iterator[str]:
    usd = _BASTION_USD[bastion.sku] + 27
    usd += (bastion.scale_units - 2) * _BASTION_INSTANCE_USD[bastion.sku]
    yield (
        f"access.bastion_vm: people go through Bastion, see docs/runbooks/access.md; about ${usd} "
        "a month with a host that never stops"
    )
    if not settings.identity.groups.given():
        yield "access.bastion_vm: no group is given in identity.groups, so nobody may sign in"
    if "0.0.0.0/0" in bastion.client_ranges:
        yield (
            "access.bastion_vm.client_ranges: anybody on the internet may knock at Bastion; only "
            "Entra keeps them out"
        )


def _vpn(vpn: VpnSettings) -> Iterator[str]:
    yield (
        "access.vpn: people load the gateway's profile into the Azure VPN client and add output "
        "dns_server to it, see docs/runbooks/access.md; about $320 to $450 a month with the DNS "
        "resolver, from VpnGw1AZ upwards"
    )
    if vpn.audience == MICROSOFTS_VPN_CLIENT:
        yield (
            "access.vpn.audience: everybody in the tenant may connect, guests included; what they "
            "reach still asks who they are"
        )


def _runners(settings: PlatformSettings, runners: RunnersSettings) -> Iterator[str]:
    if runners.github_business_id:
        yield (
            "access.runners: tie the subnet to GitHub, then name the id it prints there: "
            "az resource create --resource-type GitHub.Network/networkSettings "
            "--api-version 2024-04-02 --name github-runners "
            '--resource-group "$(pulumi stack output resource_group)" '
            f"--location {settings.location} --properties "
            f'"{{\\"subnetId\\": \\"$(pulumi stack output runners_subnet_id)\\", '
            f'\\"businessId\\": \\"{runners.github_business_id}\\"}}" '
            "--query tags.GitHubId"
        )
    elif runners.devops_pool:
        yield (
            "access.runners: an agent costs what its size costs, by the second while it runs or "
            "waits; Azure DevOps bills parallel jobs besides"
        )
    else:
        yield "access.runners: the subnet is empty until the company puts its runners there"
    if isinstance(settings.network.firewall, NewFirewall):
        yield (
            "access.runners: the firewall lets runners sign in and deploy; the hosts that their "
            "jobs come from must be in network.firewall.allowed_fqdns"
        )
