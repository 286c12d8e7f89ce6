"""Which logs are sent, and that every type is decided."""

import pulumi
import pytest

from components.shared.diagnostics import (
    DIAGNOSTICS,
    SENDS_NOTHING,
    LogCategory,
    LogDestinations,
    send_logs,
)
from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import run, stores
from tests.components.test_data_stores import EVERYTHING

VAULT = "azure-native:keyvault:Vault"
DESTINATIONS = LogDestinations({"audit": lab.AUDIT_LOG, "application": f"{lab.AUDIT_LOG}-app"})
ARCHIVE = f"{lab.SHARED}/Microsoft.Storage/storageAccounts/starchive"


def sent(destinations: LogDestinations):
    opts = pulumi.ResourceOptions()
    return run(lambda: send_logs("vault", VAULT, lab.VAULT, destinations, opts))


def test_every_type_that_is_registered_sends_logs_or_says_why_not():
    types = {r.type for r in stores(EVERYTHING).resources.values() if r.custom}
    assert sorted(types - set(DIAGNOSTICS) - set(SENDS_NOTHING)) == []


def test_no_type_is_in_both_tables():
    assert set(DIAGNOSTICS) & set(SENDS_NOTHING) == set()
    assert all(SENDS_NOTHING.values())


@pytest.mark.parametrize("type_token", DIAGNOSTICS)
def test_each_category_stands_once_with_its_weight_and_reason(type_token):
    categories = DIAGNOSTICS[type_token]
    names = [category.category for category in categories]
    assert len(names) == len(set(names)) > 0
    for category in categories:
        assert category.destination in ("audit", "application")
        assert 0 < category.mb_per_day < 1000
        assert category.reason


def test_reads_of_data_are_not_sent():
    names = {c.category for categories in DIAGNOSTICS.values() for c in categories}
    assert "StorageRead" not in names


def test_logs_are_sent_by_category_into_a_table_of_their_type():
    logs = sent(DESTINATIONS).one(lab.LOGS).inputs
    assert logs["logs"] == [{"category": "AuditEvent", "enabled": True}]
    assert "metrics" not in logs
    assert logs["logAnalyticsDestinationType"] == "Dedicated"
    assert logs["resourceUri"] == lab.VAULT
    assert logs["workspaceId"] == lab.AUDIT_LOG


def test_audit_logs_go_to_the_archive_too():
    archived = LogDestinations(DESTINATIONS.workspace_ids, ARCHIVE)
    assert sent(archived).one(lab.LOGS).inputs["storageAccountId"] == ARCHIVE
    assert "storageAccountId" not in sent(DESTINATIONS).one(lab.LOGS).inputs


def test_each_destination_has_a_setting_of_its_own(monkeypatch):
    run_logs = LogCategory("AzurePolicyEvaluationDetails", "application", 1, "shows how it runs")
    monkeypatch.setitem(DIAGNOSTICS, VAULT, (*DIAGNOSTICS[VAULT], run_logs))
    plan = sent(LogDestinations(DESTINATIONS.workspace_ids, ARCHIVE))
    settings = {s.inputs["name"]: s.inputs for s in plan.all(lab.LOGS)}
    assert settings["audit"]["workspaceId"] == lab.AUDIT_LOG
    assert settings["application"]["workspaceId"] == f"{lab.AUDIT_LOG}-app"
    assert [log["category"] for log in settings["audit"]["logs"]] == ["AuditEvent"]
    assert "storageAccountId" not in settings["application"]
