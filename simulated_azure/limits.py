"""Refuses names and values outside what our data says Azure takes."""

import difflib
import re
from collections.abc import Iterator
from typing import Any

from simulated_azure import paths
from simulated_azure.catalog import Limit, NameFacts, TypeFacts, table, type_facts
from simulated_azure.formats import FORMATS
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.values import UNKNOWN


def check(facts: TypeFacts, inputs: dict[str, Any], refuse: Refuse) -> None:
    """Refuse a bad physical name and every value that misses its limit."""
    if facts.name:
        _check_name(facts.name, paths.at(inputs, facts.name.property), refuse)
    _check_location(inputs, refuse)
    _check_limits(facts.limits, paths.Found("", inputs, secret=False), refuse)
    for subject, inner in inline_items(facts, inputs):
        if inner.name:
            _check_name(inner.name, paths.below(subject, "name")[0], refuse)
        _check_limits(inner.limits, subject, refuse)


def inline_items(
    facts: TypeFacts, inputs: dict[str, Any]
) -> Iterator[tuple[paths.Found, TypeFacts]]:
    """Yield the resources that a resource holds in its own lists, with their types' facts."""
    for path, token in facts.inline.items():
        inner = type_facts(token)
        for subject in paths.find(inputs, f"{path}[]"):
            if isinstance(subject.value, dict) and inner:
                yield subject, inner


def _check_limits(limits: tuple[Limit, ...], subject: paths.Found, refuse: Refuse) -> None:
    for limit in limits:
        for found in paths.below(subject, limit.property):
            if found.value is not None and found.value is not UNKNOWN:
                _check_value(limit, found, refuse)


def _check_location(inputs: dict[str, Any], refuse: Refuse) -> None:
    found = paths.at(inputs, "location")
    if not isinstance(found.value, str):
        return
    region = found.value.lower().replace(" ", "")
    known = table("regions")
    if region not in known["regions"]:
        near = difflib.get_close_matches(region, known["regions"], n=1)
        allowed = f"{near[0]}?" if near else "a region as `az account list-locations` writes it"
        got = describe(found.value, secret=found.secret)
        problem = "is not an Azure region"
        refuse(Refusal("unknown-region", found.path, problem, got, allowed, known["source"]))


def _check_name(facts: NameFacts, found: paths.Found, refuse: Refuse) -> None:
    name = found.value
    if not isinstance(name, str):
        return
    code = problem = ""
    if facts.length and not facts.length[0] <= len(name) <= facts.length[1]:
        code, problem = "bad-length", f"has {len(name)} characters"
    elif facts.pattern and not re.fullmatch(facts.pattern, name):
        code, problem = "bad-name", "is not a name that Azure takes"
    if code:
        got = describe(name, secret=found.secret)
        refuse(Refusal(code, found.path, problem, got, facts.allowed, facts.source))


def _check_value(limit: Limit, found: paths.Found, refuse: Refuse) -> None:
    failed = _failed(limit, found.value)
    if failed:
        code, problem = failed
        got = describe(found.value, secret=found.secret)
        refuse(Refusal(code, found.path, problem, got, limit.allowed, limit.source))


def _failed(limit: Limit, value: Any) -> tuple[str, str] | None:
    if value in limit.also:
        return None
    if isinstance(value, str):
        return _failed_text(limit, value)
    if isinstance(value, (list, tuple, dict)) and limit.count:
        low, high = limit.count
        return None if low <= len(value) <= high else ("bad-count", f"has {len(value)} items")
    if limit.one_of and value not in limit.one_of:
        return "not-in-enum", "is not a value that Azure takes here"
    if isinstance(value, (int, float)) and not isinstance(value, bool) and limit.range:
        low, high = limit.range
        return None if low <= value <= high else ("out-of-range", "is outside the range")
    return None


def _failed_text(limit: Limit, text: str) -> tuple[str, str] | None:
    if limit.length and not limit.length[0] <= len(text) <= limit.length[1]:
        return "bad-length", f"has {len(text)} characters"
    if limit.pattern and not re.fullmatch(limit.pattern, text):
        return "bad-format", "does not have the form that Azure takes"
    if limit.format and not FORMATS[limit.format](text):
        return "bad-format", f"is not a valid {limit.format.replace('-', ' ')}"
    if limit.one_of and text not in limit.one_of:
        return "not-in-enum", "is not a value that Azure takes here"
    return None
