"""Who is told what when a promise is about to be broken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.alerting.baselines import BASELINES
from components.alerting.muting import mute_off_hours
from components.alerting.promises import promises
from components.alerting.rules import Alert, Target, make_alert
from components.alerting.trail import audit_silence, break_glass, daily_cap
from components.alerting.workbook import make_workbook
from components.shared.conventions import Conventions
from settings.schedule import ScheduleSettings
from settings.slo import SloSettings

__all__ = ["Alerting", "AlertingArgs", "Target", "alerts"]


@dataclass(frozen=True, kw_only=True)
class AlertingArgs:
    """What `Alerting` is made from.

    Attributes:
        settings: what is promised.
        conventions: names, tags, place.
        action_group_id: id of the group that every alert goes to.
        targets: ids of what is watched; what is not in the stack makes no alert.
        daily_cap_gb: cap of the application workspace, where it is ours.
        break_glass_group: object id of the group with rights of last resort, if there is one.
        off_hours: running hours of an environment that stops in between; None if it never does.
    """

    settings: SloSettings
    conventions: Conventions
    action_group_id: pulumi.Input[str]
    targets: Mapping[Target, pulumi.Input[str]] = field(default_factory=dict)
    daily_cap_gb: float | None = None
    break_glass_group: str | None = None
    off_hours: ScheduleSettings | None = None


class Alerting(pulumi.ComponentResource):
    """Every alert of a stack, its silence at night where that is wanted, and the workbook.

    Attributes:
        alert_ids: ids of the alerts by name.
        workbook_id: id of the workbook, or None without a workspace of how things run.

    Guarantees:
        promises-watched: every promise of the SLO table that an alert keeps has one, with its
            number.
        heard: every alert is switched on and goes to the action group.
        explained: every alert says what has happened, where its number is from and what to do.
        what-exists: an alert is about something that is in the stack.
        budget-burn: a failure that would use up a month's allowance in days is told in the hour.
        cap-warned: application logs are spoken of before their cap drops them.
        silence-heard: who stops sending is noticed as much as who sends bad news.
        break-glass-heard: rights of last resort are looked for every minute.
        break-glass-never-muted: their use is heard at night and at weekends too.
        quiet-nights: what stops on purpose wakes nobody.
        for-each-service: one service's trouble is not hidden in the average of all.
    """

    alert_ids: Mapping[str, pulumi.Output[str]]
    workbook_id: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: AlertingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Alerting", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        conventions = args.conventions
        self.alert_ids = {
            alert.name: make_alert(
                f"{name}-{alert.name}",
                alert,
                args.targets[alert.target],
                args.action_group_id,
                conventions,
                child,
            )
            for alert in alerts(args)
        }
        if args.off_hours is not None:
            mute_off_hours(f"{name}-off-hours", args.off_hours, conventions, child)
        self.workbook_id = None
        if "application-log" in args.targets:
            self.workbook_id = make_workbook(
                f"{name}-workbook",
                args.settings,
                args.targets["application-log"],
                conventions,
                child,
            ).id
        self.register_outputs({"alert_ids": self.alert_ids, "workbook_id": self.workbook_id})


def alerts(args: AlertingArgs) -> list[Alert]:
    """Return the alerts of a stack, in the order they are made."""
    found: list[Alert] = [*promises(args.settings), *BASELINES]
    found += break_glass(args.break_glass_group)
    if "cluster" in args.targets:
        found += audit_silence(args.settings.silence_minutes)
    if args.daily_cap_gb is not None:
        found += daily_cap(args.daily_cap_gb)
    return [alert for alert in found if alert.target in args.targets]
