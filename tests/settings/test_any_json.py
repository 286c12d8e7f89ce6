"""Whatever a stack file holds, reading it ends with settings or with mistakes to mend."""

import copy
import json
import os
import re
from functools import reduce
from operator import getitem

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settings.platform import PlatformSettings
from settings.problems import SettingsError
from settings.read import read
from tests.settings.samples import MINIMAL, leaves, lines, load, stack

STACKS = [MINIMAL, stack("everything"), stack("byo"), stack("isolated")]
KEYS = ["id", "repository", "[key]", "<new>", "<existing>", "tier", "", "a.b", "é", "x" * 50]

names = st.sampled_from(KEYS) | st.text(max_size=4)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["10.0.0.0/8", "10.244.0.0/16", "eastus", "production", "x" * 200])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


def prefixes(data):
    """Return the way to every value and every section."""
    return sorted({way[:n] for way in leaves(data) for n in range(1, len(way) + 1)}, key=repr)


PLACES = [(data, prefixes(data)) for data in STACKS]


@st.composite
def mutated(draw):
    """Draw right settings with up to four faults anywhere."""
    data, ways = draw(st.sampled_from(PLACES))
    data = copy.deepcopy(data)
    for way in draw(st.lists(st.sampled_from(ways), min_size=1, max_size=4)):
        value = draw(anything | st.sampled_from(["remove", "add"]))
        try:
            holder = reduce(getitem, way[:-1], data)
            if value == "remove":
                del holder[way[-1]]
            elif value == "add":
                holder[draw(names)] = 1
            else:
                holder[way[-1]] = value
        except (LookupError, TypeError):
            # An earlier fault has taken the place away.
            continue
    return data


@settings(
    deadline=None,
    derandomize=True,
    max_examples=int(os.environ.get("N", 120)),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(mutated())
def test_right_settings_with_faults_are_read_or_refused_line_by_line(data):
    for line in lines(data):
        assert re.fullmatch(r"[^\n]+: [^\n]+; [^\n]+", line)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(anything)
def test_any_json_is_refused_with_what_to_do(data):
    assert lines(data)


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", '{"a": NaN}', "1" * 5000, "[" * 5000, '{"a": "\\ud800"}', "\x00"],
    ids=["nothing", "half", "nan", "nan inside", "long number", "deep", "surrogate", "control"],
)
def test_what_is_no_json_is_refused_as_no_mapping(text):
    with pytest.raises(SettingsError, match="the settings must be a mapping"):
        read(text, PlatformSettings)


@pytest.mark.parametrize("number", [10**400, -(10**30), 1e308])
def test_a_number_of_any_size_is_told(number):
    (line,) = lines({**MINIMAL, "name_generation": number})
    assert line.startswith("name_generation: must be ")


def test_reading_twice_gives_the_same_settings():
    data = stack("everything")
    assert load(data) == load(json.loads(json.dumps(data)))
