"""Small plans to compare, as documents hold them."""

from typing import Any

from preflight.diff.changes import Change, Comparison
from preflight.diff.compare import compare

ACCOUNT = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
VAULT = "azure-native:keyvault:Vault"
NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
ENDPOINT = "azure-native:network:PrivateEndpoint"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
GRANT = "azure-native:authorization:RoleAssignment"
NOT_IN_OUR_DATA = "azure-native:nobody:Knows"
UNKNOWN = {"$unknown": True}
Row = dict[str, Any]


def secret(digest: str) -> Row:
    return {"$secret": digest * 64}


def urn(type_: str, name: str, above: str = "", stack: str = "dev") -> str:
    return f"urn:pulumi:{stack}::shop::{above}{type_}::{name}"


def resource(
    type_: str,
    name: str,
    inputs: Row | None = None,
    *,
    parent: Row | None = None,
    stack: str = "dev",
    needs: dict[str, list[Row]] | None = None,
    aliases: list[Row] | None = None,
    protect: bool = False,
    delivered: str | None = None,
    **options: Any,
) -> Row:
    above = f"{parent['urn'].split('::')[2]}$" if parent else ""
    root = urn("pulumi:pulumi:Stack", f"shop-{stack}", stack=stack)
    return {
        "urn": urn(type_, name, above, stack),
        "type": type_,
        "name": name,
        "parent": parent["urn"] if parent else root,
        "custom": not type_.startswith("shop:"),
        "inputs": inputs or {},
        "outputs": {},
        "id": UNKNOWN,
        "protect": protect,
        "options": options,
        "aliases": aliases or [],
        "dependencies": [],
        "property_dependencies": {
            key: [row["urn"] for row in rows] for key, rows in (needs or {}).items()
        },
        "source": {"path": "components/shop.py", "line": 1},
        "chain": [],
        "delivered": delivered,
    }


def plan(*rows: Row, stack: str = "dev", error: str | None = None) -> Row:
    return {
        "project": "shop",
        "stack": stack,
        "error": error,
        "resources": list(rows),
        "outputs": {},
        "findings": [],
    }


def compared(before: list[Row], after: list[Row]) -> Comparison:
    return compare(plan(*before), plan(*after), ("old", "new"))


def changed(type_: str, before: Row, after: Row, **options: Any) -> Change | None:
    """Return what becomes of a resource whose inputs change."""
    old, new = (resource(type_, "one", inputs, **options) for inputs in (before, after))
    changes = compared([old], [new]).changes
    return changes[0] if changes else None


def told(change: Change | None) -> dict[str, str]:
    """Return the answer to each property."""
    assert change is not None
    return {item.difference.property: item.verdict.answer.value for item in change.properties}
