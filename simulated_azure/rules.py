"""Refuses properties that do not go together: when A, then B, as our data says.

A condition is a value, a list of values, or a table of tests: `set`, `not`, `min`, `max`,
`matches`. An unknown value satisfies nothing and violates nothing.
"""

import re
from typing import Any

from simulated_azure import paths
from simulated_azure.catalog import Rule, TypeFacts
from simulated_azure.limits import inline_items
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.values import UNKNOWN, plain


def check(facts: TypeFacts, inputs: dict[str, Any], refuse: Refuse) -> None:
    """Refuse every combination of properties that a rule of the type excludes."""
    _check_rules(facts.rules, paths.Found("", inputs, secret=False), refuse)
    for subject, inner in inline_items(facts, inputs):
        _check_rules(inner.rules, subject, refuse)


def _check_rules(rules: tuple[Rule, ...], owner: paths.Found, refuse: Refuse) -> None:
    for rule in rules:
        for subject in paths.below(owner, rule.each):
            if isinstance(subject.value, dict) and _applies(rule, subject.value):
                _check_pairs(rule, subject, refuse)
                _check_among(rule, subject, refuse)


def _applies(rule: Rule, subject: Any) -> bool:
    return all(_holds(subject, path, wanted) is True for path, wanted in rule.when.items())


def _check_pairs(rule: Rule, subject: paths.Found, refuse: Refuse) -> None:
    missing = [item for item in rule.require.items() if _holds(subject.value, *item) is False]
    present = [item for item in rule.forbid.items() if _holds(subject.value, *item) is True]
    culprits = [_first(subject, path) for path, _ in missing]
    culprits += [_culprit(subject, path, bad) for path, bad in present]
    for found in culprits:
        got = describe(found.value, secret=found.secret)
        refuse(Refusal("pair", found.path, rule.problem, got, rule.allowed, rule.source))


def _first(subject: paths.Found, path: str) -> paths.Found:
    unset = paths.Found(paths.join(subject.path, path), None, secret=False)
    return next(iter(paths.below(subject, path)), unset)


def _culprit(subject: paths.Found, path: str, bad: Any) -> paths.Found:
    found = (f for f in paths.below(subject, path) if _meets(plain(f.value), bad) is True)
    return next(found, _first(subject, path))


def _check_among(rule: Rule, subject: paths.Found, refuse: Refuse) -> None:
    states = {path: _holds(subject.value, path, {"set": True}) for path in rule.among}
    given = [path for path, is_set in states.items() if is_set]
    possible = [path for path, is_set in states.items() if is_set is not False]
    if rule.among and (len(possible) < rule.least or len(given) > rule.most):
        got = " and ".join(given) or "none of them"
        refuse(Refusal("pair", subject.path, rule.problem, got, rule.allowed, rule.source))


def _holds(subject: Any, path: str, wanted: Any) -> bool | None:
    """Tell whether any value at a path meets a condition; None if an unknown one decides."""
    results = [_meets(plain(found.value), wanted) for found in paths.find(subject, path)]
    if True in results:
        return True
    if None in results:
        return None
    return _meets(None, wanted) if not results else False


def _meets(value: Any, wanted: Any) -> bool | None:
    if value is UNKNOWN:
        return None
    if isinstance(wanted, list):
        return value in wanted
    if not isinstance(wanted, dict):
        return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)
    return all(_meets_test(value, test, limit) for test, limit in wanted.items())


def _meets_test(value: Any, test: str, limit: Any) -> bool:
    if test == "set":
        return (value not in (None, "", [], {})) is limit
    if test == "not":
        return value not in (limit if isinstance(limit, list) else [limit])
    if test == "matches":
        return isinstance(value, str) and re.fullmatch(limit, value) is not None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and (value >= limit if test == "min" else value <= limit)
