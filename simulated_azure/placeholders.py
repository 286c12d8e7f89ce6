"""Values that stand for what Azure would compute in an update, the same in every run."""

import re
import uuid
from typing import Any

from simulated_azure import locations, sdk
from simulated_azure.catalog import TypeFacts
from simulated_azure.state import Created

_NAMESPACE = uuid.UUID("5f3d3c2e-6b0a-5c56-9a3e-0d6c1f7f4f0b")
_MOMENT = "2026-01-01T00:00:00Z"
_GUIDS = ("principalid", "clientid", "objectid", "guid", "customerid", "appid", "applicationid")


def guid(arm_id: str, label: str) -> str:
    """Return the GUID that a resource has for a label, such as `principalId`."""
    return str(uuid.uuid5(_NAMESPACE, f"{arm_id.lower()}/{label}"))


class _Guids(dict):
    """Gives `{guid[label]}` in the texts of `computed`."""

    def __init__(self, arm_id: str) -> None:
        self._id = arm_id

    def __missing__(self, label: str) -> str:
        return guid(self._id, label)


class Placeholders:
    """Supplies the outputs of one created resource that were not given."""

    def __init__(
        self,
        created: Created,
        facts: TypeFacts | None,
        shape: sdk.ResourceShape,
        *,
        subscription_id: str,
        tenant_id: str,
    ) -> None:
        self._id: str = created.id
        self._name: str = created.name
        self._type = locations.arm_type(facts) if facts else created.type
        self._tenant_id = tenant_id
        self._computed = facts.computed if facts else {}
        self._defaults = facts.defaults if facts else {}
        self._api_version = shape.api_version
        texts = {key: value for key, value in created.inputs.items() if isinstance(value, str)}
        self._fields = {
            "location": "",
            **texts,
            "id": created.id,
            "name": created.name,
            "subscription": subscription_id,
            "tenant": tenant_id,
            "guid": _Guids(created.id),
            "octet": 1 + uuid.uuid5(_NAMESPACE, created.id).int % 254,
        }

    def __call__(self, path: str, shape: sdk.Shape, is_input: bool) -> Any:
        """Return a value of the right shape for the output at a path."""
        if path == "name":
            return self._name
        if path == "type":
            return self._type
        if path == "azureApiVersion":
            return self._api_version
        return self._value(path, shape, is_input, ())

    def _value(self, path: str, shape: sdk.Shape, is_input: bool, above: tuple[type, ...]) -> Any:
        anywhere = re.sub(r"\[\d+\]", "[]", path)
        if anywhere in self._computed:
            return self._computed[anywhere].format_map(self._fields)
        if anywhere in self._defaults:
            return self._defaults[anywhere]
        match shape:
            case sdk.ObjectShape(cls=cls):
                # An unset optional object stays empty: filling it would invent an association.
                if is_input or cls in above:
                    return {}
                return {
                    key: self._value(f"{path}.{key}", inner, False, (*above, cls))
                    for key, inner in shape.properties.items()
                }
            case sdk.ListOf():
                return []
            case sdk.MapOf() | sdk.Anything():
                return {}
            case sdk.Scalar(kind=kind) if kind is not str:
                return kind()
            case sdk.OneOf(options=options):
                return self._value(path, options[0], is_input, above)
        return "" if is_input else self._text(path)

    def _text(self, path: str) -> str:
        owner, _, key = path.rpartition(".")
        lowered = key.lower()
        if lowered == "provisioningstate":
            return "Succeeded"
        if lowered == "tenantid":
            return self._tenant_id
        if lowered in _GUIDS or lowered.endswith(("guid", "principalid", "clientid")):
            # An identity answers alike wherever it is used, so its own id is what counts.
            identity = owner.partition("userAssignedIdentities.")[2]
            return guid(identity or self._id, key)
        if lowered.endswith(("time", "date", "createdon", "updatedon", "createdat", "modifiedat")):
            return _MOMENT
        if lowered.endswith("etag"):
            return f'W/"{guid(self._id, "etag")}"'
        if lowered == "id":
            return f"{self._id}/{owner.rpartition('.')[2]}"
        return f"simulated-{key}"
