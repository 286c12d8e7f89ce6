"""The platform's own firewall and the repository that the cluster pulls from."""

from typing import Any

import pytest

from settings.problems import SettingsError
from tests.support import make_settings, merged

HTTPS = "https://git.contoso.com/ml/models"
SSH = "ssh://git@git.contoso.com/ml/models"


def stack(url: str, *allowed: str) -> dict[str, Any]:
    repository = {"url": url, "path": "clusters/test"}
    return {
        "network": {
            "virtual_network": {"address_space": "10.20.0.0/20"},
            "egress": "firewall",
            "firewall": {"sku": "Standard", "allowed_fqdns": list(allowed)},
        },
        "serving": {"delivery": {"gitops": {"repository": repository}}},
    }


def problems(changes: dict[str, Any]) -> list[str]:
    try:
        make_settings(changes)
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize("allowed", ["git.contoso.com", "*.contoso.com"])
def test_a_repository_whose_host_may_be_reached_is_fine(allowed: str) -> None:
    assert problems(stack(HTTPS, allowed)) == []


@pytest.mark.parametrize("allowed", [(), ("ghcr.io",), ("*.git.contoso.com",)])
def test_a_repository_that_the_firewall_stops_is_refused(allowed: tuple[str, ...]) -> None:
    assert problems(stack(HTTPS, *allowed)) == [
        "network.firewall.allowed_fqdns: lack git.contoso.com, which "
        "serving.delivery.gitops.repository names; add git.contoso.com"
    ]


def test_the_firewall_lets_no_ssh_pass() -> None:
    assert problems(stack(SSH, "git.contoso.com")) == [
        "serving.delivery.gitops.repository.url: is an ssh address, and the firewall lets HTTPS "
        "pass only, got 'ssh://git...'; write the address with https://, or bring a firewall by id"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"network": {"egress": "nat", "firewall": None}},
        {"serving": {"delivery": {"gitops": {"repository": None}}}},
        {"serving": {"enabled": False}},
    ],
    ids=["another way out", "no repository", "no cluster"],
)
def test_nothing_is_asked_where_no_firewall_of_ours_is_in_the_way(changes: dict[str, Any]) -> None:
    assert problems(merged(stack(SSH), changes)) == []
