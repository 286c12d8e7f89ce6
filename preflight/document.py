"""The plan as JSON: `plan.schema.json` says what is in it."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from preflight.locate import Location, chain_of, source_of
from preflight.plan import Finding, Plan
from preflight.verdicts import verdicts
from simulated_azure.monitor import Registration
from simulated_azure.values import UNKNOWN, Asset, Reference, Secret

SCHEMA = 1


def to_json(plans: Sequence[Plan], digest_key: bytes) -> str:
    """Return the document of some plans.

    Args:
        plans: in the order they are written.
        digest_key: key of the digests that stand for secrets. Documents with the same key can be
            compared; with it, a short secret can be guessed, so it is to be kept like one.
    """
    writer = _Writer(digest_key)
    document = {"schema": SCHEMA, "plans": [writer.plan(plan) for plan in plans]}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


class _Writer:
    def __init__(self, digest_key: bytes) -> None:
        self._digest_key = digest_key

    def plan(self, plan: Plan) -> dict[str, Any]:
        resources = sorted(plan.resources.values(), key=lambda resource: resource.urn)
        findings = [_finding(finding) for finding in plan.findings]
        return {
            "project": plan.project,
            "stack": plan.stack,
            "error": plan.error or None,
            "resources": [self._resource(resource, plan) for resource in resources],
            "outputs": self._value(plan.outputs, plan.root),
            "findings": sorted(
                findings, key=lambda row: (row["urn"], row["property"], row["code"], row["problem"])
            ),
            "judgement": verdicts(plan),
        }

    def _resource(self, resource: Registration, plan: Plan) -> dict[str, Any]:
        root = plan.root
        return {
            "urn": resource.urn,
            "type": resource.type,
            "name": resource.name,
            "parent": resource.parent or None,
            "custom": resource.custom,
            "inputs": self._value(resource.inputs, root),
            "outputs": self._value(resource.outputs, root),
            "id": self._value(resource.id, root),
            "protect": resource.protect,
            "options": self._value(resource.options, root),
            "aliases": self._value(resource.aliases, root),
            "dependencies": resource.dependencies,
            "property_dependencies": resource.property_dependencies,
            "source": _place(source_of(resource, root)),
            "chain": [_place(place) for place in chain_of(resource, root)],
            "delivered": plan.delivered(resource),
        }

    def _value(self, value: Any, root: Path) -> Any:
        if value is UNKNOWN:
            return {"$unknown": True}
        if isinstance(value, Secret):
            return {"$secret": self._digest(self._value(value.value, root))}
        if isinstance(value, Reference):
            return {"$resource": value.urn}
        if isinstance(value, Asset):
            source = {key: self._value(item, root) for key, item in value.source.items()}
            if "path" in source:
                source["path"] = _shown(source["path"], root)
            return {"$asset": {"kind": value.kind, **source}}
        if isinstance(value, dict):
            return {key: self._value(item, root) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._value(item, root) for item in value]
        return value

    def _digest(self, value: Any) -> str:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()


def _finding(finding: Finding) -> dict[str, Any]:
    refusal = finding.refusal
    return {
        "urn": finding.urn,
        "code": refusal.code,
        "property": refusal.property,
        "problem": refusal.problem,
        "got": refusal.got,
        "allowed": refusal.allowed,
        "reference": refusal.source,
        "blocks": finding.blocks,
        "setting": _place(finding.setting),
        "source": _place(finding.source),
    }


def _place(place: Location | None) -> dict[str, Any] | None:
    return asdict(place) if place else None


def _shown(text: str, root: Path) -> str:
    """Return a path without the folder that the project happens to lie in on this machine."""
    path = Path(text)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else text
