"""Values and types in words."""

import json
from typing import Any

from preflight import names
from preflight.diff.comparing import Difference, is_marked

_LONG = 60  # letters of a value that are shown
# Classes whose name says little without their module.
_AMBIGUOUS = {"Component", "Key", "Registry", "Table", "Vault", "Workspace"}


def both(difference: Difference) -> tuple[str, str]:
    """Return the two values of a difference; long ones where they part, secrets not at all."""
    before, after = difference.before, difference.after
    if difference.path[-1] == "roleDefinitionId":
        return names.role(before), names.role(after)
    if _is_secret(before) and _is_secret(after):
        return "(secret)", "(another secret)"
    old, new = shown(before), shown(after)
    if max(len(old), len(new)) > _LONG:
        start = next(
            (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
            min(len(old), len(new)),
        )
        return _window(old, start), _window(new, start)
    return old, new


def _window(text: str, start: int) -> str:
    """Return what a long text is about where it differs."""
    first = max(0, min(start - _LONG // 3, len(text) - _LONG))
    cut = text[first : first + _LONG]
    return f"{'...' if first else ''}{cut}{'...' if first + _LONG < len(text) else ''}"


def shown(value: Any) -> str:
    """Return a value as text, without what is secret."""
    if value is None:
        return "(not set)"
    if isinstance(value, str):
        return value or '""'
    return json.dumps(_readable(value), sort_keys=True, ensure_ascii=False).strip('"')


def _readable(value: Any) -> Any:
    if is_marked(value):
        ((mark, content),) = value.items()
        return {
            "$secret": "(secret)",
            "$unknown": "known after deployment",
            "$from": f"from {', '.join(content)}" if isinstance(content, list) else "",
        }.get(mark, f"{mark[1:]} {content}")
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value


def type_name(token: str) -> str:
    """Return the class of a type, with its module where the class alone says little."""
    module, _, cls = token.rpartition(":")
    if module == "pulumi:providers":
        return f"{cls} provider"
    return f"{module.rpartition(':')[2]} {cls}" if cls in _AMBIGUOUS else cls


def _is_secret(value: Any) -> bool:
    return is_marked(value) and "$secret" in value
