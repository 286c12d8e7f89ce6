"""Where each subnet goes: arithmetic only, the same answer for the same question.

What is likely to grow is laid from the start of the network upwards, after everything else has been
laid from its end downwards, so that a larger node pool moves nothing that is in use.
"""

from collections.abc import Collection, Iterable, Mapping
from ipaddress import IPv4Network
from typing import Any

from settings.footprint import SubnetNeed

# The largest private network there is, 10.0.0.0/8.
_WIDEST = 8


class DoesNotFitError(Exception):
    """The needs are larger than the space.

    Attributes:
        smallest: prefix length of the smallest network around this one that would do, or None.
        arithmetic: the sum of every subnet, and of all.
    """

    def __init__(self, space: IPv4Network, smallest: int | None, arithmetic: str) -> None:
        super().__init__(f"{space} is too small: {arithmetic}")
        self.smallest = smallest
        self.arithmetic = arithmetic


def plan(
    space: str, needs: Iterable[SubnetNeed], pinned: Mapping[Any, str] | None = None
) -> dict[str, IPv4Network]:
    """Return the range of each subnet by role.

    Args:
        space: the network's range.
        needs: the subnets; their order decides who comes first.
        pinned: ranges that are given, by role; they are taken as they are.

    Raises:
        DoesNotFitError: with the sum of every subnet, and the size of network that would do.
    """
    wanted = tuple(needs)
    network = IPv4Network(space)
    fixed = {role: IPv4Network(text) for role, text in (pinned or {}).items()}
    ranges = _place(network, wanted, fixed)
    if ranges is None:
        raise DoesNotFitError(
            network, _smallest(network, wanted, fixed), _explain(network, wanted, fixed)
        )
    return ranges


def _place(
    network: IPv4Network, needs: tuple[SubnetNeed, ...], fixed: Mapping[str, IPv4Network]
) -> dict[str, IPv4Network] | None:
    taken = dict(fixed)
    for need in sorted(needs, key=lambda need: need.grows):
        if need.role in fixed:
            continue
        found = _first_free(network, need.prefix, taken.values(), upwards=need.grows)
        if found is None:
            return None
        taken[need.role] = found
    return {need.role: taken[need.role] for need in needs}


def _first_free(
    network: IPv4Network, prefix: int, taken: Collection[IPv4Network], *, upwards: bool
) -> IPv4Network | None:
    """Return the first free range of one size, counted from the start or from the end."""
    size = 1 << (32 - prefix)
    low = int(network.network_address)
    high = int(network.broadcast_address) + 1
    start = low if upwards else high - size
    while low <= start <= high - size:
        candidate = IPv4Network((start, prefix))
        clash = next((other for other in taken if other.overlaps(candidate)), None)
        if clash is None:
            return candidate
        # Go on beyond what is in the way, on a boundary of our own size.
        if upwards:
            start = -(-(int(clash.broadcast_address) + 1) // size) * size
        else:
            start = int(clash.network_address) // size * size - size
    return None


def _smallest(
    network: IPv4Network, needs: tuple[SubnetNeed, ...], fixed: Mapping[str, IPv4Network]
) -> int | None:
    for prefix in range(network.prefixlen - 1, _WIDEST - 1, -1):
        if _place(network.supernet(new_prefix=prefix), needs, fixed) is not None:
            return prefix
    return None


def _explain(
    network: IPv4Network, needs: tuple[SubnetNeed, ...], fixed: Mapping[str, IPv4Network]
) -> str:
    sizes = {
        need.role: fixed[need.role].num_addresses if need.role in fixed else 1 << (32 - need.prefix)
        for need in needs
    }
    lines = [
        f"{need.role}: pinned to {fixed[need.role]}"
        if need.role in fixed
        else f"{need.role}: {need.arithmetic}"
        for need in needs
    ]
    total = " + ".join(map(str, sizes.values()))
    return (
        f"{'; '.join(lines)}; ranges that each start on a boundary of their size, "
        f"{total} = {sum(sizes.values())} of {network.num_addresses} addresses"
    )
