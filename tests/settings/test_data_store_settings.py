"""What may be decided about storage, vault and registry."""

import pytest

from settings.problems import SettingsError
from tests.support import make_settings

RULE = {"source": "mcr.microsoft.com/*", "target": "mcr/*"}


def stores(**changes):
    return {"data_stores": changes}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            stores(storage={"containers": ["models", "raw", "models"]}),
            "data_stores.storage.containers: names models 2 times; keep one",
        ),
        (
            stores(storage={"services": ["blob", "blob"]}),
            "data_stores.storage.services: names blob 2 times; keep one",
        ),
        (
            stores(storage={"services": []}),
            "data_stores.storage.services: must have at least 1 entries; add one",
        ),
        (
            stores(registry={"replicas": ["westus2", "westus2"]}),
            "data_stores.registry.replicas: names westus2 2 times; keep one",
        ),
        (
            stores(registry={"cache_rules": {"mcr": RULE}}),
            "data_stores.registry.cache_rules.mcr: is not a rule name; "
            "use 5 to 50 letters and digits",
        ),
        (
            stores(storage={"soft_delete_days": 3}),
            "data_stores.storage.soft_delete_days: must be >= 7, got 3; raise it: a deletion is "
            "often noticed only after a weekend; Azure keeps it a year at most",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(changes, said):
    with pytest.raises(SettingsError) as error:
        make_settings(changes)
    assert str(error.value).splitlines()[1:] == [f"  {said}"]


def test_cache_rules_are_kept_by_name_and_cannot_change():
    rules = make_settings(stores(registry={"cache_rules": {"mcr-cache": RULE}})).data_stores
    assert rules.registry.cache_rules["mcr-cache"].target == "mcr/*"
    with pytest.raises(TypeError):
        rules.registry.cache_rules["other"] = None


def test_the_audit_trail_is_protected_and_not_archived_unless_somebody_says_so():
    monitoring = make_settings().monitoring
    assert monitoring.protect is True
    assert monitoring.archive_audit_days is None
