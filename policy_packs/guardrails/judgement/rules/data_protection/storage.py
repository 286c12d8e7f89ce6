"""Storage accounts: how they are reached, copied, lost and carried off."""

import re

from ...checks import must_be, must_be_at_least, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, PRODUCTION_ONLY, Verdicts, graph_rule, resource_rule
from ...verdict import told, violation
from ..network.services import STORAGE, takes_platform_writes

_CONTAINER = "azure-native:storage:BlobContainer"
_BLOB_SERVICE = "azure-native:storage:BlobServiceProperties"
_ML_WORKSPACE = "azure-native:machinelearningservices:Workspace"


@resource_rule(
    "st-secure-transfer",
    topic="data_protection",
    title="Storage answers encrypted requests only",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("404c3081-a854-4457-ae30-26a93ef643f9",)),
    applies_to=(STORAGE,),
    why="A token sent over HTTP is read on the way.",
    fix="Set enableHttpsTrafficOnly to true.",
    link="https://learn.microsoft.com/azure/storage/common/storage-require-secure-transfer",
)
def secure_transfer(resource: Resource) -> Verdicts:
    """Demand that it is stated."""
    yield from must_be(resource, "enableHttpsTrafficOnly", True)


@resource_rule(
    "st-no-anonymous",
    topic="data_protection",
    title="Nobody reads blobs without signing in",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",)),
    applies_to=(STORAGE, _CONTAINER),
    why="A public container is found by machines within hours.",
    fix="Set allowBlobPublicAccess to false and publicAccess of containers to None.",
    link="https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
)
def no_anonymous(resource: Resource) -> Verdicts:
    """Demand it of the account; a container is private unless it says otherwise."""
    if resource.type == STORAGE:
        yield from must_be(resource, "allowBlobPublicAccess", False)
    else:
        yield from must_be(resource, "publicAccess", "None", unset=True)


@graph_rule(
    "st-data-protection",
    topic="data_protection",
    title="What is deleted or overwritten in storage can be brought back",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "9fbd64e3-67b8-489b-98e5-fa0007d17e76",
            "c36a325b-ae04-4863-ad4f-19c6678f8e08",
        )
    ),
    applies_to=(STORAGE, _BLOB_SERVICE),
    why="One wrong command deletes a container; without versions a pipeline overwrites the model"
    " that is served.",
    fix="Give the account BlobServiceProperties with soft delete of blobs and containers for 7 days"
    " or more, versions, and a change feed where machine learning works on it.",
    link="https://learn.microsoft.com/azure/storage/blobs/data-protection-overview",
    settings={"least_days": {"type": "integer", "default": 7}},
)
def data_protection(graph: Graph, settings: dict) -> Verdicts:
    """Judge the blob service of each account.

    Accounts with directories have neither versions nor a change feed
    (learn.microsoft.com/azure/storage/blobs/storage-feature-support-in-storage-accounts). What
    Azure services write, such as cost exports, they can write again: no versions there.
    """
    for account in graph.of_type(STORAGE):
        services = [user for user, _ in graph.users(account, _BLOB_SERVICE)]
        if not services:
            yield violation(account, "", "has no BlobServiceProperties")
        versioned = account.at("isHnsEnabled").value is not True
        for service in services:
            for policy in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
                yield from must_be(service, f"{policy}.enabled", True)
                yield from must_be_at_least(service, f"{policy}.days", settings["least_days"])
            if versioned and not takes_platform_writes(account):
                yield from must_be(service, "isVersioningEnabled", True)
            if versioned and graph.users(account, _ML_WORKSPACE):
                yield from must_be(service, "changeFeed.enabled", True)


@resource_rule(
    "st-redundancy",
    topic="data_protection",
    title="Storage survives the loss of a datacenter",
    severity="medium",
    levels=PRODUCTION_ONLY,
    controls=Controls(azure_policy=("bf045164-79ba-4215-8f95-f8048dc1780b",)),
    applies_to=(STORAGE,),
    why="Locally redundant copies stand in one building.",
    fix="Choose a SKU that is redundant over zones or regions.",
    link="https://learn.microsoft.com/azure/storage/common/storage-redundancy",
)
def redundancy(resource: Resource) -> Verdicts:
    """Demand a SKU whose copies stand in several datacenters."""
    tiers = ("ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS")
    wanted = [f"Standard_{tier}" for tier in tiers]
    yield from must_be(resource, "sku.name", *wanted, "Premium_ZRS")


@resource_rule(
    "st-exfiltration",
    topic="data_protection",
    title="Data of an account cannot be copied out of the tenant, nor lent for long",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("92a89a79-6c52-4a7e-a03f-61306fc49312",)),
    applies_to=(STORAGE,),
    why="A replication or copy to another tenant needs no network of ours and leaves no trace in"
    " it.",
    fix="Set allowCrossTenantReplication to false, allowedCopyScope to AAD or PrivateLink, and"
    " leave SFTP and NFS off; where keys are on, limit signatures to seven days.",
    link="https://learn.microsoft.com/azure/storage/common/security-restrict-copy-operations",
)
def exfiltration(resource: Resource) -> Verdicts:
    """Close the ways out.

    Signatures made without an account key end after seven days by themselves
    (learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas), so that only an
    account with keys needs a policy. Cost exports are copies from accounts of another tenant.
    """
    yield from must_be(resource, "allowCrossTenantReplication", False)
    if not takes_platform_writes(resource):
        yield from must_be(resource, "allowedCopyScope", "AAD", "PrivateLink")
    # Neither protocol signs in with Entra.
    yield from must_be(resource, "isSftpEnabled", False, unset=True)
    yield from must_be(resource, "enableNfsV3", False, unset=True)
    if not same(resource.at("allowSharedKeyAccess").value, False):
        found = resource.at("sasPolicy.sasExpirationPeriod")
        if not isinstance(found.value, str) or not _within_a_week(found.value):
            yield told(resource, found, "at most 7.00:00:00")


def _within_a_week(period: str) -> bool:
    """Tell whether a period `d.hh:mm:ss` is at most seven days."""
    found = re.fullmatch(r"(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)", period)
    if not found:
        return False
    days, *rest = (int(part or 0) for part in found.groups())
    return (days, *rest) <= (7, 0, 0, 0)
