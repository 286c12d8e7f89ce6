"""Exemptions: who answers for what, until when.

`stacks/<stack>/exemptions.yaml`:

    exemptions:
      - rule: net-public-access-disabled
        resource: azure-native:storage:StorageAccount::data-stores-storage
        owner: ml-platform@example.com
        reason: the development network has no private endpoints
        ticket: OPS-1234
        expires: 2027-03-31

`resource` is a type token, `::` and a logical name; `*` in either stands for any text, and must
match nothing but what breaks the rule.
"""

import datetime as dt
import fnmatch
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from .graph import Resource

LONGEST_DAYS = 180


@dataclass(frozen=True)
class Exemption:
    """One accepted violation; `place` is where it is written."""

    rule: str
    resource: str
    owner: str
    reason: str
    ticket: str
    expires: dt.date
    place: str

    def matches(self, resource: Resource) -> bool:
        """Tell whether its pattern takes in a resource."""
        return fnmatch.fnmatchcase(resource.label, self.resource)

    def problem(self, today: dt.date | None) -> str:
        """Return why its dates do not hold, or nothing."""
        if today is None:
            return "cannot be judged without a date; set GUARDRAILS_TODAY"
        if self.expires < today:
            return f"expired on {self.expires}; fix the resource or renew it with a new reason"
        if self.expires > today + dt.timedelta(days=LONGEST_DAYS):
            return f"expires on {self.expires}, more than {LONGEST_DAYS} days ahead; shorten it"
        return ""


_KEYS = tuple(field.name for field in fields(Exemption) if field.name != "place")


def read_exemptions(
    given: Mapping[str, Any], place: str, rules: Collection[str], mistakes: list[str]
) -> tuple[Exemption, ...]:
    """Return the exemptions of a file; what is wrong with one is told and it counts for nothing."""
    rows = given.get("exemptions", [])
    unknown = [key for key in given if key != "exemptions"]
    mistakes += [f"{place}: {key}: no such key; there is only exemptions" for key in unknown]
    if not isinstance(rows, list):
        mistakes.append(f"{place}: exemptions: must be a list")
        return ()
    found = []
    for index, row in enumerate(rows):
        wrong = _wrong(row, rules)
        where = f"{place}: exemptions[{index}]"
        if wrong:
            mistakes += [f"{where}: {problem}" for problem in wrong]
        else:
            found.append(Exemption(**{key: row[key] for key in _KEYS}, place=where))
    return tuple(found)


def _wrong(row: Any, rules: Collection[str]) -> list[str]:
    if not isinstance(row, dict):
        return ["must be an object"]
    wrong = [f"{key}: no such key" for key in row if key not in _KEYS]
    for key in _KEYS:
        value = row.get(key)
        if key == "expires":
            if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
                wrong.append("expires: must be a date such as 2027-03-31")
        elif not isinstance(value, str) or not value.strip():
            wrong.append(f"{key}: must be a text")
        elif key == "rule" and value not in rules:
            wrong.append(f"rule: no such rule: {value}")
        elif key == "rule" and value.startswith("meta-"):
            wrong.append("rule: what guards the exemptions cannot be exempted")
        elif key == "resource" and not _is_label(value):
            wrong.append("resource: must be a type and a name such as a:b:C::name, not only *")
    return wrong


def _is_label(pattern: str) -> bool:
    kind, separator, name = pattern.partition("::")
    return bool(separator and kind.strip("*:") and name.strip("*"))
