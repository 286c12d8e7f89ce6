"""What a rule says of a resource.

A message never repeats a value it was given: a policy sees secrets in clear. What may be shown are
flags, and words of Azure's own that the rule names.
"""

from dataclasses import dataclass
from typing import Any, Literal

from .graph import Resource
from .values import MALFORMED, MISSING, UNKNOWN, Found

Kind = Literal["violation", "undetermined"]
_WORDS = frozenset(
    ("*", "allow", "any", "azureservices", "deny", "disabled", "enabled", "internet", "none")
)


@dataclass(frozen=True)
class Verdict:
    """One thing a rule has to say; of what is fine it says nothing.

    Attributes:
        kind: a violation, or what only a deployment can tell. The latter is counted and shown.
        urn: the resource, or empty for the stack as a whole.
        property: path of the input at fault, or empty.
        problem: what is wrong, as a sentence without the resource's name.
    """

    kind: Kind
    urn: str
    property: str
    problem: str


def violation(resource: Resource, path: str, problem: str) -> Verdict:
    """Return that a resource breaks the rule."""
    return Verdict("violation", resource.urn, path, problem)


def undetermined(resource: Resource, path: str, problem: str) -> Verdict:
    """Return that only a deployment can tell whether a resource breaks the rule."""
    return Verdict("undetermined", resource.urn, path, problem)


def shown(value: Any, *words: Any) -> str:
    """Return how a value is told: itself if it is a flag or one of `words`, else what it is."""
    if value is MISSING:
        return "not set"
    if value is UNKNOWN:
        return "not known before it is deployed"
    if value is MALFORMED or isinstance(value, dict | list):
        return "of another type"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        known = {word.casefold() for word in words if isinstance(word, str)} | _WORDS
        return f'"{value}"' if value.casefold() in known else "another text"
    return f"{value:g}" if value in words else "another number"


def told(resource: Resource, found: Found, wanted: str, *words: Any) -> Verdict:
    """Return the verdict on a value that is not the wanted one.

    Unknown is undetermined; missing, malformed and different are violations.
    """
    if found.value is UNKNOWN:
        return undetermined(resource, found.path, f"must be {wanted}, is {shown(UNKNOWN)}")
    return violation(resource, found.path, f"must be {wanted}, is {shown(found.value, *words)}")
