"""What is known of each kind of object: its scope, its name, its schema, what never changes."""

import functools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

PACKAGE = "kubernetes"
PATCH = "Patch"
_FOLDER = resources.files("simulated_azure").joinpath("data/kubernetes")
_IDENTITY = ("metadata.name", "metadata.namespace")


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    Attributes:
        api: version and kind as a type token has them, such as `apps/v1:Deployment`.
        namespaced: whether its objects live in a namespace.
        name: the rule for names: subdomain, label, service, cron-job or path.
        immutable: what the API server refuses to change.
        replaces: what pulumi-kubernetes replaces an object for.
        source: where this comes from.
        schema: of a custom resource, the schema of its definition.
    """

    api: str
    namespaced: bool
    name: str
    immutable: tuple[str, ...]
    replaces: tuple[str, ...]
    source: str
    schema: Mapping[str, Any] | None = None


def kind_of(token: str) -> Kind | None:
    """Return what is known of a type such as `kubernetes:apps/v1:Deployment`, or None.

    A patch, which changes some of an object that somebody else made, is of the object's kind.
    """
    package, _, api = token.partition(":")
    if package != PACKAGE:
        return None
    return _kinds().get(api) or _kinds().get(api.removesuffix(PATCH))


def known_kinds() -> Mapping[str, Kind]:
    """Return every kind, by version and kind."""
    return MappingProxyType(_kinds())


def existing_namespaces() -> frozenset[str]:
    """Return the namespaces that AKS and its add-ons make."""
    return frozenset(_table()["existing_namespaces"])


@functools.cache
def _kinds() -> dict[str, Kind]:
    table = _table()
    source = f"{table['immutable_source']}; {table['replaces_source']}"
    kinds = {
        api: Kind(
            api,
            namespaced=row["namespaced"],
            name=row.get("name", "subdomain"),
            immutable=tuple(row.get("immutable", ())),
            replaces=(*_IDENTITY, *row.get("replaces", ())),
            source=source,
        )
        for api, row in table["kinds"].items()
    }
    for file in _FOLDER.joinpath("crds").iterdir():
        if file.name.endswith(".json"):
            row = json.loads(file.read_text("utf-8"))
            kinds[row["kind"]] = Kind(
                row["kind"],
                namespaced=row["namespaced"],
                name="subdomain",
                # A definition that forbids a change says so with a rule on `oldSelf`; a test looks.
                immutable=(),
                replaces=_IDENTITY,
                source=f"{row['source']}; {table['replaces_source']}",
                schema=row["schema"],
            )
    return kinds


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FOLDER.joinpath("kinds.toml").read_text("utf-8"))
