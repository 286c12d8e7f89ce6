"""From the resources of a plan, as its JSON document has them, to a graph."""

from collections.abc import Iterable, Mapping
from typing import Any

from .graph import Graph, Resource
from .values import UNKNOWN, Secret, normal


def from_plan(resources: Iterable[Mapping[str, Any]]) -> Graph:
    """Return the graph of a plan's `resources`.

    `{"$unknown": true}` is an unknown. `{"$secret": "<digest>"}` is a secret that the document
    does not hold, so an unknown too; a `Secret` among the values is judged and never told.
    """
    return Graph(
        Resource(
            urn=row["urn"],
            type=row["type"],
            name=row["name"],
            inputs=normal(_read(row["inputs"])),
            outputs=normal(_read(row["outputs"])),
            protect=bool(row["protect"]),
            parent=row["parent"] or "",
            dependencies=tuple(row["dependencies"]),
            property_dependencies={
                name: tuple(urns) for name, urns in row["property_dependencies"].items()
            },
            options=row["options"],
        )
        for row in resources
    )


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        if value.get("$unknown") is True and len(value) == 1:
            return UNKNOWN
        if "$secret" in value and len(value) == 1:
            return Secret(UNKNOWN)
        return {key: _read(item) for key, item in value.items()}
    return [_read(item) for item in value] if isinstance(value, list | tuple) else value
