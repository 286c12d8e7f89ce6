"""Refuses custom resources that do not follow the schema of their definition.

The API server drops what a schema does not know; `kubectl` and Flux ask it to refuse instead
(fieldValidation=Strict), so objects are closed here.
"""

import difflib
import functools
from collections.abc import Iterable, Iterator
from typing import Any

from simulated_azure import paths
from simulated_azure.kubernetes.kinds import Kind, known_kinds
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.values import UNKNOWN, Secret, contains_unknown, plain

_LIMITS = {
    "exclusiveMinimum", "format", "maxItems", "maxLength", "maximum", "minItems", "minLength",
    "minimum", "pattern",
}  # fmt: skip


def check_schema(kind: Kind, inputs: dict[str, Any], refuse: Refuse) -> None:
    """Refuse everything in which an object departs from its schema; unknown values pass."""
    for error in _validator(kind.api).iter_errors(plain(inputs)):
        path = _path(error.absolute_path)
        if error.validator == "additionalProperties":
            for refusal in _unknown_keys(error, path, kind.source):
                refuse(refusal)
        elif error.instance is not UNKNOWN and not _undecided(error):
            refuse(_refusal(error, path, kind.source, secret=_is_secret(inputs, error)))


@functools.cache
def _validator(api: str) -> Any:
    from jsonschema import Draft202012Validator  # only stacks with custom resources pay for it

    return Draft202012Validator(_closed(dict(known_kinds()[api].schema or {}), top=True))


def _closed(schema: dict[str, Any], *, top: bool = False) -> dict[str, Any]:
    """Return a schema that refuses unknown keys.

    Only the skeleton of properties, items and maps tells all keys; what stands below `anyOf` and
    its like repeats some of them to say more.
    """
    closed = dict(schema)
    if "properties" in schema:
        closed["properties"] = {k: _closed(inner) for k, inner in schema["properties"].items()}
        is_open = schema.get("x-kubernetes-preserve-unknown-fields", False)
        if not is_open and "additionalProperties" not in schema:
            closed["additionalProperties"] = False
    if top:
        # Not every definition names these three; metadata is checked as that of every kind.
        closed["properties"] = {"apiVersion": {}, "kind": {}, **closed["properties"]}
        closed["properties"]["metadata"] = {}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            closed[key] = _closed(schema[key])
    if schema.get("x-kubernetes-int-or-string"):
        closed["type"] = ["integer", "string"]
    return closed


def _undecided(error: Any) -> bool:
    """Tell whether a value that only the cloud knows may yet make it right."""
    return error.validator in ("allOf", "anyOf", "not", "oneOf") and contains_unknown(
        error.instance
    )


def _is_secret(value: Any, error: Any) -> bool:
    """Tell whether what is wrong is, or is part of, a secret."""
    for part in error.absolute_path:
        if isinstance(value, Secret):
            return True
        value = value[part]
    return isinstance(value, Secret)


def _refusal(error: Any, path: str, source: str, *, secret: bool) -> Refusal:
    got = describe(error.instance, secret=secret)
    if error.validator == "required":
        missing = next(key for key in error.validator_value if key not in error.instance)
        where = paths.join(path, missing)
        return Refusal("missing-required", where, "is required", "nothing", "a value", source)
    if error.validator == "type":
        wanted = error.validator_value
        wanted = wanted if isinstance(wanted, str) else " or ".join(wanted)
        problem = f"must be of type {wanted}"
        return Refusal("wrong-type", path, problem, got, wanted, source)
    if error.validator == "enum":
        allowed = f"one of {', '.join(map(str, error.validator_value))}"
        near = "" if secret else _nearest(str(error.instance), map(str, error.validator_value))
        allowed += f"; did you mean {near!r}?" if near else ""
        problem = "is not a value that the definition knows"
        return Refusal("not-in-enum", path, problem, got, allowed, source)
    code = "out-of-limits" if error.validator in _LIMITS else "pair"
    problem = "breaks the definition's rule " + str(error.validator)
    allowed = describe(error.validator_value) if code == "out-of-limits" else "one of its forms"
    return Refusal(code, path, problem, got, allowed, source)


def _unknown_keys(error: Any, path: str, source: str) -> Iterator[Refusal]:
    known = error.schema.get("properties", {})
    for key in error.instance:
        if key in known:
            continue
        near = _nearest(key, known)
        hint = f"did you mean {near}?" if near else f"one of {', '.join(sorted(known))}"
        where = paths.join(path, key)
        yield Refusal("unknown-property", where, "is not a property", key, hint, source)


def _nearest(value: str, candidates: Iterable[str]) -> str:
    near = difflib.get_close_matches(value, list(candidates), n=1, cutoff=0.6)
    return near[0] if near else ""


def _path(parts: Iterable[str | int]) -> str:
    path = ""
    for part in parts:
        path = f"{path}[{part}]" if isinstance(part, int) else paths.join(path, part)
    return path
