"""Regions, whose codes are part of names that must never change."""

import re
from collections import Counter

from settings.regions import REGIONS


def test_no_two_regions_share_a_code():
    assert Counter(region.code for region in REGIONS.values()).most_common(1)[0][1] == 1


def test_codes_are_short_enough_for_names():
    assert not [r for r in REGIONS.values() if not re.fullmatch(r"[a-z]{2,4}[0-9]?", r.code)]


def test_the_codes_of_regions_in_use_stay():
    assert {name: REGIONS[name] for name in ("eastus2", "westus2", "westeurope", "westus")} == {
        "eastus2": ("eus2", True),
        "westus2": ("wus2", True),
        "westeurope": ("we", True),
        "westus": ("wus", False),
    }
