"""What may be decided about the cluster, and when AKS may upgrade it."""

from typing import Any

import pytest

from settings.problems import SettingsError
from settings.windows import Window, maintenance_window
from tests.support import make_settings

ZONES = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-dns/providers"
ZONES += "/Microsoft.Network/privateDnsZones"
INGRESS = {"host_name": "models.example.com", "address": "10.20.0.30", "certificate": "tls"}
ROLES = "/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.Authorization"
NIGHTLY = {
    "tier": "non_production",
    "schedule": {"time_zone": "Europe/Berlin"},
    "off_hours": {"role_id": f"{ROLES}/roleDefinitions/0f0f0f0f-0000-4000-8000-00000000000f"},
}


def serving(**changes: Any) -> dict[str, Any]:
    return {"serving": changes}


def nightly(schedule: dict[str, Any] | None = None, **maintenance: Any) -> dict[str, Any]:
    changes = {**NIGHTLY, "schedule": {**NIGHTLY["schedule"], **(schedule or {})}}
    return changes | serving(maintenance=maintenance) if maintenance else changes


def said(changes: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsError) as error:
        make_settings(changes)
    return [line.strip() for line in str(error.value).splitlines()[1:]]


def window(changes: dict[str, Any]) -> Window:
    return maintenance_window(make_settings(changes))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            serving(tier="Free"),
            "serving.tier: has no SLA, which production needs, got 'Free'; remove it, or set tier "
            "to non_production",
        ),
        (
            serving(protect=False),
            "serving.protect: must be true in a production stack, got false; remove it; see the "
            "runbook",
        ),
        (
            serving(user_pool={"spot": True}),
            "serving.user_pool.spot: would take every node of the services away at once, got true; "
            "remove it, and add a spot_pool",
        ),
        (
            serving(system_pool={"spot": True}),
            "serving.system_pool.spot: is not allowed on the system pool, got true; remove it; use "
            "spot on user_pool or gpu_pool",
        ),
        (
            serving(system_pool={"min_nodes": 2}),
            "serving.system_pool.min_nodes: must be >= 3 in a production stack, one in each zone, "
            "got 2; raise it",
        ),
        (
            serving(system_pool={"min_nodes": 1}) | {"tier": "non_production"},
            "serving.system_pool.min_nodes: must be >= 2 on the system pool, got 1; raise it",
        ),
        (
            serving(user_pool={"min_nodes": 5, "max_nodes": 4}),
            "serving.user_pool.max_nodes: must be >= min_nodes (5), got 4; raise it",
        ),
        (
            serving(user_pool={"vm_size": "Standard_D4s_v5"}),
            "serving.user_pool.vm_size: has no local disk for an ephemeral one, got "
            "'Standard_D4s_v5'; choose a size with a d, such as Standard_D4ds_v5, or os_disk "
            "managed",
        ),
        (
            serving(user_pool={"vm_size": "Standard_D2ds_v5"}),
            "serving.user_pool.os_disk_gb: is larger than the local disk of Standard_D2ds_v5 (75 "
            "GB), got 100; lower it, or choose a larger size",
        ),
        (
            serving(gpu_pool={"vm_size": "Standard_D4ds_v5"}),
            "serving.gpu_pool.vm_size: has no GPU, got 'Standard_D4ds_v5'; choose one such as "
            "Standard_NC24ads_A100_v4, or remove the pool",
        ),
        (
            serving(kubernetes_version="1.36.1"),
            "serving.kubernetes_version: names a patch, from which AKS moves on by itself and "
            "never back, got '1.36.1'; write \"1.36\", or set upgrade_channel to none",
        ),
        (
            serving(istio={"revisions": ["asm-1-28", "asm-1-30"]}),
            "serving.istio.revisions: must be two in a row; write the older first, such as "
            "asm-1-29, asm-1-30",
        ),
        (
            serving(api_server_zone_id=f"{ZONES}/privatelink.westus2.azmk8s.io"),
            "serving.api_server_zone_id: is no zone that the API server can be found by, got "
            "'privatelink.westus2.azmk8s.io'; give the id of privatelink.eastus2.azmk8s.io or "
            "private.eastus2.azmk8s.io, or of a zone below",
        ),
        (
            serving(istio=None, ingress=INGRESS),
            "serving.ingress: names a gateway that istio null leaves out; remove it, or set "
            "serving.istio",
        ),
        (
            serving(ingress={**INGRESS, "host_name": "*.example.com"}),
            "serving.ingress.host_name: is a wildcard, not a host, got '*.example.com'; name one "
            "host",
        ),
        (
            serving(ingress={**INGRESS, "address": "10.20.0.3"}),
            "serving.ingress.address: is no address that the node subnet (10.20.0.0/27) can give "
            "away, got '10.20.0.3'; choose one at its end, such as 10.20.0.30, and pin the "
            "subnet's range",
        ),
        (
            serving(ingress={**INGRESS, "address": "10.20.0.40"}),
            "serving.ingress.address: is no address that the node subnet (10.20.0.0/27) can give "
            "away, got '10.20.0.40'; choose one at its end, such as 10.20.0.30, and pin the "
            "subnet's range",
        ),
        (
            {"network": {"egress": "isolated"}},
            "data_stores.registry.cache_rules.aks-managed-mcr: is what nodes get the cluster's own "
            "images by with egress isolated; write `aks-managed-mcr: { source: "
            '"mcr.microsoft.com/*", target: "aks-managed-repository/*" }`',
        ),
        (
            {"schedule": {"time_zone": "Berlin"}},
            "schedule.time_zone: is not an IANA time zone, got 'Berlin'; write one such as "
            "Europe/Berlin, America/New_York or UTC",
        ),
        (
            {"schedule": {"time_zone": "UTC", "start": "19:00", "stop": "07:00"}},
            "schedule.stop: is not after the start (19:00), got '07:00'; correct one of the two",
        ),
        (
            nightly(day="Sunday", start="09:00"),
            "serving.maintenance.day: is no running day, and a stopped cluster is never patched, "
            "got 'Sunday'; choose one of Monday, Tuesday, Wednesday, Thursday, Friday",
        ),
        (
            nightly(day="Monday", start="02:00"),
            "serving.maintenance: leaves the window (Monday 02:00-06:00 Europe/Berlin (UTC+01:00), "
            "by the clock 03:00-07:00 while daylight saving lasts) partly outside the running "
            "hours (07:00-19:00); move or shorten the window, or lengthen the hours",
        ),
        (
            nightly(day="Monday", start="09:00", time_zone="UTC"),
            "serving.maintenance.time_zone: is not read where a schedule stops the cluster; remove "
            "it",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    changes: dict[str, Any], problem: str
) -> None:
    assert said(changes) == [problem]


def test_a_window_under_four_hours_is_refused() -> None:
    (line,) = said(serving(maintenance={"hours": 3}))
    assert line.startswith("serving.maintenance.hours: must be >= 4, got 3; raise it")


def test_a_window_that_fits_only_in_winter_is_refused() -> None:
    fits = nightly(day="Friday", start="14:00")
    assert str(window(fits)).startswith("Friday 14:00-18:00")
    assert len(said(nightly(day="Friday", start="15:00"))) == 1


def test_running_hours_too_short_for_a_window_are_refused_as_such() -> None:
    (line,) = said(nightly({"start": "09:00", "stop": "14:00"}))
    assert line.startswith("schedule: leaves the window (Monday 10:00-14:00 Europe/Berlin")


@pytest.mark.parametrize("isolated_channel", ["SecurityPatch"])
def test_without_a_way_out_nodes_take_whole_images(isolated_channel: str) -> None:
    lines = said({"network": {"egress": "isolated"}} | serving(node_os_channel=isolated_channel))
    assert lines[0] == (
        "serving.node_os_channel: needs a way out to package servers, which egress isolated has "
        "not, got 'SecurityPatch'; remove it"
    )


def test_a_cluster_that_never_stops_is_patched_on_sunday_night() -> None:
    assert window({}) == Window(
        day="Sunday",
        start="02:00",
        hours=4,
        time_zone="UTC",
        utc_offset="+00:00",
        summer_minutes=0,
    )


def test_a_production_cluster_runs_outside_the_hours_of_its_people() -> None:
    assert window({"schedule": {"time_zone": "Europe/Berlin"}}) == window({})


def test_a_cluster_that_stops_is_patched_an_hour_after_its_week_starts() -> None:
    made = window(nightly({"days": ["Tuesday", "Friday"]}))
    assert (made.day, made.start, made.hours) == ("Tuesday", "08:00", 4)


@pytest.mark.parametrize(
    ("time_zone", "utc_offset", "summer_minutes"),
    [
        ("UTC", "+00:00", 0),
        ("Europe/Berlin", "+01:00", 60),
        ("Europe/Dublin", "+00:00", 60),
        ("Asia/Kolkata", "+05:30", 0),
        ("America/New_York", "-05:00", 60),
        ("America/St_Johns", "-03:30", 60),
        ("Australia/Sydney", "+10:00", 60),
        ("Australia/Lord_Howe", "+10:30", 30),
    ],
)
def test_the_offset_is_that_of_standard_time(
    time_zone: str, utc_offset: str, summer_minutes: int
) -> None:
    made = window(serving(maintenance={"time_zone": time_zone}))
    assert (made.utc_offset, made.summer_minutes) == (utc_offset, summer_minutes)


def test_the_window_says_what_moves_with_daylight_saving() -> None:
    made = serving(maintenance={"day": "Saturday", "start": "22:30", "time_zone": "Europe/Paris"})
    assert str(window(made)) == (
        "Saturday 22:30-02:30 Europe/Paris (UTC+01:00), by the clock 23:30-03:30 while daylight "
        "saving lasts"
    )


def test_pools_that_are_left_out_are_not_made() -> None:
    assert list(make_settings().serving.pools) == ["system", "user"]
    both = make_settings(serving(gpu_pool={}, spot_pool={})).serving.pools
    assert list(both) == ["system", "user", "gpu", "spot"]
    assert both["spot"].spot
    assert not both["gpu"].spot


def test_a_size_from_before_the_letter_d_is_believed_to_have_a_local_disk() -> None:
    size = "Standard_L8s_v3"
    assert make_settings(serving(user_pool={"vm_size": size})).serving.user_pool.vm_size == size
