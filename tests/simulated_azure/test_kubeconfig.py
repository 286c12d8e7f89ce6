"""The file that users of a cluster connect with."""

import base64
import json
from typing import Any

import pytest

from simulated_azure.cloud import LIST_USER_CREDENTIALS
from tests.simulated_azure.clouds import cloud, request

KIND = "containerservice:ManagedCluster"


def asked(*, format_: str = "exec", name: str = "", **edits: Any) -> dict[str, Any]:
    """Return what a cloud with one cluster answers."""
    azure, cluster = cloud(), request(KIND, edits)
    azure.create(cluster)
    args = {
        "resourceGroupName": cluster.inputs["resourceGroupName"],
        "resourceName": name or cluster.inputs["resourceName"],
        "format": format_,
    }
    return azure.invoke(LIST_USER_CREDENTIALS, args)


def test_it_signs_in_with_a_program_and_holds_no_key() -> None:
    (file,) = asked(disableLocalAccounts=True)["kubeconfigs"]
    config = json.loads(base64.b64decode(file["value"]))
    (user,) = config["users"]
    assert user["user"]["exec"]["command"] == "kubelogin"
    assert set(user["user"]) == {"exec"}


def test_of_a_cluster_with_local_accounts_it_would_hold_one_and_is_refused() -> None:
    with pytest.raises(LookupError, match="has local accounts, so its kubeconfig holds a key"):
        asked(disableLocalAccounts=False)


def test_there_is_none_of_a_cluster_that_is_not_there() -> None:
    with pytest.raises(LookupError, match="there is no cluster aks-other in"):
        asked(disableLocalAccounts=True, name="aks-other")


def test_the_format_that_kubectl_no_longer_reads_is_refused() -> None:
    with pytest.raises(LookupError, match="write exec"):
        asked(disableLocalAccounts=True, format_="azure")
