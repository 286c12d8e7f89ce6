"""What Azure says when it refuses a request."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One reason why Azure refuses a request; `code` is stable, the texts may be reworded.

    `property` is a path such as `subnets[0].name`, empty for the whole resource. `got` never holds
    the value of a secret or of an unrecognised key. `allowed` says what to write instead, `source`
    where the rule comes from.
    """

    code: str
    property: str
    problem: str
    got: str
    allowed: str
    source: str


Refuse = Callable[[Refusal], None]
"""Takes one refusal; checks call it instead of returning lists."""


def describe(value: object, *, secret: bool = False) -> str:
    """Return a short text of a value for `got`; a secret stays hidden."""
    if secret:
        return "a secret"
    if isinstance(value, str):
        return repr(value) if len(value) <= 120 else f"{value[:117]!r}..."
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        return f"an object with {', '.join(sorted(value)) or 'no keys'}"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    return "nothing" if value is None else f"a {type(value).__name__}"
