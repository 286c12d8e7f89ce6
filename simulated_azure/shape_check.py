"""Refuses inputs that do not have the shape of the SDK's classes."""

import difflib
import re
from typing import Any

from simulated_azure import sdk
from simulated_azure.catalog import table
from simulated_azure.paths import join
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.values import UNKNOWN, Secret

SOURCE = "pulumi-azure-native, the installed Python SDK"

_KIND_NAMES: dict[type, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


class ShapeCheck:
    """One pass over the inputs of one resource; every refusal is handed to `refuse`."""

    def __init__(self, token: str, refuse: Refuse, source: str = SOURCE) -> None:
        self._token = token
        self._refuse = refuse
        self._source = source

    def check(self, shape: sdk.ResourceShape, inputs: dict[str, Any]) -> None:
        """Refuse every input that the type's classes do not allow."""
        self._object(shape.inputs, shape.outputs, inputs, "", secret=False)

    def _any(
        self, shape: sdk.Shape, response: sdk.Shape, value: Any, path: str, secret: bool
    ) -> None:
        if isinstance(value, Secret):
            value, secret = value.value, True
        if value is UNKNOWN or value is None:
            return
        match shape:
            case sdk.Scalar(kind=kind):
                self._scalar(kind, value, path, secret)
            case sdk.Choice(values=values):
                self._choice(values, value, path, secret)
            case sdk.ObjectShape():
                if isinstance(value, dict):
                    self._object(shape, response, value, path, secret)
                else:
                    self._wrong_type("an object", value, path, secret)
            case sdk.ListOf(item=item):
                self._list(item, response, value, path, secret)
            case sdk.MapOf(item=item):
                self._map(item, response, value, path, secret)
            case sdk.OneOf(options=options):
                self._one_of(options, response, value, path, secret)

    def _scalar(self, kind: type, value: Any, path: str, secret: bool) -> None:
        if not _is_scalar(kind, value):
            self._wrong_type(_KIND_NAMES[kind], value, path, secret)

    def _choice(self, values: tuple[Any, ...], value: Any, path: str, secret: bool) -> None:
        if not isinstance(value, type(values[0])):
            self._wrong_type(_KIND_NAMES.get(type(values[0]), "a choice"), value, path, secret)
        elif value not in values and not is_exception(self._token, path, value):
            self._not_in(values, value, path, secret)

    def _not_in(self, values: tuple[Any, ...], value: Any, path: str, secret: bool) -> None:
        nearest = "" if secret else _nearest(value, values)
        allowed = f"one of {', '.join(map(str, values))}"
        self._refuse(
            Refusal(
                "not-in-enum",
                path,
                "is not a value that Azure knows",
                describe(value, secret=secret),
                f"{allowed}; did you mean {nearest!r}?" if nearest else allowed,
                self._source,
            )
        )

    def _list(
        self, item: sdk.Shape, response: sdk.Shape, value: Any, path: str, secret: bool
    ) -> None:
        if not isinstance(value, (list, tuple)):
            self._wrong_type("a list", value, path, secret)
            return
        inner = response.item if isinstance(response, sdk.ListOf) else sdk.ANYTHING
        for index, element in enumerate(value):
            self._any(item, inner, element, f"{path}[{index}]", secret)

    def _map(
        self, item: sdk.Shape, response: sdk.Shape, value: Any, path: str, secret: bool
    ) -> None:
        if not isinstance(value, dict):
            self._wrong_type("a map", value, path, secret)
            return
        inner = response.item if isinstance(response, sdk.MapOf) else sdk.ANYTHING
        for key, element in value.items():
            self._any(item, inner, element, f"{path}.{key}", secret)

    def _one_of(
        self,
        options: tuple[sdk.Shape, ...],
        response: sdk.Shape,
        value: Any,
        path: str,
        secret: bool,
    ) -> None:
        if isinstance(value, dict):
            objects = [option for option in options if isinstance(option, sdk.ObjectShape)]
            claimed = claimed_object(objects, value)
            if claimed is not None:
                self._object(claimed, sdk.response_shape(response, claimed), value, path, secret)
            elif objects:
                self._unclaimed(objects, value, path, secret)
            elif not any(isinstance(option, (sdk.MapOf, sdk.Anything)) for option in options):
                self._wrong_type("a plain value", value, path, secret)
            return
        kinds = [option.kind for option in options if isinstance(option, sdk.Scalar)]
        if any(_is_scalar(kind, value) for kind in kinds):
            return
        for option in options:
            if isinstance(option, sdk.Anything):
                return
            if isinstance(option, sdk.ListOf) and isinstance(value, (list, tuple)):
                self._list(option.item, sdk.ANYTHING, value, path, secret)
                return
        names = [_KIND_NAMES[kind] for kind in kinds] or ["an object"]
        self._wrong_type(" or ".join(names), value, path, secret)

    def _unclaimed(
        self, objects: list[sdk.ObjectShape], value: dict[str, Any], path: str, secret: bool
    ) -> None:
        key = next((name for shape in objects for name in shape.constants), "")
        allowed = tuple(s.constants[key] for s in objects if key in s.constants)
        if value.get(key) is None:
            self._missing(key, path, f"one of {', '.join(map(str, allowed))}")
        elif value[key] is not UNKNOWN:
            self._not_in(allowed, value[key], join(path, key), secret)

    def _object(
        self,
        shape: sdk.ObjectShape,
        response: sdk.Shape,
        value: dict[str, Any],
        path: str,
        secret: bool,
    ) -> None:
        properties = shape.properties
        answered = response.properties if isinstance(response, sdk.ObjectShape) else {}
        for key, item in value.items():
            if item is None:
                continue
            if key in properties:
                self._any(
                    properties[key],
                    answered.get(key, sdk.ANYTHING),
                    item,
                    join(path, key),
                    secret,
                )
            else:
                self._unknown_key(key, properties, answered, path)
        for key, constant in shape.constants.items():
            if key in value and value[key] is not UNKNOWN and value[key] != constant:
                self._not_in((constant,), value[key], join(path, key), secret)
        for key in shape.required:
            if value.get(key) is None:
                self._missing(key, path, "a value")

    def _unknown_key(
        self, key: str, properties: dict[str, Any], answered: dict[str, Any], path: str
    ) -> None:
        if key in answered:
            self._refuse(
                Refusal(
                    "read-only",
                    join(path, key),
                    "is set by Azure and cannot be given",
                    key,
                    f"remove {key}",
                    self._source,
                )
            )
            return
        nearest = _nearest(key, tuple(properties))
        hint = f"did you mean {nearest}?" if nearest else f"one of {', '.join(sorted(properties))}"
        self._refuse(
            Refusal(
                "unknown-property", join(path, key), "is not a property", key, hint, self._source
            )
        )

    def _missing(self, key: str, path: str, allowed: str) -> None:
        self._refuse(
            Refusal(
                "missing-required", join(path, key), "is required", "nothing", allowed, self._source
            )
        )

    def _wrong_type(self, wanted: str, value: Any, path: str, secret: bool) -> None:
        self._refuse(
            Refusal(
                "wrong-type",
                path,
                f"must be {wanted}",
                describe(value, secret=secret),
                wanted,
                self._source,
            )
        )


def claimed_object(objects: list[sdk.ObjectShape], value: dict[str, Any]) -> sdk.ObjectShape | None:
    """Return the class of a union that an object claims to be by its discriminator."""
    for shape in objects:
        if shape.constants and all(value.get(k) == c for k, c in shape.constants.items()):
            return shape
    undiscriminated = [shape for shape in objects if not shape.constants]
    if not undiscriminated:
        return None
    return min(undiscriminated, key=lambda shape: len(value.keys() - shape.properties.keys()))


def is_exception(token: str, path: str, value: Any) -> bool:
    """Tell whether Azure takes a value although the SDK's enum lacks it."""
    anywhere = re.sub(r"\[\d+\]", "[]", path)
    return any(
        value in row.get("values", ()) or re.fullmatch(row.get("pattern", "(?!)"), str(value))
        for row in table("sdk_exceptions")["exception"]
        if row["type"] == token and row["property"] == anywhere
    )


def _is_scalar(kind: type, value: Any) -> bool:
    if kind in (int, float):
        # In Python a bool is an int; on the wire it is not.
        return isinstance(value, (int, kind)) and not isinstance(value, bool)
    return isinstance(value, kind)


def _nearest(value: Any, candidates: tuple[Any, ...]) -> str:
    texts = [str(candidate) for candidate in candidates]
    same = [text for text in texts if text.lower() == str(value).lower()]
    near = same or difflib.get_close_matches(str(value), texts, n=1, cutoff=0.6)
    return near[0] if near else ""
