"""How people and pipelines get into a network that nothing reaches from outside."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from settings.base import Settings, setting
from settings.forms import Form, matches
from settings.ids import DevCenterProjectId, Guid, VirtualNetworkId
from settings.types import AddressRange, ClockTime, Distinct, HttpsUrl
from settings.vm_sizes import LastingVmSize

AccessMode = Literal["none", "hub", "bastion_vm", "vpn"]

# The VPN client that Microsoft registered in every tenant
# (learn.microsoft.com/azure/vpn-gateway/point-to-site-entra-gateway).
MICROSOFTS_VPN_CLIENT = "c632b3df-fb67-4d84-bdcf-b95ad541b5c8"


_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def _client_range(value: str) -> str:
    try:
        network = IPv4Network(value, strict=False)
    except ValueError:
        raise ValueError("is not an IPv4 range; write one such as 203.0.113.0/24") from None
    if any(network.subnet_of(IPv4Network(private)) for private in _PRIVATE):
        raise ValueError("is a private range, and nobody comes from one; write a public one")
    if str(network) != value:
        raise ValueError(f"does not start on a boundary of its size; write {network}")
    return value


ClientRange = Annotated[
    str, Form(_client_range, pattern=r"^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$")
]
ProjectOfDevOps = Annotated[
    str,
    matches(
        r"[^\s/\\:*?\"<>|;#$%{},+=\[\]]([^/\\:*?\"<>|;#$%{},+=\[\]]{0,62}[^\s/.])?",
        "is not the name of an Azure DevOps project; copy it from its address",
    ),
]


class HubSettings(Settings):
    """The company's hub, and our half of the peering with it."""

    id: VirtualNetworkId = setting(
        description="Id of the hub's virtual network.",
        one_way="A peering does not move to another network; it is made anew.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub"
        "/providers/Microsoft.Network/virtualNetworks/vnet-hub",
    )
    allow_forwarded_traffic: bool = setting(
        True,
        "Take traffic that the hub only passes on, as its firewall and its VPN do; security groups "
        "still let in `network.allowed_callers` alone.",
    )
    use_remote_gateways: bool = setting(
        False,
        "Use the hub's VPN or ExpressRoute gateway; its half of the peering must lend it first.",
    )
    peer_back: bool = setting(
        False,
        "Make the hub's half too, which needs Network Contributor on its network and a hub in this "
        "subscription; otherwise the plan prints the command for its owners.",
    )


class BastionVmSettings(Settings):
    """Azure Bastion and a small Linux host behind it, without a public address of its own.

    People sign in with Entra over SSH and send their own browser and kubectl through it.
    """

    client_ranges: Distinct[ClientRange] = setting(
        description="Public ranges that people come from, such as the office's; 0.0.0.0/0 lets "
        "anybody knock, who must still sign in.",
        min_length=1,
        max_length=100,
        example=["203.0.113.0/24"],
    )
    sku: Literal["Standard", "Premium"] = setting(
        "Standard",
        "Tier of Bastion, about $212 a month for Standard. Basic has no tunnel, which people need; "
        "Premium can also record sessions of the portal.",
        one_way="A Bastion never goes down a tier.",
    )
    scale_units: int = setting(
        2, "Instances of Bastion; each carries 40 SSH sessions.", ge=2, le=50
    )
    copy_paste: bool = setting(
        False, "Let sessions of the portal copy text in and out; a tunnel is not concerned."
    )
    file_copy: bool = setting(False, "Let Bastion carry files in and out.")
    vm_size: LastingVmSize = setting(
        "Standard_B2als_v2",
        "Size of the host, about $27 a month if it never stops; it forwards connections and runs "
        "nothing.",
    )
    encryption_at_host: bool = setting(
        False,
        "Encrypt the host's caches too; it changes only while the host is stopped. The "
        "subscription must have the feature Microsoft.Compute/EncryptionAtHost registered.",
    )
    shutdown_at: ClockTime | None = setting(
        "20:00",
        "When the host stops every day, in the time zone of `schedule` or else UTC; people start "
        "it when they come. null never stops it.",
    )


class VpnSettings(Settings):
    """A VPN gateway for people's own machines, and the DNS that they resolve private names by."""

    client_range: AddressRange = setting(
        description="Addresses that machines get while connected; must overlap nothing, at home or "
        "here.",
        example="172.27.0.0/24",
    )
    sku: Literal["VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ"] = setting(
        "VpnGw1AZ",
        "Tier, for 250, 500 or 1,000 people at once. VpnGw1AZ is about $139 to $264 a month by "
        "region and contract; the DNS resolver adds $180.",
    )
    audience: Guid = setting(
        MICROSOFTS_VPN_CLIENT,
        "Application that people sign in to. The default, Microsoft's own, lets in everybody in "
        "the tenant; production gives one of the company's with assignment required.",
    )


class DevOpsPoolSettings(Settings):
    """A managed DevOps pool: agents of Azure DevOps that Microsoft runs in our subnet."""

    organization_url: HttpsUrl = setting(
        description="Address of the Azure DevOps organization.",
        example="https://dev.azure.com/contoso",
    )
    projects: Distinct[ProjectOfDevOps] = setting(
        description="Projects whose pipelines may use the agents; no other may.",
        min_length=1,
        max_length=50,
        example=["mlops"],
    )
    dev_center_project_id: DevCenterProjectId = setting(
        description="Id of the dev center project that the pool belongs to.",
        one_way="A pool does not move to another project.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-devcenter"
        "/providers/Microsoft.DevCenter/projects/platform",
    )
    service_principal_id: Guid = setting(
        description="Object id of the service principal DevOpsInfrastructure in this tenant: "
        "`az ad sp list --display-name DevOpsInfrastructure --query [0].id`.",
        example="00000000-0000-0000-0000-000000000000",
    )
    vm_size: LastingVmSize = setting("Standard_D2ads_v5", "Size of an agent.")
    image: Literal["ubuntu-24.04", "ubuntu-22.04"] = setting("ubuntu-24.04", "What agents run.")


class RunnersSettings(Settings):
    """A subnet that pipelines run in, and who runs them there.

    `devops_pool` makes agents; `github` hands the subnet to GitHub's hosted runners; with neither
    it is a subnet for runners of the company's own.
    """

    max_runners: int = setting(
        10, "Most runners at once; the subnet is sized for it.", ge=1, le=200
    )
    github_business_id: (
        Annotated[str, matches(r"[0-9]{1,20}", "is not a GitHub id; it is a number, in quotes")]
        | None
    ) = setting(
        None,
        "Database id of the GitHub organization or enterprise whose hosted runners get the subnet; "
        "the plan prints the command that ties them.",
        one_way="A subnet in use stays handed to whom it was handed.",
    )
    devops_pool: DevOpsPoolSettings | None = setting(
        None, "Agents of Azure DevOps to make; left out, none."
    )


class AccessSettings(Settings):
    """At most one way in for people, and where pipelines run; by default neither."""

    hub: HubSettings | None = setting(None, "By the company's hub, which is peered with.")
    bastion_vm: BastionVmSettings | None = setting(
        None, "By Azure Bastion and a host to go through."
    )
    vpn: VpnSettings | None = setting(None, "By a VPN of the platform's own.")
    runners: RunnersSettings | None = setting(
        None, "Where pipelines run inside the network; left out, nowhere."
    )

    @property
    def mode(self) -> AccessMode:
        """How people get in; the first where several are given, which a check refuses."""
        ways: tuple[AccessMode, ...] = ("hub", "bastion_vm", "vpn")
        return next((way for way in ways if getattr(self, way) is not None), "none")
