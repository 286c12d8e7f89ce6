"""The file that a cluster's users connect with: an address, a certificate, and how to sign in."""

import base64
import json
from typing import Any

from simulated_azure.state import Created, State

_CLUSTER = "azure-native:containerservice:ManagedCluster"
# The application that every AKS cluster trusts tokens for (azure.github.io/kubelogin).
_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"
_AUTHORITY = base64.b64encode(b"simulated certificate authority").decode()


def user_credentials(state: State, args: dict[str, Any]) -> dict[str, Any]:
    """Answer `listManagedClusterUserCredentials`.

    Raises:
        LookupError: there is no such cluster, or its file would hold a key.
    """
    group, name = args.get("resourceGroupName"), args.get("resourceName")
    cluster = next(
        (one for one in state.of_type(_CLUSTER) if _is(one, str(group), str(name))), None
    )
    if cluster is None:
        raise LookupError(f"there is no cluster {name} in {group}; make it first")
    if cluster.at("disableLocalAccounts").value is not True:
        raise LookupError(
            f"{name} has local accounts, so its kubeconfig holds a key; set disableLocalAccounts"
        )
    if args.get("format") != "exec":
        raise LookupError(
            "format azure is for kubectl before 1.26 (github.com/Azure/kubelogin); write exec"
        )
    text = json.dumps(_kubeconfig(str(name), str(cluster.at("dnsPrefix").value)))
    return {
        "kubeconfigs": [{"name": "clusterUser", "value": base64.b64encode(text.encode()).decode()}]
    }


def _is(cluster: Created, group: str, name: str) -> bool:
    return (
        str(cluster.name).lower() == name.lower()
        and str(cluster.text("resourceGroupName")).lower() == group.lower()
    )


def _kubeconfig(name: str, dns_prefix: str) -> dict[str, Any]:
    user = f"clusterUser_{name}"
    sign_in = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "kubelogin",
        "args": ["get-token", "--login", "devicecode", "--server-id", _SERVER_ID],
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [
            {
                "name": name,
                "cluster": {
                    "server": f"https://{dns_prefix}.privatelink.azmk8s.io:443",
                    "certificate-authority-data": _AUTHORITY,
                },
            }
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
        "users": [{"name": user, "user": {"exec": sign_in}}],
    }
