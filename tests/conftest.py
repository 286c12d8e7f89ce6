"""What holds for every test."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _collect_garbage_once_a_module() -> Iterator[None]:
    """Keep the collector from walking thousands of living plans again and again."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()
    gc.freeze()
