"""Exports of costs: their period, and the account that they are written to."""

from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State

ACCOUNT = "azure-native:storage:StorageAccount"
_DESTINATION = "deliveryInfo.destination.resourceId"
_PERIOD_SOURCE = "docstring of costmanagement ExportScheduleArgs.recurrence_period"
_ACCOUNT_SOURCE = "https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports#prerequisites"


def check_export(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a period that ends before it starts, and an account that Azure may not write to."""
    start = made.text("schedule.recurrencePeriod.from")
    end = made.text("schedule.recurrencePeriod.to")
    if start and end and end[:10] <= start[:10]:
        problem, allowed = "is not after the start", f"a time after {start}"
        path, got = "schedule.recurrencePeriod.to", describe(end)
        refuse(Refusal("pair", path, problem, got, allowed, _PERIOD_SOURCE))
    account = state.behind(made.request, made.at(_DESTINATION), ACCOUNT)
    if account is None:
        return
    if scope := account.text("allowedCopyScope"):
        problem = f"the account takes copies from {scope} only"
        allowed = "an account without allowedCopyScope"
        refuse(Refusal("pair", _DESTINATION, problem, scope, allowed, _ACCOUNT_SOURCE))
    bypass = account.text("networkRuleSet.bypass")
    if account.text("networkRuleSet.defaultAction") == "Deny" and "AzureServices" not in (
        bypass or "AzureServices"
    ):
        problem, allowed = "the account shuts Azure's services out", "bypass AzureServices"
        refuse(Refusal("pair", _DESTINATION, problem, str(bypass), allowed, _ACCOUNT_SOURCE))
