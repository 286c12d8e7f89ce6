"""Who hears of an alert: mailboxes, and a chat channel if one is wanted."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import logic, managedidentity, monitor

from components.monitoring.args import MonitoringArgs
from components.monitoring.chat import TRIGGER_PATH, chat_relay
from components.shared.diagnostics import LogDestinations, send_logs
from components.shared.grants import Principal, grant_on


@dataclass(frozen=True, kw_only=True)
class Receivers:
    """Who hears of an alert.

    Attributes:
        action_group_id: id of the group that every alert goes to.
        chat_relay_id: id of the workflow that writes to the chat, or None.
    """

    action_group_id: pulumi.Output[str]
    chat_relay_id: pulumi.Output[str] | None


def make_receivers(
    name: str, args: MonitoringArgs, logs: LogDestinations, parent: pulumi.Resource
) -> Receivers:
    """Make the group that every alert of the stack goes to, and the chat's relay if wanted."""
    conventions, alerting = args.conventions, args.alerting
    emails = alerting.emails or (conventions.owner,)
    relay, receivers, caller = None, [], None
    if alerting.chat_url is not None:
        identity = _chat_identity(name, args, parent)
        chat_url = alerting.chat_url.get_secret_value()
        relay = chat_relay(f"{name}-chat", chat_url, identity.principal_id, args, parent)
        receivers = [_chat(name, relay, identity, args, logs, parent)]
        caller = monitor.ManagedServiceIdentityArgs(
            type=monitor.ManagedServiceIdentityType.USER_ASSIGNED,
            user_assigned_identities=[identity.id],
        )
    group = monitor.ActionGroup(
        f"{name}-alerts",
        action_group_name=conventions.name("ag"),
        resource_group_name=conventions.resource_group_name,
        location="global",
        # What a text message and a mail begin with; 12 characters.
        group_short_name=f"{conventions.workload[:6]}{conventions.environment}",
        enabled=True,
        email_receivers=[
            monitor.MicrosoftCommonEmailReceiverArgs(
                name=email, email_address=email, use_common_alert_schema=True
            )
            for email in emails
        ],
        logic_app_receivers=receivers,
        identity=caller,
        tags=conventions.tags("monitoring"),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return Receivers(action_group_id=group.id, chat_relay_id=relay.id if relay else None)


def _chat_identity(
    name: str, args: MonitoringArgs, parent: pulumi.Resource
) -> managedidentity.UserAssignedIdentity:
    # Not the group's own identity: the relay must know it before the group is made.
    conventions = args.conventions
    return managedidentity.UserAssignedIdentity(
        f"{name}-chat-caller",
        resource_name_=conventions.name("id", "chat-caller"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        tags=conventions.tags("monitoring"),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _chat(
    name: str,
    relay: logic.Workflow,
    identity: managedidentity.UserAssignedIdentity,
    args: MonitoringArgs,
    logs: LogDestinations,
    parent: pulumi.Resource,
) -> monitor.LogicAppReceiverArgs:
    child = pulumi.ResourceOptions(parent=parent)
    send_logs(f"{name}-chat", "azure-native:logic:Workflow", relay.id, logs, child)
    caller = {"chat-caller": Principal(identity.principal_id, "ServicePrincipal")}
    grant_on("chat-relay", relay.id, caller, args.conventions, name, child)
    return monitor.LogicAppReceiverArgs(
        name="chat",
        resource_id=relay.id,
        # Without a signature: whoever reads it can do nothing with it.
        callback_url=pulumi.Output.concat(relay.access_endpoint, TRIGGER_PATH),
        managed_identity=identity.principal_id,
        use_common_alert_schema=True,
    )
