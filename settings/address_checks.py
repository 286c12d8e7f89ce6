"""Ranges that overlap, that Azure keeps for itself, or that are too small for what they hold."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations

from settings.address_plan import DoesNotFitError, plan
from settings.footprint import SubnetNeed, footprint, surge_nodes
from settings.network import NewNetwork
from settings.platform import PlatformSettings
from settings.problems import Problem, shown
from settings.withheld import unless_withheld

# Besides these, AKS refuses 169.254.0.0/16 and 192.0.2.0/24, which no private range contains
# (learn.microsoft.com/azure/aks/configure-azure-cni#plan-ip-addressing-for-your-cluster).
AKS_RESERVED = (IPv4Network("172.30.0.0/16"), IPv4Network("172.31.0.0/16"))
# Docker's bridge on training nodes
# (learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet).
DOCKER_BRIDGE = IPv4Network("172.17.0.0/16")


def _network_ranges(settings: PlatformSettings) -> Iterator[tuple[str, str]]:
    network, path = settings.network.virtual_network, "network.virtual_network.address_space"
    if isinstance(network, NewNetwork):
        yield path, network.address_space
    else:
        yield from ((f"{path}[{i}]", text) for i, text in enumerate(network.address_space))


def _callers(settings: PlatformSettings) -> Iterator[tuple[str, str]]:
    callers = enumerate(settings.network.allowed_callers)
    yield from ((f"network.allowed_callers[{i}]", text) for i, text in callers)


def _vpn_clients(settings: PlatformSettings) -> Iterator[tuple[str, str]]:
    if settings.access.vpn is not None:
        yield "access.vpn.client_range", settings.access.vpn.client_range


def _pods(settings: PlatformSettings) -> Iterator[tuple[str, str]]:
    if settings.serving.enabled:
        yield "serving.pod_range", settings.serving.pod_range


def _services(settings: PlatformSettings) -> Iterator[tuple[str, str]]:
    if settings.serving.enabled:
        yield "serving.service_range", settings.serving.service_range


def _overlaps(settings: PlatformSettings) -> Iterator[Problem]:
    sources = (_network_ranges, _callers, _pods, _services, _vpn_clients)
    ranges = [found for source in sources for found in unless_withheld(source, settings)]
    for earlier, later in combinations(ranges, 2):
        yield from unless_withheld(_overlap, earlier, later)


def _overlap(earlier: tuple[str, str], later: tuple[str, str]) -> Iterator[Problem]:
    path, text = later
    if IPv4Network(text).overlaps(IPv4Network(earlier[1])):
        wrong = f"overlaps {earlier[0]} ({earlier[1]})"
        yield Problem(path, wrong, "choose a range that is free", shown(text))


def _reserved_by_aks(settings: PlatformSettings) -> Iterator[Problem]:
    if not settings.serving.enabled:
        return
    for source in (_network_ranges, _pods, _services):
        for path, text in unless_withheld(source, settings):
            for reserved in AKS_RESERVED:
                if IPv4Network(text).overlaps(reserved):
                    wrong = f"overlaps {reserved}, which AKS keeps for itself"
                    yield Problem(path, wrong, "choose another range", shown(text))


def _service_range(settings: PlatformSettings) -> Iterator[Problem]:
    serving = settings.serving
    if not serving.enabled:
        return
    prefix = IPv4Network(serving.service_range).prefixlen
    path, got = "serving.service_range", shown(serving.service_range)
    if prefix <= 12:
        # learn.microsoft.com/azure/aks/azure-cni-overlay: it must be smaller than a /12.
        yield Problem(path, "is larger than AKS takes", "write a /13 or smaller", got)
    if prefix > 28:
        wrong = "is too small: the cluster's DNS answers at its tenth address"
        yield Problem(path, wrong, "write a /28 or larger", got)


def _pod_range(settings: PlatformSettings) -> Iterator[Problem]:
    serving = settings.serving
    if not serving.enabled:
        return
    most = sum(pool.max_nodes for pool in serving.pools.values())
    surge = surge_nodes(serving)
    room = (1 << 24) >> IPv4Network(serving.pod_range).prefixlen
    if most + surge > room:
        # learn.microsoft.com/azure/aks/azure-cni-overlay: each node takes a /24.
        yield Problem(
            "serving.pod_range",
            f"is too small: {most} nodes + {surge} upgrade surge = {most + surge} at a /24 each, "
            f"but it holds {room}",
            f"make it /{24 - (most + surge - 1).bit_length()} or larger",
            shown(serving.pod_range),
        )


def _plan(settings: PlatformSettings) -> Iterator[Problem]:
    network = settings.network.virtual_network
    if not isinstance(network, NewNetwork):
        return
    needs = footprint(settings).subnets
    usable: dict[str, str] = {}
    for role, text in network.pinned_subnets.items():
        problem = _pinned(role, text, network, needs, usable)
        if problem:
            yield problem
        else:
            usable[role] = text
    path, got = "network.virtual_network.address_space", shown(network.address_space)
    try:
        ranges = plan(network.address_space, needs, usable)
    except DoesNotFitError as error:
        size = f"make it /{error.smallest} or larger" if error.smallest else "make it larger"
        yield Problem(path, f"is too small for its subnets ({error.arithmetic})", size, got)
        return
    if "training" in ranges and ranges["training"].overlaps(DOCKER_BRIDGE):
        wrong = f"puts training into {ranges['training']}, which Docker there takes for itself"
        yield Problem(path, wrong, f"choose a range outside {DOCKER_BRIDGE}", got)


def _pinned(
    role: str,
    text: str,
    network: NewNetwork,
    needs: tuple[SubnetNeed, ...],
    usable: dict[str, str],
) -> Problem | None:
    path, pinned = f"network.virtual_network.pinned_subnets.{role}", IPv4Network(text)
    need = next((need for need in needs if need.role == role), None)
    clash = next((r for r, other in usable.items() if IPv4Network(other).overlaps(pinned)), None)
    if need is None:
        roles = ", ".join(need.role for need in needs)
        return Problem(path, "is no subnet of this stack", f"remove it; known here: {roles}")
    if not pinned.subnet_of(IPv4Network(network.address_space)):
        wrong = f"is outside {network.address_space}"
        return Problem(path, wrong, "choose a range inside it", shown(text))
    if pinned.prefixlen > need.prefix:
        wrong = f"is too small: {need.arithmetic}"
        return Problem(path, wrong, f"make it /{need.prefix} or larger", shown(text))
    if clash:
        wrong = f"overlaps pinned_subnets.{clash} ({usable[clash]})"
        return Problem(path, wrong, "choose a range that is free", shown(text))
    return None


CHECKS = (_overlaps, _reserved_by_aks, _service_range, _pod_range, _plan)
