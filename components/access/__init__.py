"""How people and pipelines get in: one way for people at most, and a subnet for pipelines."""

import pulumi

from components.access.args import AccessArgs, AccessNetwork
from components.access.bastion import make_bastion
from components.access.hub import make_peering
from components.access.jump_host import make_jump_host
from components.access.runners import make_pool
from components.access.vpn import make_resolver, make_vpn

__all__ = ["Access", "AccessArgs", "AccessNetwork"]


class Access(pulumi.ComponentResource):
    """The way in for people (the company's hub, Bastion or a VPN) and for pipelines.

    Guarantees:
        one-way-in: what the settings ask for is made, and no other way in.
        our-half-only: without the setting nothing is made in the hub.
        hub-lends-first: our half uses the hub's gateway only after the hub's half lends it.
        existing-stays: in a network that exists no peering is made.
        host-hidden: the host behind Bastion has no public address.
        entra-only: people sign in to the host with Entra; it knows no password, and one key, whose
            other half nobody has.
        verified-boot: the host starts signed software only, from a disk that goes with it.
        host-rests: the host stops every evening in the schedule's time zone.
        patched-by-day: the host installs security updates while it runs, not in nights it rests.
        nothing-shared: Bastion hands out no links, and carries text or files only where asked.
        rights-to-enter: who may enter holds rights on Bastion, the host and its interface alone.
        vpn-by-entra: the VPN takes OpenVPN with Entra's tokens of this tenant, nothing else.
        names-resolve: people on the VPN resolve private names by an address in the network.
        agents-without-rights: agents have no identity of their own, and serve the listed projects
            only, each job on a fresh one.
        entries-logged: who opens a session or connects goes to the audit log.

    Attributes:
        jump_host_id: id of the host behind Bastion, or None.
        bastion_name: name of Bastion, or None.
        dns_server: address that people on the VPN resolve private names by, or None.
        vpn_gateway_name: name of the VPN's gateway, or None.
        runners_subnet_id: id of the subnet that pipelines run in, or None.
    """

    jump_host_id: pulumi.Output[str] | None
    bastion_name: pulumi.Output[str] | None
    dns_server: pulumi.Output[str] | None
    vpn_gateway_name: pulumi.Output[str] | None
    runners_subnet_id: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Access", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings, network = args.settings, args.network
        self.jump_host_id = self.bastion_name = None
        self.dns_server = self.vpn_gateway_name = None
        self.runners_subnet_id = None

        if settings.hub is not None and network.name is not None:
            make_peering(name, settings.hub, args, network.name, child)
        if settings.bastion_vm is not None:
            self.bastion_name = make_bastion(name, settings.bastion_vm, args, child).name
            self.jump_host_id = make_jump_host(name, settings.bastion_vm, args, child).id
        if settings.vpn is not None:
            self.vpn_gateway_name = make_vpn(name, settings.vpn, args, child).name
            endpoint = make_resolver(name, args, child)
            self.dns_server = endpoint.ip_configurations[0].private_ip_address
        if settings.runners is not None:
            self.runners_subnet_id = pulumi.Output.from_input(network.subnet_ids["runners"])
            if settings.runners.devops_pool is not None:
                make_pool(name, settings.runners, settings.runners.devops_pool, args, child)

        self.register_outputs(
            {
                "jump_host_id": self.jump_host_id,
                "bastion_name": self.bastion_name,
                "dns_server": self.dns_server,
                "vpn_gateway_name": self.vpn_gateway_name,
                "runners_subnet_id": self.runners_subnet_id,
            }
        )
