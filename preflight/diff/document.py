"""Comparisons as JSON: `diff.schema.json` says what is in it."""

import json
from collections.abc import Sequence
from typing import Any

from preflight.diff.changes import Action, Change, Comparison, Follower

SCHEMA = 1


def to_json(comparisons: Sequence[Comparison]) -> str:
    """Return the document of some comparisons."""
    document = {"schema": SCHEMA, "comparisons": [_comparison(one) for one in comparisons]}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "before": comparison.before,
        "after": comparison.after,
        "error": comparison.error or None,
        "harmless": comparison.harmless,
        "two_stacks": comparison.two_stacks,
        "names_ignored": comparison.names_ignored,
        "counts": {action.word: len(comparison.of(action)) for action in Action},
        "changes": [_change(change) for change in comparison.changes],
        "may_follow": [_follower(follower) for follower in comparison.followers],
        "not_comparable": [row["urn"] for row in comparison.not_comparable],
        "notes": list(comparison.notes),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "action": change.action.word,
        "urn_before": change.before["urn"] if change.before else None,
        "urn_after": change.after["urn"] if change.after else None,
        "type": change.row["type"],
        "name": change.row["name"],
        "one_way": change.one_way,
        "protected": change.protected,
        "blocked": change.blocked,
        "lost": change.lost or None,
        "deleted_first": change.deleted_first,
        "name_taken": change.name_taken,
        "retained": change.retained,
        "delivered": change.row["delivered"],
        "source": change.row["source"],
        "properties": [
            {
                "path": item.difference.property,
                "before": item.difference.before,
                "after": item.difference.after,
                "answer": item.verdict.answer,
                "because": item.verdict.because or None,
            }
            for item in change.properties
        ],
    }


def _follower(follower: Follower) -> dict[str, Any]:
    return {
        "urn": follower.row["urn"],
        "property": follower.property,
        "of": follower.of["urn"],
        "answer": follower.verdict.answer,
    }
