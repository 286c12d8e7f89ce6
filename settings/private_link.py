"""What can be reached through a private endpoint: group id, zones, addresses it takes.

Source: learn.microsoft.com/azure/private-link/private-endpoint-dns and the resource modules of
Azure/bicep-registry-modules (avm/ptn/network/private-link-private-dns-zones).
"""

from typing import NamedTuple


class PrivateLink(NamedTuple):
    """One part of a service that a private endpoint connects to."""

    group_id: str
    zones: tuple[str, ...]
    addresses: int


PRIVATE_LINKS: dict[str, PrivateLink] = {
    "storage-blob": PrivateLink("blob", ("privatelink.blob.core.windows.net",), 1),
    "storage-file": PrivateLink("file", ("privatelink.file.core.windows.net",), 1),
    "storage-queue": PrivateLink("queue", ("privatelink.queue.core.windows.net",), 1),
    "storage-table": PrivateLink("table", ("privatelink.table.core.windows.net",), 1),
    "storage-dfs": PrivateLink("dfs", ("privatelink.dfs.core.windows.net",), 1),
    "key-vault": PrivateLink("vault", ("privatelink.vaultcore.azure.net",), 1),
    # One address for the registry and one per region for its data endpoint.
    "registry": PrivateLink("registry", ("privatelink.azurecr.io",), 2),
    # Addresses of the workspace, its notebooks and its endpoints; how-to-configure-private-link.
    "workspace": PrivateLink(
        "amlworkspace", ("privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"), 3
    ),
    # Azure Monitor's scope. It takes an address for each name that its services have in a region
    # (learn.microsoft.com/azure/azure-monitor/logs/private-link-configure, DNS settings).
    "monitor": PrivateLink(
        "azuremonitor",
        (
            "privatelink.monitor.azure.com",
            "privatelink.oms.opinsights.azure.com",
            "privatelink.ods.opinsights.azure.com",
            "privatelink.agentsvc.azure-automation.net",
            "privatelink.blob.core.windows.net",
        ),
        14,
    ),
}
