"""What every rule is tried on: `CASES` of each module, by rule id."""

import importlib
import pkgutil

from tests.guardrails.spec import Case


def all_cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        cases = importlib.import_module(f"{__name__}.{module}").CASES
        assert not found.keys() & cases.keys(), module
        found |= cases
    return found
