"""The address planner, for any subnets in any network."""

import re
from ipaddress import IPv4Network

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from settings.address_plan import DoesNotFitError, plan
from settings.footprint import SubnetNeed

quickly = settings(deadline=None, derandomize=True, max_examples=40)

ROLES = ["nodes", "endpoints", "api-server", "training", "firewall", "other"]


@st.composite
def needs(draw, *, most=400):
    """Draw up to six subnets, the first of which grows."""
    roles = ROLES[: draw(st.integers(1, len(ROLES)))]
    return tuple(
        SubnetNeed(
            role,
            (("things", draw(st.integers(1, most))), ("others", draw(st.integers(0, 20)))),
            longest_prefix=draw(st.integers(26, 28)),
            grows=role == "nodes",
        )
        for role in roles
    )


spaces = st.builds(
    lambda address, prefix: str(IPv4Network((address, prefix), strict=False)),
    st.integers(10 << 24, (11 << 24) - 1),
    st.integers(16, 28),
)


def planned(space, wanted, pinned=None):
    """Return the plan; a case that does not fit is no case."""
    try:
        return plan(space, wanted, pinned)
    except DoesNotFitError:
        assume(False)
        raise


@quickly
@given(spaces, needs())
def test_subnets_lie_inside_hold_what_they_must_and_never_overlap(space, wanted):
    ranges = planned(space, wanted)
    assert list(ranges) == [need.role for need in wanted]
    for need in wanted:
        assert ranges[need.role].subnet_of(IPv4Network(space))
        assert ranges[need.role].num_addresses >= need.addresses
        assert ranges[need.role].prefixlen <= need.longest_prefix
        assert int(ranges[need.role].network_address) % ranges[need.role].num_addresses == 0
    placed = list(ranges.values())
    assert not [1 for i, one in enumerate(placed) for two in placed[:i] if one.overlaps(two)]


@quickly
@given(spaces, needs(most=100), st.integers(0, 2000))
def test_a_growing_node_pool_moves_no_other_subnet(space, wanted, more):
    before = planned(space, wanted)
    nodes, *others = wanted
    grown = SubnetNeed(
        nodes.role, (*nodes.parts, ("more", more)), longest_prefix=nodes.longest_prefix, grows=True
    )
    after = planned(space, (grown, *others))
    assert {n.role: after[n.role] for n in others} == {n.role: before[n.role] for n in others}


@quickly
@given(spaces, needs(), st.data())
def test_pinned_subnets_stay_where_they_are_and_nothing_overlaps_them(space, wanted, data):
    need = data.draw(st.sampled_from(wanted))
    network = IPv4Network(space)
    assume(need.prefix >= network.prefixlen)
    index = data.draw(st.integers(0, (1 << need.prefix - network.prefixlen) - 1))
    start = int(network.network_address) + index * (1 << 32 - need.prefix)
    pin = IPv4Network((start, need.prefix))
    ranges = planned(space, wanted, {need.role: str(pin)})
    assert ranges[need.role] == pin
    assert not [r for role, r in ranges.items() if role != need.role and r.overlaps(pin)]


@quickly
@given(st.integers(29, 32), needs())
def test_the_size_that_is_asked_for_fits_and_half_of_it_does_not(prefix, wanted):
    space = f"10.0.0.0/{prefix}"
    with pytest.raises(DoesNotFitError) as caught:
        plan(space, wanted)
    smallest = caught.value.smallest
    assert smallest is not None
    plan(f"10.0.0.0/{smallest}", wanted)
    with pytest.raises(DoesNotFitError):
        plan(f"10.0.0.0/{smallest + 1}", wanted)


@quickly
@given(needs())
def test_the_numbers_of_the_arithmetic_add_up(wanted):
    for need in wanted:
        terms, _, result = need.arithmetic.partition(" = ")
        total, prefix = map(int, result.split(" -> /"))
        assert sum(int(term.split()[0]) for term in terms.split(" + ")) == total == need.addresses
        assert 1 << (32 - prefix) >= total
        assert prefix == need.longest_prefix or 1 << (32 - prefix - 1) < total
    with pytest.raises(DoesNotFitError) as caught:
        plan("10.0.0.0/30", wanted)
    ((sizes, total),) = re.findall(r", ([\d +]+) = (\d+) of 4 addresses", str(caught.value))
    assert sum(map(int, sizes.split(" + "))) == int(total)
    assert int(total) == sum(1 << (32 - need.prefix) for need in wanted)


@quickly
@given(spaces, needs())
def test_the_same_question_has_the_same_answer(space, wanted):
    assert planned(space, wanted) == plan(space, wanted)


def need(role, count, **more):
    return SubnetNeed(role, (("things", count),), longest_prefix=28, **more)


def test_what_grows_is_laid_from_the_start_and_the_rest_from_the_end():
    wanted = (need("nodes", 20, grows=True), need("endpoints", 40), need("api-server", 9))
    assert {role: str(r) for role, r in plan("10.0.0.0/24", wanted).items()} == {
        "nodes": "10.0.0.0/27",
        "endpoints": "10.0.0.192/26",
        "api-server": "10.0.0.176/28",
    }


def test_a_large_pinned_range_is_stepped_over_at_once():
    # 10.0.0.0/9 holds half a million /28.
    wanted = (need("pinned", 9), need("nodes", 9, grows=True), need("other", 9))
    ranges = plan("10.0.0.0/8", wanted, {"pinned": "10.0.0.0/9"})
    assert str(ranges["nodes"]) == "10.128.0.0/28"
    ranges = plan("10.0.0.0/8", wanted, {"pinned": "10.128.0.0/9"})
    assert str(ranges["other"]) == "10.127.255.240/28"


def test_pinned_ranges_count_when_a_larger_network_is_looked_for():
    # Afloat, the four would fit a /25: 16 + 16 + 64 + 32.
    wanted = (need("one", 9), need("two", 9), need("big", 50), need("half", 20))
    pinned = {"one": "10.0.0.16/28", "two": "10.0.0.32/28"}
    with pytest.raises(DoesNotFitError, match=r"one: pinned to 10\.0\.0\.16/28") as caught:
        plan("10.0.0.0/26", wanted, pinned)
    assert caught.value.smallest == 24


def test_a_node_pool_that_no_longer_fits_takes_nobodys_place():
    rest = (need("endpoints", 40), need("other", 40))
    pinned = {"other": "10.0.0.0/26"}
    before = plan("10.0.0.0/24", (need("nodes", 20, grows=True), *rest), pinned)
    assert str(before["endpoints"]) == "10.0.0.192/26"
    with pytest.raises(DoesNotFitError):
        plan("10.0.0.0/24", (need("nodes", 100, grows=True), *rest), pinned)


def test_more_than_the_widest_private_network_holds_has_no_size_that_would_do():
    with pytest.raises(DoesNotFitError) as caught:
        plan("10.0.0.0/8", (need("nodes", 1 << 25),))
    assert caught.value.smallest is None
