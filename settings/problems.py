"""What is wrong with a stack file, in the words its author reads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_LONGEST = 160
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.-]*", re.IGNORECASE)
_MAY_BE_KEY = re.compile(
    r"[A-Za-z0-9+_=-]{40}|[0-9a-f]{32}|://|(key|sig|token|password|pwd|secret)=", re.IGNORECASE
)


@dataclass(frozen=True)
class Problem:
    """One mistake: where, what, and what to do about it.

    `got` is empty where the value must not be shown: secrets, and whatever stands under an
    unknown key or has the wrong type, because it may be a secret in the wrong place.
    """

    path: str
    wrong: str
    fix: str
    got: str = ""

    def __str__(self) -> str:
        got = f", got {self.got}" if self.got else ""
        return f"{self.path or '(top level)'}: {self.wrong}{got}; {self.fix}"


class SettingsError(ValueError):
    """Every mistake of one stack file, one a line."""

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems = tuple(dict.fromkeys(problems))
        self.source = source
        count = len(self.problems)
        where = f" in {source}" if source else ""
        head = f"{count} setting{'s' if count != 1 else ''} to mend{where}:"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


def shown(value: Any) -> str:
    """Return a single value as its author would write it, on one line.

    What looks like a key, or like an address with one in it, may be a secret that was pasted into
    the wrong setting: of those only so much is told that its author knows it again.
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and (address := _ADDRESS.match(value)):
        return f"'{address[0]}...'"
    if isinstance(value, str) and _MAY_BE_KEY.search(value):
        return f"text of {len(value)} characters"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:60]}... ({len(text) - 2} characters)"
