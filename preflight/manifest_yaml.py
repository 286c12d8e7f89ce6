"""Objects as YAML that every reader takes for the same, whichever version of YAML it speaks."""

import re
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter

# Wide enough for any line: a folded one differs in places where nothing changed.
_WIDTH = 100_000
_FIRST = ("apiVersion", "kind", "metadata", "name", "namespace")
_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*")
# Kubernetes reads YAML 1.1, where these words are no texts; ruamel.yaml writes 1.2.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


class _Representer(RoundTripRepresenter):
    """Quotes every text that is not plainly one."""


def _text(representer: RoundTripRepresenter, value: str) -> ScalarNode:
    style = None
    if "\n" in value:
        style = "|"
    elif not _PLAIN.fullmatch(value) or value.lower() in _WORDS:
        style = '"'
    return representer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Representer.add_representer(str, _text)


def to_yaml(value: dict[str, Any]) -> str:
    """Return an object as a document; what names it comes first, the rest by name."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_sorted(value), stream)
    return stream.getvalue()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (_rank(key), key))
        return {key: _sorted(value[key]) for key in keys if value[key] is not None}
    if isinstance(value, (list, tuple)):
        return [_sorted(item) for item in value]
    return value


def _rank(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)
