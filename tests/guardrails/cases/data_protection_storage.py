"""Cases of the rules on storage accounts."""

from tests.guardrails.cases.public_access import ML_WORKSPACE
from tests.guardrails.cases.public_access import STORAGE as CLOSED
from tests.guardrails.spec import ABSENT, Case, Made, Ref

STORAGE = Made(
    "storage:StorageAccount",
    "account",
    {
        **CLOSED.inputs,
        "enableHttpsTrafficOnly": True,
        "allowCrossTenantReplication": False,
        "allowedCopyScope": "AAD",
        "isHnsEnabled": False,
    },
)
WRITTEN = {"account:publicNetworkAccess": "Enabled"}
CONTAINER = Made(
    "storage:BlobContainer",
    "container",
    {"accountName": Ref("account", "name"), "publicAccess": "None"},
)
BLOBS = Made(
    "storage:BlobServiceProperties",
    "blobs",
    {
        "accountName": Ref("account", "name"),
        "isVersioningEnabled": True,
        "deleteRetentionPolicy": {"enabled": True, "days": 30},
        "containerDeleteRetentionPolicy": {"enabled": True, "days": 30},
        "changeFeed": {"enabled": True},
    },
)
CASES = {
    "st-secure-transfer": Case(good=(STORAGE,), at="account:enableHttpsTrafficOnly", bad=False),
    "st-no-anonymous": Case(
        good=(STORAGE, CONTAINER),
        at="account:allowBlobPublicAccess",
        bad=True,
        also_good={"a container by default": {"container:publicAccess": ABSENT}},
        also_bad={"an open container": {"container:publicAccess": "Blob"}},
    ),
    "st-data-protection": Case(
        good=(STORAGE, BLOBS, ML_WORKSPACE),
        at="blobs:deleteRetentionPolicy.enabled",
        bad=False,
        also_good={
            "what Azure's writers write again": {
                **WRITTEN,
                "workspace": ABSENT,
                "blobs:isVersioningEnabled": False,
                "blobs:changeFeed": ABSENT,
            },
            "directories have no versions": {
                "account:isHnsEnabled": True,
                "blobs:isVersioningEnabled": False,
                "blobs:changeFeed": ABSENT,
            },
            "no change feed where no machine learns": {
                "workspace": ABSENT,
                "blobs:changeFeed": ABSENT,
            },
        },
        also_bad={
            "nothing at all": {"blobs": ABSENT},
            "of another account": {"blobs:accountName": "stother"},
            "no versions": {"blobs:isVersioningEnabled": False},
            "containers for a day": {"blobs:containerDeleteRetentionPolicy.days": 1},
            "no change feed": {"blobs:changeFeed": ABSENT},
        },
        set_otherwise={
            "more days": ({"least_days": 60}, {}, "violation"),
        },
    ),
    "st-redundancy": Case(
        good=(STORAGE,),
        at="account:sku.name",
        bad="Standard_LRS",
        also_good={"over regions": {"account:sku.name": "Standard_RAGZRS"}},
        also_bad={"a premium one in one building": {"account:sku.name": "Premium_LRS"}},
    ),
    "st-exfiltration": Case(
        good=(STORAGE,),
        at="account:allowCrossTenantReplication",
        bad=True,
        also_good={
            "copies over private link": {"account:allowedCopyScope": "PrivateLink"},
            "exports are copies": {**WRITTEN, "account:allowedCopyScope": ABSENT},
            "keys, and signatures for a week": {
                "account:allowSharedKeyAccess": True,
                "account:sasPolicy": {
                    "expirationAction": "Log",
                    "sasExpirationPeriod": "7.00:00:00",
                },
            },
            "keys, and signatures for an hour": {
                "account:allowSharedKeyAccess": True,
                "account:sasPolicy": {"sasExpirationPeriod": "01:00:00"},
            },
        },
        also_bad={
            "copies anywhere": {"account:allowedCopyScope": ABSENT},
            "SFTP": {"account:isSftpEnabled": True},
            "NFS": {"account:enableNfsV3": True},
            "keys, and signatures for ever": {"account:allowSharedKeyAccess": ABSENT},
            "keys, and signatures for longer": {
                "account:allowSharedKeyAccess": True,
                "account:sasPolicy": {"sasExpirationPeriod": "7.00:00:01"},
            },
            "keys, and no period": {
                "account:allowSharedKeyAccess": True,
                "account:sasPolicy": {"sasExpirationPeriod": "a week"},
            },
        },
    ),
}
