"""Cases of the rules on vaults, registries and encryption."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.public_access import REGISTRY
from tests.guardrails.cases.public_access import STORAGE as CLOSED
from tests.guardrails.cases.public_access import VAULT as _VAULT
from tests.guardrails.spec import ABSENT, Case, Made, Ref

VAULT = Made(
    "keyvault:Vault",
    "vault",
    {
        **_VAULT.inputs,
        "properties": {
            **_VAULT.inputs["properties"],
            "enablePurgeProtection": True,
            "softDeleteRetentionInDays": 90,
        },
    },
)
KEY = Made(
    "keyvault:Key",
    "key",
    {
        "keyName": "data",
        "vaultName": "kv-one",
        "properties": {
            "kty": "RSA",
            "keyOps": ["wrapKey", "unwrapKey"],
            "rotationPolicy": {
                "attributes": {"expiryTime": "P2Y"},
                "lifetimeActions": [
                    {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P30D"}},
                    {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P1Y"}},
                ],
            },
        },
    },
)
IMAGES = Made(
    "containerregistry:Registry",
    "registry",
    {
        **REGISTRY.inputs,
        "dataEndpointEnabled": True,
        "policies": {
            "exportPolicy": {"status": "disabled"},
            "quarantinePolicy": {"status": "disabled"},
            "retentionPolicy": {"status": "disabled"},
            "softDeletePolicy": {"status": "disabled"},
        },
    },
)
REPLICA = Made(
    "containerregistry:Replication", "replica", {"registryName": Ref("registry", "name")}
)
CLUSTER = Made("containerservice:ManagedCluster", "aks", {})
POLICIES = "registry:policies"
RETENTION, SOFT_DELETE = f"{POLICIES}.retentionPolicy.status", f"{POLICIES}.softDeletePolicy.status"
RESTRICTED = {"DataClassification": "restricted"}
ENCRYPTED = Made(
    "storage:StorageAccount",
    "account",
    {
        **CLOSED.inputs,
        "tags": RESTRICTED,
        "encryption": {"keySource": "Microsoft.Keyvault", "requireInfrastructureEncryption": True},
    },
)


def pod(image: str) -> Made:
    spec = {"containers": [{"name": "c", "image": image}]}
    return Made("kubernetes:core/v1:Pod", "pod", {"spec": spec})


CASES = {
    "kv-recoverable": Case(
        good=(VAULT,),
        at="vault:properties.enablePurgeProtection",
        bad=False,
        also_good={"soft delete stated": {"vault:properties.enableSoftDelete": True}},
        also_bad={
            "soft delete off": {"vault:properties.enableSoftDelete": False},
            "a week": {"vault:properties.softDeleteRetentionInDays": 7},
            "days not stated": {"vault:properties.softDeleteRetentionInDays": ABSENT},
        },
        set_otherwise={
            "fewer days will do": (
                {"least_days": 7},
                {"vault:properties.softDeleteRetentionInDays": 7},
                "pass",
            )
        },
    ),
    "kv-expiry": Case(
        good=(KEY,),
        at="key:properties.rotationPolicy.attributes.expiryTime",
        bad="",
        unknown="pass",
        also_good={
            "the engine's own key": {
                "key:properties.keyOps": ["encrypt", "decrypt"],
                "key:properties.rotationPolicy": ABSENT,
            },
        },
        also_bad={
            "no rotation": {"key:properties.rotationPolicy.lifetimeActions[1]": ABSENT},
            "no actions": {"key:properties.rotationPolicy.lifetimeActions": []},
            "no policy": {"key:properties.rotationPolicy": ABSENT},
            "no types of actions": {
                "key:properties.rotationPolicy.lifetimeActions": [{"trigger": {}}]
            },
            "a key that encrypts and wraps": {
                "key:properties.keyOps": ["encrypt", "decrypt", "wrapKey"],
                "key:properties.rotationPolicy": ABSENT,
            },
        },
        also_undetermined={
            "actions that are not known": {
                "key:properties.rotationPolicy.lifetimeActions": [{"action": {"type": UNKNOWN}}]
            }
        },
    ),
    "enc-cmk": Case(
        good=(ENCRYPTED,),
        at="account:encryption.keySource",
        bad="Microsoft.Storage",
        also_good={
            "data of another class": {
                "account:tags.DataClassification": "confidential",
                "account:encryption": ABSENT,
            },
            "a registry, which has one layer": {
                "registry": Made(
                    "containerregistry:Registry",
                    "registry",
                    {**REGISTRY.inputs, "tags": RESTRICTED, "encryption": {"status": "enabled"}},
                )
            },
        },
        also_bad={
            "one layer": {"account:encryption.requireInfrastructureEncryption": ABSENT},
            "a registry": {
                "registry": Made(
                    "containerregistry:Registry",
                    "registry",
                    {**REGISTRY.inputs, "tags": RESTRICTED},
                )
            },
            "a workspace": {
                "workspace": Made(
                    "machinelearningservices:Workspace", "workspace", {"tags": RESTRICTED}
                )
            },
        },
        also_undetermined={"a class that is not known": {"account:tags": UNKNOWN}},
        set_otherwise={
            "another class": ({"classes": ["secret"]}, {"account:encryption": ABSENT}, "pass")
        },
    ),
    "acr-premium": Case(good=(IMAGES,), at="registry:sku.name", bad="Standard"),
    "acr-supply-chain": Case(
        good=(IMAGES, CLUSTER, REPLICA),
        at=f"{POLICIES}.exportPolicy.status",
        bad="enabled",
        also_good={
            "an open one cannot close exports": {
                "registry:publicNetworkAccess": "Enabled",
                f"{POLICIES}.exportPolicy.status": "enabled",
            },
            "soft delete alone": {"replica": ABSENT, SOFT_DELETE: "enabled"},
            "retention where nothing is pinned": {
                "aks": ABSENT,
                "pod": pod("cr.azurecr.io/one:1"),
                RETENTION: "enabled",
            },
            "what is off by default, in an isolated cluster": {
                POLICIES: {"exportPolicy": {"status": "disabled"}},
                "aks:bootstrapProfile": {"artifactSource": "Cache"},
            },
            "tokens for Azure's management, unless isolated": {
                f"{POLICIES}.azureADAuthenticationAsArmPolicy": {"status": "disabled"}
            },
        },
        also_bad={
            "no data endpoints": {"registry:dataEndpointEnabled": ABSENT},
            "quarantine": {f"{POLICIES}.quarantinePolicy.status": "enabled"},
            "soft delete beside a replica": {SOFT_DELETE: "enabled"},
            "soft delete beside a cache rule": {
                "replica": Made(
                    "containerregistry:CacheRule",
                    "replica",
                    {"registryName": Ref("registry", "name")},
                ),
                SOFT_DELETE: "enabled",
            },
            "soft delete beside retention": {
                "aks": ABSENT,
                "replica": ABSENT,
                SOFT_DELETE: "enabled",
                RETENTION: "enabled",
            },
            "retention beside a cluster": {RETENTION: "enabled"},
            "retention beside a pinned image": {
                "aks": ABSENT,
                "pod": pod(f"cr.azurecr.io/one@sha256:{'0' * 64}"),
                RETENTION: "enabled",
            },
            "an isolated cluster without its tokens": {
                "aks:bootstrapProfile": {"artifactSource": "Cache"},
                f"{POLICIES}.azureADAuthenticationAsArmPolicy": {"status": "disabled"},
            },
        },
    ),
}
