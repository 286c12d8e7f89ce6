"""Two environments differ in every name: what of that is no difference of the platforms."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from preflight.diff.matching import Pair
from simulated_azure.catalog import type_facts

_ALSO_NAMES = ("resourceGroupName", "subscriptionId")


def renamings(pairs: Iterable[Pair], stacks: tuple[str, str]) -> dict[str, str]:
    """Return the names of one environment with those of the other.

    Names are the physical names of the resources both have, their resource groups and
    subscriptions, and the names of the stacks wherever they stand as a word.
    """
    found: dict[str, set[str]] = {stacks[0]: {stacks[1]}}
    for pair in pairs:
        for key in _name_properties(pair.after["type"]):
            before, after = pair.before["inputs"].get(key), pair.after["inputs"].get(key)
            if isinstance(before, str) and isinstance(after, str):
                found.setdefault(before, set()).add(after)
    return {
        name: others.pop()
        for name, others in found.items()
        if name and len(others) == 1 and {name} != others
    }


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with each name in it, at every depth, replaced by its counterpart."""
    if not names:
        return value
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    words = re.compile(
        rf"(?<![A-Za-z0-9])({'|'.join(map(re.escape, longest_first))})(?![A-Za-z0-9])"
    )

    def replaced(item: Any) -> Any:
        if isinstance(item, str):
            return words.sub(lambda found: names[found.group()], item)
        if isinstance(item, dict):
            return {key: replaced(inner) for key, inner in item.items()}
        return [replaced(inner) for inner in item] if isinstance(item, list) else item

    return replaced(value)


def _name_properties(type_token: str) -> tuple[str, ...]:
    facts = type_facts(type_token)
    own = (facts.name.property,) if facts and facts.name else ()
    return (*own, *_ALSO_NAMES)
