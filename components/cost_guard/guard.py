"""Who hears of spending, where its records go, and what stops."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.cost_guard.budget import make_budget
from components.cost_guard.export import make_exports
from components.cost_guard.off_hours import OffHours, OffHoursWorkflows
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from settings.cost import BudgetSettings, CostExportSettings


@dataclass(frozen=True, kw_only=True)
class CostGuardArgs:
    """What `CostGuard` is made from.

    Attributes:
        budget: what may be spent, and who hears of it; None makes no budget.
        export: which files of costs are written; None writes none.
        off_hours: when the stack rests, and what of it; None stops nothing.
        conventions: names, tags, place.
        first_deploy: day (ISO 8601) of the first deployment.
        log_destinations: where logs go.
        managed_groups: names of the groups that Azure keeps for the platform, such as the nodes'.
        people_group_id: action group of whoever is on duty.
    """

    budget: BudgetSettings | None
    export: CostExportSettings | None
    off_hours: OffHours | None
    conventions: Conventions
    first_deploy: str
    log_destinations: LogDestinations
    managed_groups: Sequence[pulumi.Input[str]] = ()
    people_group_id: pulumi.Input[str] | None = None


class CostGuard(pulumi.ComponentResource):
    """The budget of one environment, the daily file of its costs, and its nights.

    Azure knows costs 8 to 24 hours late, so the budget is no brake in production: people hear in
    time to use one. Nor does Azure promise room for the nodes in the morning.

    Attributes:
        budget_id: id of the budget, or None.
        export_account: name of the account that holds the files, or None.

    Guarantees:
        spending-heard: recipients and people on duty hear within a day when 80 % of the month's
            budget is spent, and again at 100 %.
        forecast-heard: they hear as soon as Azure forecasts either.
        whole-environment: the budget counts the platform's group and every group that Azure keeps
            for it, and no other.
        dates-once: a date that Azure judges when it makes a resource never matters again.
        costs-stay: files of costs go to an account of their own in this environment and nowhere
            else.
        costs-expire: they are deleted after the days set.
        costs-logged: it is logged who reads or deletes them.
        production-runs: no production stack has a workflow that could stop it.
        non-production-stops: at the end of every day the cluster and all running compute instances
            stop.
        running-days-start: the cluster starts when a running day begins, and on no other day.
        local-time: hours are those of the schedule's time zone, daylight saving included.
        deploying-stops-nothing: a deployment runs no workflow.
        stop-when-spent: non-production stops when its budget is spent, and not before.
        only-start-and-stop: a workflow holds the company's own role on what it stops and no other
            right, and calls nothing but start, stop and what it must see first.
        called-by-one: only the budget's action group calls the stop workflow, as an identity, and
            nobody calls the start workflow.
    """

    budget_id: pulumi.Output[str] | None
    export_account: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: CostGuardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:CostGuard", name, None, opts)
        stop_group_id = self._rest(f"{name}-off-hours", args)
        self.budget_id = None
        if args.budget is not None:
            self.budget_id = make_budget(
                f"{name}-budget",
                args.budget,
                args.conventions,
                first_deploy=args.first_deploy,
                managed_groups=args.managed_groups,
                people_group_id=args.people_group_id,
                stop_group_id=stop_group_id,
                parent=self,
            ).id
        self.export_account = None
        if args.export is not None:
            self.export_account = make_exports(
                f"{name}-export",
                args.export,
                args.conventions,
                first_deploy=args.first_deploy,
                log_destinations=args.log_destinations,
                parent=self,
            )
        self.register_outputs({"budget_id": self.budget_id, "export_account": self.export_account})

    def _rest(self, name: str, args: CostGuardArgs) -> pulumi.Output[str] | None:
        """Make what stops and starts; return the id of the action group that stops."""
        plan = args.off_hours
        if plan is None:
            return None
        workflows = OffHoursWorkflows(
            name, plan, args.conventions, args.first_deploy, args.log_destinations, self
        )
        workflows.make_start()
        when_spent = args.budget is not None and plan.settings.stop_past_budget
        return workflows.make_stop(when_spent=when_spent)
