"""Wire values and Python values, with unknowns, secrets and references kept visible."""

from dataclasses import dataclass
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

# The protocol's signatures (pulumi/pulumi sdk/go/common/resource/sig); the SDK keeps its copies
# private, a test compares.
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 # nosec B105
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


class Unknown:
    """A value that only Azure can supply. One instance exists: `UNKNOWN`."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> "Unknown":
        return self

    def __deepcopy__(self, _memo: object) -> "Unknown":
        return self


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that must never be printed."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True)
class Reference:
    """A resource handed over as a value."""

    urn: str
    id: Any = None


@dataclass(frozen=True)
class Asset:
    """A file or archive handed over as a value; `source` is `{"path" | "text" | "uri": ...}`."""

    kind: str
    source: dict[str, Any]


def decode(message: struct_pb2.Struct) -> dict[str, Any]:
    """Return the Python value of a message; whole numbers become `int`."""
    return {key: _decode(value) for key, value in message.fields.items()}


def _decode(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _decode_struct(value.struct_value)
    if kind == "list_value":
        return [_decode(item) for item in value.list_value.values]
    if kind == "string_value":
        return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if float(number).is_integer() else number
    return value.bool_value if kind == "bool_value" else None


def _decode_struct(message: struct_pb2.Struct) -> Any:
    fields = message.fields
    if SIGNATURE not in fields:
        return decode(message)
    signature = fields[SIGNATURE].string_value
    if signature == SECRET:
        return Secret(_decode(fields["value"]))
    if signature == OUTPUT_VALUE:
        inner = _decode(fields["value"]) if "value" in fields else UNKNOWN
        return Secret(inner) if "secret" in fields and fields["secret"].bool_value else inner
    if signature == RESOURCE:
        return Reference(
            fields["urn"].string_value, _decode(fields["id"]) if "id" in fields else None
        )
    if signature in (ASSET, ARCHIVE):
        source = {k: _decode(v) for k, v in fields.items() if k not in (SIGNATURE, "hash")}
        return Asset("asset" if signature == ASSET else "archive", source)
    raise ValueError(f"unrecognised signature {signature!r}")


def encode(values: dict[str, Any]) -> struct_pb2.Struct:
    """Return the message of a Python value; the inverse of `decode`."""
    message = struct_pb2.Struct()
    for key, value in values.items():
        message.fields[key].CopyFrom(_encode(value))
    return message


def _encode(value: Any) -> struct_pb2.Value:
    if value is UNKNOWN:
        return struct_pb2.Value(string_value=rpc.UNKNOWN)
    if isinstance(value, Secret):
        return _signed(SECRET, value=value.value)
    if isinstance(value, Reference):
        return _signed(RESOURCE, urn=value.urn, **({} if value.id is None else {"id": value.id}))
    if isinstance(value, Asset):
        return _signed(ASSET if value.kind == "asset" else ARCHIVE, **value.source)
    if value is None:
        return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
    if isinstance(value, bool):
        return struct_pb2.Value(bool_value=value)
    if isinstance(value, (int, float)):
        return struct_pb2.Value(number_value=value)
    if isinstance(value, str):
        return struct_pb2.Value(string_value=value)
    if isinstance(value, dict):
        return struct_pb2.Value(struct_value=encode(value))
    if isinstance(value, (list, tuple)):
        items = [_encode(item) for item in value]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=items))
    raise TypeError(f"a {type(value).__name__} has no wire form")


def _signed(signature: str, **fields: Any) -> struct_pb2.Value:
    return struct_pb2.Value(struct_value=encode({SIGNATURE: signature, **fields}))


def plain(value: Any) -> Any:
    """Return the value without secret wrappers, at every depth."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def contains_unknown(value: Any) -> bool:
    """Tell whether a value, at any depth, is unknown."""
    if isinstance(value, Secret):
        return contains_unknown(value.value)
    if isinstance(value, dict):
        return any(contains_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(contains_unknown(item) for item in value)
    return value is UNKNOWN
