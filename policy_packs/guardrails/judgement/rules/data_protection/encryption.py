"""Keys of the company's own for data of the classes that demand them."""

from ...checks import must_be, same
from ...controls import Controls
from ...graph import Resource
from ...rule import Levels, Verdicts, resource_rule
from ...values import UNKNOWN
from ...verdict import shown, undetermined

_STORAGE = "azure-native:storage:StorageAccount"
_DEMANDS = {
    _STORAGE: ("encryption.keySource", "Microsoft.Keyvault"),
    "azure-native:containerregistry:Registry": ("encryption.status", "enabled"),
    "azure-native:machinelearningservices:Workspace": ("encryption.status", "Enabled"),
}
_TAG = "tags.DataClassification"


@resource_rule(
    "enc-cmk",
    topic="data_protection",
    title="Data of the strictest class is encrypted with a key of the company's own",
    severity="medium",
    levels=Levels("advisory", "disabled"),
    controls=Controls(
        azure_policy=(
            "6fac406b-40ca-413b-bf8e-0bf964659c25",
            "4733ea7b-a883-42fe-8cac-97454c2a9e4a",
            "5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580",
            "ba769a63-b8cc-4b2d-abf6-ac33c7204be8",
        )
    ),
    applies_to=tuple(_DEMANDS),
    why="Only with a key of one's own can access to data be withdrawn from whoever runs the disks.",
    fix="Encrypt with a key of the vault, and storage on both layers; or correct the tag"
    " DataClassification.",
    link="https://learn.microsoft.com/azure/security/fundamentals/encryption-models",
    settings={"classes": {"type": "array", "default": ["restricted"]}},
)
def own_key(resource: Resource, settings: dict) -> Verdicts:
    """Demand it where the tag says so; a missing tag is told by the rules on tags."""
    found = resource.at(_TAG)
    if found.value is UNKNOWN:
        yield undetermined(resource, _TAG, f"the class of its data is {shown(UNKNOWN)}")
    if not any(same(found.value, name) for name in settings["classes"]):
        return
    path, wanted = _DEMANDS[resource.type]
    yield from must_be(resource, path, wanted)
    if resource.type == _STORAGE:
        yield from must_be(resource, "encryption.requireInfrastructureEncryption", True)
