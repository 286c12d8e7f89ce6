"""The SDK is large and loads a module when it is first used; a plan waits for what it uses."""

import re
import subprocess
import sys

import pytest

from tests.support import ROOT

LOADED = """
import sys
import exports, serving, wiring
print(*sorted({name.split(".")[1] for name in sys.modules
               if name.startswith("pulumi_azure_native.") and name.count(".") > 1}))
"""
TYPE = re.compile(r"azure-native:([a-z]+):")


@pytest.mark.slow
def test_the_program_loads_no_module_that_the_platforms_stacks_do_not_use() -> None:
    """A type that stands in a signature is loaded with its module, unless it stands in quotes."""
    stacks = [(ROOT / "tests" / "identity" / f"{name}.txt").read_text() for name in ("dev", "prod")]
    used = {module for text in stacks for module in TYPE.findall(text)}
    command = [sys.executable, "-c", LOADED]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert set(answer.stdout.split()) - used == set()
