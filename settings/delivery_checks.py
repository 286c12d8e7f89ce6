"""Mistakes in how the cluster gets to the repository that it pulls from."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from settings.network import NewFirewall
from settings.platform import PlatformSettings
from settings.problems import Problem, shown

_REPOSITORY = "serving.delivery.gitops.repository"
_ALLOWED = "network.firewall.allowed_fqdns"


def check_delivery(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield why the platform's own firewall would not let the cluster pull."""
    repository = settings.serving.delivery.repository
    firewall = settings.network.firewall
    if not settings.serving.enabled or repository is None:
        return
    if settings.network.egress != "firewall" or not isinstance(firewall, NewFirewall):
        return
    address = urlsplit(repository.url)
    if address.scheme == "ssh":
        yield Problem(
            f"{_REPOSITORY}.url",
            "is an ssh address, and the firewall lets HTTPS pass only",
            "write the address with https://, or bring a firewall by id",
            shown(repository.url),
        )
    elif not any(_covers(allowed, address.hostname or "") for allowed in firewall.allowed_fqdns):
        wrong = f"lack {address.hostname}, which {_REPOSITORY} names"
        yield Problem(_ALLOWED, wrong, f"add {address.hostname}")


def _covers(allowed: str, host: str) -> bool:
    return host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))
