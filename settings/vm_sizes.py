"""VM sizes that must not be chosen any more, and what to choose instead.

Source: github.com/Azure/EOL, service_list.json of 2025-12-18, ids 491, 493, 494, 499, 503, 514 and
582; NCv2: learn.microsoft.com/azure/virtual-machines/sizes/migration-guides/nc-series-retirement.
"""

import re
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from settings.types import VmSize


class Retirement(NamedTuple):
    """The sizes that a pattern takes, their last day and a size that does the same work."""

    sizes: str
    last_day: str
    successor: str


RETIREMENTS: tuple[Retirement, ...] = (
    Retirement(r"Standard_NC\d+r?s_v2", "2023-09-06", "Standard_NC24ads_A100_v4"),
    Retirement(r"Standard_NC24rs_v3", "2025-03-31", "Standard_NC24ads_A100_v4"),
    Retirement(r"Standard_NC\d+s_v3", "2025-09-30", "Standard_NC24ads_A100_v4"),
    Retirement(r"Standard_DC\d+s_v2", "2026-06-30", "Standard_DC4s_v3"),
    Retirement(r"Standard_NV\d+s_v3", "2026-09-30", "Standard_NV36ads_A10_v5"),
    Retirement(r"Standard_NV\d+as_v4", "2026-09-30", "Standard_NV6ads_A10_v5"),
    Retirement(r"Standard_DS?\d+(-\d+)?_v2", "2028-05-01", "Standard_D4ds_v5"),
    Retirement(r"Standard_A\d+m?_v2", "2028-11-15", "Standard_D2ds_v5"),
    Retirement(r"Standard_F\d+s_v2", "2028-11-15", "Standard_D4ds_v5"),
    Retirement(r"Standard_L\d+s_v2", "2028-11-15", "Standard_L8s_v3"),
)


def _lasting(value: str) -> str:
    for row in RETIREMENTS:
        if re.fullmatch(row.sizes, value):
            raise ValueError(f"leaves Azure on {row.last_day}; write {row.successor} or a like one")
    return value


LastingVmSize = Annotated[VmSize, AfterValidator(_lasting)]


def has_gpu(vm_size: str) -> bool:
    """Tell whether a size has a GPU: family N."""
    return vm_size.startswith("Standard_N")
