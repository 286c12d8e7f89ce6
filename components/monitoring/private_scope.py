"""The private link scope: how telemetry gets to Azure Monitor without the internet."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure_native
from pulumi_azure_native import monitor

from components.monitoring.args import MonitoringArgs
from components.shared.private_endpoint import private_endpoint
from settings.monitoring import ExistingPrivateLinkScope


@dataclass(frozen=True)
class Member:
    """A resource to add to a scope: its physical name, its id."""

    name: str
    id: pulumi.Input[str]


def join_scope(
    name: str,
    members: Mapping[str, Member],
    args: MonitoringArgs,
    parent: pulumi.Resource,
) -> None:
    """Add resources to the scope that the settings want, and make it first if it is ours.

    Args:
        name: logical name of the component.
        members: what joins, by role.
        args: settings, and where an endpoint goes.
        parent: the component.

    Raises:
        ValueError: the endpoint was not announced to the network, or another was.
    """
    scope, conventions = args.settings.private_link_scope, args.conventions
    expected = () if scope is None or isinstance(scope, ExistingPrivateLinkScope) else ("monitor",)
    if args.links != expected or (expected and args.endpoints is None):
        raise ValueError(
            f"{name}: the endpoints announced to the network are not those of monitoring; pass "
            "footprint(settings).links_of('monitoring'), and where they go"
        )
    if scope is None:
        return
    child = pulumi.ResourceOptions(parent=parent)
    if isinstance(scope, ExistingPrivateLinkScope):
        _, _, subscription, _, group, *_, scope_name = scope.id.split("/")
        if subscription.lower() != conventions.subscription_id.lower():
            owner = azure_native.Provider(
                f"{name}-scope-owner",
                subscription_id=subscription,
                tenant_id=conventions.tenant_id,
                opts=child,
            )
            child = pulumi.ResourceOptions(parent=parent, provider=owner)
        _add(name, members, group, scope_name, child)
        return
    if args.endpoints is None:
        return
    made = monitor.PrivateLinkScope(
        f"{name}-scope",
        scope_name=conventions.name("ampls"),
        resource_group_name=conventions.resource_group_name,
        location="global",
        # Open: machine learning sends from networks that are not ours, and with PrivateOnly this
        # network could reach no monitor but the one in here
        # (learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet).
        access_mode_settings=monitor.AccessModeSettingsArgs(
            ingestion_access_mode=monitor.AccessMode.OPEN,
            query_access_mode=monitor.AccessMode.OPEN,
        ),
        tags=conventions.tags("monitoring"),
        opts=child,
    )
    last = _add(name, members, conventions.resource_group_name, made.name, child)
    private_endpoint(
        f"{name}-monitor-endpoint",
        "monitor",
        made.id,
        args.endpoints,
        conventions,
        "monitoring",
        # Its addresses are counted when it is made, so all members must be there.
        pulumi.ResourceOptions(parent=parent, depends_on=last),
    )


def _add(
    name: str,
    members: Mapping[str, Member],
    group: str,
    scope_name: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """Add members one after the other: a scope refuses two changes at a time."""
    last: list[pulumi.Resource] = []
    for role, member in members.items():
        one = monitor.PrivateLinkScopedResource(
            f"{name}-scope-{role}",
            name=member.name,
            scope_name=scope_name,
            resource_group_name=group,
            kind="Resource",
            linked_resource_id=member.id,
            opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=last)),
        )
        last = [one]
    return last
