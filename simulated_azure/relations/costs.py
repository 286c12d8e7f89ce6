"""Exports of costs and mails about them: their period, and the account that takes the files."""

from datetime import datetime

from simulated_azure.formats import is_utc_time
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State

_SCHEDULE_SOURCE = "https://learn.microsoft.com/rest/api/cost-management/scheduled-actions/create-or-update-by-scope"
ACCOUNT = "azure-native:storage:StorageAccount"
_DESTINATION = "deliveryInfo.destination.resourceId"
_PERIOD_SOURCE = "docstring of costmanagement ExportScheduleArgs.recurrence_period"
_ACCOUNT_SOURCE = "https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports#prerequisites"


def check_scheduled_action(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a schedule that ends before it starts, or more than a year after."""
    start, end = made.text("schedule.startDate"), made.text("schedule.endDate")
    if not (start and end and is_utc_time(start) and is_utc_time(end)):
        return
    days = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).days
    if not 0 < days <= 365:
        problem = f"is {days} days after the start"
        allowed = "a time within a year of the start"
        path, got = "schedule.endDate", describe(end)
        refuse(Refusal("pair", path, problem, got, allowed, _SCHEDULE_SOURCE))


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
