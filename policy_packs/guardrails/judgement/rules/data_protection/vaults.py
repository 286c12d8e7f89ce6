"""Vaults and their keys: nothing is lost for ever, and no key lives for ever."""

from ...checks import must_be, must_be_at_least, must_be_set
from ...controls import Controls
from ...graph import Resource
from ...rule import PRODUCTION, Levels, Verdicts, resource_rule
from ...values import MISSING
from ...verdict import violation

_KEY_PATH = "properties.rotationPolicy"


@resource_rule(
    "kv-recoverable",
    topic="data_protection",
    title="A vault and what is in it can be brought back",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53",
            "1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d",
        )
    ),
    applies_to=("azure-native:keyvault:Vault",),
    why="A purged key takes all data that it encrypts with it.",
    fix="Set enablePurgeProtection to true and softDeleteRetentionInDays to 30 or more; neither can"
    " be taken back.",
    link="https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
    settings={"least_days": {"type": "integer", "default": 30}},
)
def recoverable(resource: Resource, settings: dict) -> Verdicts:
    """Demand purge protection and a stated retention; soft delete is on by itself."""
    yield from must_be(resource, "properties.enablePurgeProtection", True)
    yield from must_be(resource, "properties.enableSoftDelete", True, unset=True)
    days = settings["least_days"]
    yield from must_be_at_least(resource, "properties.softDeleteRetentionInDays", days)


@resource_rule(
    "kv-expiry",
    topic="data_protection",
    title="A key rotates by itself and each of its versions expires",
    severity="medium",
    levels=Levels("advisory", "disabled"),
    controls=Controls(
        azure_policy=(
            "152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0",
            "d8cf8476-a2ec-4916-896e-992351803c44",
        )
    ),
    applies_to=("azure-native:keyvault:Key",),
    why="What was copied of a key that never changes stays useful for ever.",
    fix="Give rotationPolicy an expiryTime and a lifetime action of type rotate.",
    link="https://learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation",
)
def key_expires(resource: Resource) -> Verdicts:
    """Demand a rotation policy, but of keys that only encrypt and decrypt.

    Such a key is the engine's: a state file does not say which version encrypted it, so that a
    rotation would leave it unreadable (gocloud.dev/secrets/azurekeyvault decrypts with the version
    of its URL, else the newest). It is changed with `pulumi stack change-secrets-provider`.
    """
    operations = resource.at("properties.keyOps").value
    if isinstance(operations, list) and set(map(str, operations)) == {"encrypt", "decrypt"}:
        return
    yield from must_be_set(resource, f"{_KEY_PATH}.attributes.expiryTime", str)
    actions = resource.find(f"{_KEY_PATH}.lifetimeActions[*].action.type")
    if not actions or all(found.value is MISSING for found in actions):
        yield violation(resource, f"{_KEY_PATH}.lifetimeActions", "must have one of type rotate")
    elif not any(isinstance(found.value, str) and found.value == "rotate" for found in actions):
        yield from must_be(resource, actions[0].path, "rotate")
