"""Every text in a resource's inputs, and what the texts of settings are called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...graph import Resource
from ...values import UNKNOWN, Secret

# Maps whose keys are names of settings; elsewhere a setting is an object with a name and a value.
_MAPS = ("environmentVariables", "env", "tags", "labels", "annotations", "settings", "appSettings")


@dataclass(frozen=True)
class Text:
    """One text.

    Attributes:
        path: where in the inputs it is.
        setting: name of the setting whose value it is, or empty.
        value: the text, out of its secret wrapper, or UNKNOWN.
    """

    path: str
    setting: str
    value: Any


def texts(resource: Resource) -> Iterator[Text]:
    """Return all texts of a resource, and the unknown values of its settings."""
    for key, value in resource.inputs.items():
        yield from _texts(value, key, key, "")


def _texts(value: Any, path: str, key: str, setting: str) -> Iterator[Text]:
    if isinstance(value, Secret):
        value = value.value
    if isinstance(value, str) or (value is UNKNOWN and setting):
        yield Text(path, setting, value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]", key, "")
    elif isinstance(value, dict):
        named = value.get("name")
        for name, item in value.items():
            is_value = name == "value" and isinstance(named, str)
            own = str(named) if is_value else name if key in _MAPS else ""
            yield from _texts(item, f"{path}.{name}", name, own)


_STATIC = re.compile(
    r"(?:Account|SharedAccess)Key=[^;${@\s]{8}"
    r"|[?&]sig=[^&${@\s]{8}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bgh[opsu]_\w{20}|\bgithub_pat_\w{20}|\bxox[abp]-\w{8}|\bAKIA[0-9A-Z]{16}\b"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\."
    r"|\b(?:password|pwd)=[^;${@\s]{4}"
    r"|://[^/\s:@]+:[^/\s:@${]+@"
    r"|//hooks\.slack\.com/services/\w|\.webhook\.office\.com/\w",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(
    r"(?:passw(?:or)?d|secret|(?:api|access|account|shared|storage)[-_]?key|token|credentials?"
    r"|connection[-_]?string|\bsas|_sas)s?$",
    re.IGNORECASE,
)
# A reference to where the value is kept, or something that is nobody's secret.
_REFERENCE = re.compile(
    r"^\s*$|^@|^\$\{[^}]*\}$|^\$\([^)]*\)$|^(?:true|false|none|\d+)$|^https?://[^?@]*$|^/",
    re.IGNORECASE,
)
# It names the component; who sends without local authentication signs in besides
# (learn.microsoft.com/azure/azure-monitor/app/connection-strings).
_HARMLESS = ("APPLICATIONINSIGHTS_CONNECTION_STRING",)


def looks_static(text: Text) -> bool:
    """Tell whether a text is a credential by its form."""
    return isinstance(text.value, str) and bool(_STATIC.search(text.value))


def is_called_secret(text: Text) -> bool:
    """Tell whether a setting's name says that its value is a credential."""
    if text.setting in _HARMLESS or not _SECRET_NAME.search(text.setting):
        return False
    return text.value is UNKNOWN or not _REFERENCE.search(text.value)
