"""The pipelines as data."""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from tests.support import ROOT

FOLDER = ROOT / ".github" / "workflows"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.yml").read_text()


def workflow(name: str) -> dict[str, Any]:
    # YAML 1.2, for which `on` is a word and no truth value.
    return YAML(typ="safe").load(text_of(name))


def jobs(*names: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield `workflow/job` and the job."""
    for name in names or NAMES:
        for key, job in workflow(name)["jobs"].items():
            yield f"{name}/{key}", job


def steps(*names: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield where a step is, the step, and the variables it has."""
    for name in names or NAMES:
        general = workflow(name).get("env", {})
        for place, job in jobs(name):
            for one in job.get("steps", ()):
                yield place, one, general | job.get("env", {}) | one.get("env", {})


def recipe(target: str) -> str:
    """Return the recipe of a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    found = re.search(rf"(?m)^{re.escape(target)}:.*\n((?:\t.*\n)*)", makefile)
    assert found, f"the Makefile has no target {target}"
    return found[1]


def missing(target: str, given: set[str]) -> set[str]:
    """Return the variables that a target needs and neither the Makefile nor the step gives."""
    makefile = (ROOT / "Makefile").read_text()
    used = set(re.findall(r"\$\(([A-Z]+)\)", recipe(target)))
    return used - set(re.findall(r"(?m)^([A-Z]+)\s*[?:]?=", makefile)) - given
