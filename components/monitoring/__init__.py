"""Where logs and metrics are kept, and who hears of trouble."""

from dataclasses import replace
from typing import Literal

import pulumi

from components.monitoring.args import LogSource, MonitoringArgs
from components.monitoring.insights import services_insights, workspace_insights
from components.monitoring.log_workspaces import application_workspace, audit_workspace
from components.monitoring.private_scope import Member, join_scope
from components.monitoring.prometheus import PrometheusOutputs, prometheus
from components.monitoring.receivers import make_receivers
from components.shared.diagnostics import LogDestinations, send_logs, send_storage_logs
from components.shared.grants import Target, grant_on
from components.shared.platform_writes import platform_writes_account
from settings.monitoring import NewApplicationLog, NewAuditLog

__all__ = ["LogSource", "Monitoring", "MonitoringArgs", "PrometheusOutputs"]

Role = Literal["audit", "application"]

_GRANT_TARGETS: dict[Role, Target] = {"audit": "audit-log", "application": "application-log"}
_WORKSPACE = "azure-native:operationalinsights:Workspace"


class Monitoring(pulumi.ComponentResource):
    """The audit trail of one stack, apart from it how things run, and who hears of trouble.

    They are two workspaces: what applications send has a daily cap, and a cap on the audit trail
    would let anyone with a chatty pod switch it off.

    Attributes:
        log_destinations: where the components made later send their logs.
        audit_workspace_id: id of the workspace of the audit trail.
        audit_archive_id: id of the archive account, or None.
        application_workspace_id: id of the workspace of how things run.
        workspace_insights_id: id of the Application Insights of the machine-learning workspace.
        services_insights_id: id of the Application Insights of our services.
        services_connection_string: what services send to; secret, though with local auth off it
            opens nothing by itself.
        prometheus: where metrics of the cluster go, or None.
        action_group_id: id of the group that every alert goes to.
        chat_relay_id: id of the workflow that writes to the chat, or None.

    Guarantees:
        audit-uncapped: no daily cap ends the audit trail.
        audit-kept: audit logs stay for the days set, and nothing purges them early.
        audit-signed-in: whoever reads the trail signs in; there is no workspace key.
        audit-senders: only diagnostic settings of Azure write to it.
        audit-watched: who queried the trail is in the trail, and so for the other workspace.
        audit-protected: neither workspace is deleted by accident.
        archive-write-once: what is in the archive cannot be changed or deleted before its day.
        archive-no-echo: logs of the archive do not go into the archive.
        application-capped: what applications send costs no more a day than was set.
        services-sign-in: our services send telemetry with their identity, never with a key.
        whole-measure: no request is left out of what is measured.
        workspace-telemetry: machine learning's own telemetry arrives, which cannot sign in; the
            exception is marked, and what it sent is read by signing in.
        one-scope: everything that receives telemetry is in the private link scope, one after the
            other, so that no sender is cut off by the names the scope takes over.
        open-scope: the scope shuts nobody out of monitors that are not in it.
        closed-where-all-are-in: with a scope, what only the network sends to is closed to others.
        heard-by-a-person: an alert reaches a mailbox that people read, whatever else is set.
        chat-address-hidden: a reader of the resource group does not see the channel's address, nor
            does one of the chat relay's history.
        chat-signed-in: nobody but the alerts' identity makes the relay speak.
    """

    log_destinations: LogDestinations
    audit_workspace_id: pulumi.Output[str]
    audit_archive_id: pulumi.Output[str] | None
    application_workspace_id: pulumi.Output[str]
    workspace_insights_id: pulumi.Output[str]
    services_insights_id: pulumi.Output[str]
    services_connection_string: pulumi.Output[str]
    prometheus: PrometheusOutputs | None
    action_group_id: pulumi.Output[str]
    chat_relay_id: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Monitoring", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        conventions = args.conventions
        members: dict[str, Member] = {}

        self._make_logs(name, args, members)
        for source_name, source in args.log_sources.items():
            logical_name = f"{name}-{source_name}"
            send_logs(logical_name, source.type_token, source.id, self.log_destinations, child)

        bound = workspace_insights(name, self.application_workspace_id, args, self)
        services = services_insights(name, self.application_workspace_id, args, self)
        for role, one in (("workspace", bound), ("services", services)):
            members[f"{role}-insights"] = Member(conventions.name("appi", role), one.id)
        grant_on("services-insights", services.id, args.principals, conventions, name, child)
        self.workspace_insights_id = bound.id
        self.services_insights_id = services.id
        self.services_connection_string = pulumi.Output.secret(services.connection_string)

        self.prometheus = prometheus(name, args, self) if args.cluster else None
        if self.prometheus:
            members["metrics-endpoint"] = Member(
                conventions.name("dce"), self.prometheus.endpoint_id
            )
        join_scope(name, members, args, self)
        receivers = make_receivers(name, args, self.log_destinations, self)
        self.action_group_id = receivers.action_group_id
        self.chat_relay_id = receivers.chat_relay_id
        self.register_outputs(
            {
                "audit_workspace_id": self.audit_workspace_id,
                "audit_archive_id": self.audit_archive_id,
                "application_workspace_id": self.application_workspace_id,
                "workspace_insights_id": self.workspace_insights_id,
                "services_insights_id": self.services_insights_id,
                "action_group_id": self.action_group_id,
            }
        )

    def _make_logs(self, name: str, args: MonitoringArgs, members: dict[str, Member]) -> None:
        child, settings = pulumi.ResourceOptions(parent=self), args.settings
        archive = None
        if settings.archive_audit_days is not None:
            archive = platform_writes_account(
                f"{name}-audit-archive",
                "log",
                keep_days=settings.archive_audit_days,
                write_once=True,
                protect=settings.protect,
                conventions=args.conventions,
                component="monitoring",
                opts=child,
            )
        self.audit_archive_id = archive.id if archive else None

        audit, application = settings.audit, settings.application
        made: dict[Role, pulumi.Output[str]] = {}
        if isinstance(audit, NewAuditLog):
            self.audit_workspace_id = audit_workspace(name, audit, args, self).id
            made["audit"] = self.audit_workspace_id
        else:
            self.audit_workspace_id = pulumi.Output.from_input(audit.id)
        if isinstance(application, NewApplicationLog):
            self.application_workspace_id = application_workspace(name, application, args, self).id
            made["application"] = self.application_workspace_id
        else:
            self.application_workspace_id = pulumi.Output.from_input(application.id)
        self.log_destinations = LogDestinations(
            {"audit": self.audit_workspace_id, "application": self.application_workspace_id},
            self.audit_archive_id,
        )
        for role, workspace_id in made.items():
            members[role] = Member(args.conventions.name("log", role), workspace_id)
            send_logs(f"{name}-{role}", _WORKSPACE, workspace_id, self.log_destinations, child)
            target = _GRANT_TARGETS[role]
            grant_on(target, workspace_id, args.principals, args.conventions, name, child)
        if self.audit_archive_id is not None:
            # In the archive, each of them would be a write that is logged, and so on for ever.
            send_storage_logs(
                f"{name}-audit-archive",
                self.audit_archive_id,
                replace(self.log_destinations, archive_account_id=None),
                child,
            )
