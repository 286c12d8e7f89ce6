"""What may reach the subnets that people and pipelines come in by."""

from components.network.security_rules import DENY_INBOUND, Rule

BASTION_RULES = "learn.microsoft.com/azure/bastion/bastion-nsg"
RESOLVER_RULES = "learn.microsoft.com/azure/dns/private-resolver-architecture"

DENY_OUTBOUND = Rule(
    name="deny-outbound",
    priority=4096,
    sources=("anywhere",),
    destinations=("anywhere",),
    access="Deny",
    direction="Outbound",
    reason="a way in is no way out",
    source=BASTION_RULES,
)


def _bastion(
    name: str,
    priority: int,
    source: str,
    destination: str,
    port: str,
    reason: str,
    *,
    outbound: bool = False,
    tcp: bool = False,
) -> Rule:
    return Rule(
        name=name,
        priority=priority,
        sources=(source,),
        destinations=(destination,),
        port=port,
        protocol="Tcp" if tcp else "*",
        direction="Outbound" if outbound else "Inbound",
        reason=reason,
        source=BASTION_RULES,
    )


# Azure refuses a group that lacks one of the rules of the page, and its tags are part of them; only
# the source of HTTPS may be narrower. SSH alone of its two session ports: no host here speaks RDP,
# but the page lists both.
_BASTION = (
    _bastion("allow-clients", 100, "bastion-clients", "anywhere", "443", "people", tcp=True),
    _bastion(
        "allow-control-plane",
        110,
        "gateway-manager",
        "anywhere",
        "443",
        "Azure manages the instances",
        tcp=True,
    ),
    _bastion(
        "allow-load-balancer",
        120,
        "load-balancer",
        "anywhere",
        "443",
        "health probes",
        tcp=True,
    ),
    *(
        _bastion(
            f"allow-instances-{port}-{'out' if outbound else 'in'}",
            priority,
            "virtual-network",
            "virtual-network",
            port,
            "instances talk among themselves",
            outbound=outbound,
        )
        for outbound in (False, True)
        for priority, port in ((130, "8080"), (140, "5701"))
    ),
    DENY_INBOUND,
    *(
        _bastion(
            f"allow-sessions-{port}",
            priority,
            "anywhere",
            "virtual-network",
            port,
            "sessions with hosts",
            outbound=True,
        )
        for priority, port in ((100, "22"), (110, "3389"))
    ),
    _bastion(
        "allow-azure",
        120,
        "anywhere",
        "azure",
        "443",
        "logs and metering",
        outbound=True,
        tcp=True,
    ),
    _bastion(
        "allow-certificate-check",
        150,
        "anywhere",
        "internet",
        "80",
        "session information and whether certificates were revoked",
        outbound=True,
    ),
    DENY_OUTBOUND,
)

ACCESS_RULES: dict[str, tuple[Rule, ...]] = {
    "bastion": _BASTION,
    "jump": (
        Rule(
            name="allow-bastion",
            priority=100,
            sources=("bastion",),
            destinations=("jump",),
            port="22",
            protocol="Tcp",
            reason="people sign in over SSH, through Bastion alone",
            source=BASTION_RULES,
        ),
        DENY_INBOUND,
    ),
    "resolver": (
        Rule(
            name="allow-dns",
            priority=100,
            sources=("vpn-clients",),
            destinations=("resolver",),
            port="53",
            reason="people's machines look up private names, by UDP or TCP",
            source=RESOLVER_RULES,
        ),
        DENY_INBOUND,
    ),
    "runners": (
        # Runners call; nobody calls them.
        DENY_INBOUND,
    ),
}
