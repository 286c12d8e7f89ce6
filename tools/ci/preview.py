"""What a `pulumi preview --json` would do: a digest of it, to approve, and a page, to read."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What the engine writes for a value that only the deployment knows
# (sdk/go/common/resource/plugin/rpc.go, UnknownStringValue).
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_ABSENT = object()
_UNCHANGED = {"same", "read", "refresh"}
_GRAVE = {"delete", "replace", "create-replacement", "delete-replaced", "discard-replaced"}
_SHOWN_VALUE = 120


class PreviewError(Exception):
    """The text is no preview."""


@dataclass(frozen=True)
class Change:
    """One step of a preview that changes something.

    Attributes:
        op: what the engine would do, in its own words.
        urn: the resource.
        provider: URN of the provider; its id is left out, which a new provider does not have yet.
        old_id: id in Azure of what exists now; empty for what does not.
        old: inputs it was last given.
        new: inputs it would be given.
        replaced_for: properties that it would be replaced for.
        protection: whether Pulumi refuses to delete it, before and after.
    """

    op: str
    urn: str
    provider: str = ""
    old_id: str = ""
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    replaced_for: tuple[str, ...] = ()
    protection: tuple[bool, bool] = (False, False)

    @property
    def is_grave(self) -> bool:
        """Tell whether something that exists would be gone afterwards."""
        return self.op in _GRAVE

    def differences(self) -> Iterator[tuple[str, str, str]]:
        """Yield path, value before and value after of each input that changes."""
        yield from _differences(self.old, self.new, "")

    def as_json(self) -> dict[str, Any]:
        """Return everything the digest is made of."""
        return {
            "op": self.op,
            "urn": self.urn,
            "provider": self.provider,
            "id": self.old_id,
            "old": self.old,
            "new": self.new,
            "replacedFor": self.replaced_for,
            "protection": self.protection,
        }


def read_preview(text: str) -> tuple[Change, ...]:
    """Return the changes of a preview.

    What stays as it is, outputs, times and source positions are left out: they differ from one
    preview to the next. So is what lies under `ignoreChanges`, which Azure moves and the program
    leaves alone, such as the node count of an autoscaler. Secrets are blinded by the engine: a
    changed secret shows as an update without a difference.

    Raises:
        PreviewError: the text is not what `pulumi preview --json` writes.
    """
    try:
        steps = json.loads(text).get("steps") or []
        return tuple(change for change in map(_change, steps) if _matters(change))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PreviewError(f"no preview as `pulumi preview --json` writes it: {error!r}") from error


def digest(changes: Sequence[Change]) -> str:
    """Return the SHA-256 of changes, whatever order the engine met them in."""
    lines = "\n".join(sorted(_canonical(change) for change in changes))
    return hashlib.sha256(lines.encode()).hexdigest()


def markdown(stack: str, changes: Sequence[Change]) -> str:
    """Return changes as a page for the person who approves them, the gravest first."""
    counts = Counter(change.op for change in changes)
    told = ", ".join(f"{number} {op}" for op, number in sorted(counts.items())) or "no change"
    lines = [f"## {stack}: {told}", "", f"Digest `{digest(changes)}`", ""]
    for change in sorted(changes, key=lambda change: (not change.is_grave, change.urn, change.op)):
        lines += _item(change)
    return "\n".join(lines).rstrip() + "\n"


def _change(step: Mapping[str, Any]) -> Change:
    old, new = step.get("oldState") or {}, step.get("newState") or {}
    ignored = new.get("ignoreChanges") or old.get("ignoreChanges") or ()
    return Change(
        op=step["op"],
        urn=step["urn"],
        provider=(step.get("provider") or "").rpartition("::")[0],
        old_id=old.get("id", ""),
        old=_without(old.get("inputs") or {}, ignored),
        new=_without(new.get("inputs") or {}, ignored),
        replaced_for=tuple(sorted(step.get("replaceReasons") or ())),
        protection=(bool(old.get("protect")), bool(new.get("protect"))),
    )


def _matters(change: Change) -> bool:
    """Tell whether a step does something; the engine lists one that only loses protection too."""
    loses_protection = change.op == "same" and change.protection == (True, False)
    return loses_protection or change.op not in _UNCHANGED


def _without(inputs: Mapping[str, Any], ignored: Sequence[str]) -> dict[str, Any]:
    """Return inputs without the paths of `ignoreChanges`: `a.b`, `a["b"]`, `a[0].b`, `a[*].b`."""
    kept = json.loads(json.dumps(inputs))
    for path in ignored:
        plain = path.replace('["', ".").replace('"]', "").replace("[", ".").replace("]", "")
        _drop(kept, [key for key in plain.split(".") if key])
    return kept


def _drop(value: Any, keys: Sequence[str]) -> None:
    if not isinstance(value, dict | list) or not keys:
        return
    first, *rest = keys
    if isinstance(value, dict):
        found = list(value) if first == "*" else [first] if first in value else []
    else:
        places = range(len(value))
        found = [place for place in places if first in ("*", str(place))]
    for key in found:
        if rest:
            _drop(value[key], rest)
        else:
            # Not removed: in a list the others would move up.
            value[key] = None


def _canonical(change: Change) -> str:
    return json.dumps(change.as_json(), sort_keys=True, separators=(",", ":"))


def _item(change: Change) -> Iterator[str]:
    type_, _, name = change.urn.partition("::")[2].rpartition("::")
    own_type = type_.rpartition("::")[2].rpartition("$")[2]
    marks = " **gone afterwards**" * change.is_grave
    if change.protection == (True, False) and not change.is_grave:
        marks += " **no longer protected**"
    yield f"- **{change.op}** {_code(own_type)} {_code(name)}{marks}"
    if change.replaced_for:
        yield f"  - because of {', '.join(_code(name) for name in change.replaced_for)}"
    if change.op in ("update", "replace", "create-replacement"):
        for path, before, after in change.differences():
            yield f"  - {_code(path)}: {_code(before)} → {_code(after)}"


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
            yield from _differences(before, after, f"{path}.{key}" if path else key)
    elif old is _ABSENT or new is _ABSENT or old != new:
        yield path, _shown(old), _shown(new)


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).replace(_UNKNOWN, "known later")
    return text if len(text) <= _SHOWN_VALUE else f"{text[:_SHOWN_VALUE]}…"


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(0x2019))}`"
