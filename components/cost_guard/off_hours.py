"""What stops a non-production platform at night, and starts it in the morning."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
from pulumi_azure_native import logic

from components.cost_guard.stop_group import caller_only, make_caller, make_stop_group
from components.cost_guard.workflows import start_definition, stop_definition
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations, send_logs
from components.shared.grants import Principal, grant_on
from settings.cost import OffHoursSettings
from settings.schedule import ScheduleSettings

Stoppable = Literal["cluster", "workspace"]


@dataclass(frozen=True, kw_only=True)
class OffHours:
    """When a stack rests, and what of it.

    Attributes:
        settings: what a person decided.
        tier: what the stack is; nothing in production is stopped.
        schedule: running hours.
        targets: ids of what stops: the cluster, and the workspace for its personal instances.
    """

    settings: OffHoursSettings
    tier: Literal["production", "non_production"]
    schedule: ScheduleSettings
    targets: Mapping[Stoppable, pulumi.Input[str]]


class OffHoursWorkflows:
    """Makes the workflows of one component.

    Args:
        name: logical name.
        plan: when the stack rests, and what of it.
        conventions: names, tags, place.
        first_deploy: day (ISO 8601) before which nothing happens.
        log_destinations: where it is logged what they did.
        parent: the component.

    Raises:
        ValueError: the stack is production, or there is nothing to stop.
    """

    def __init__(
        self,
        name: str,
        plan: OffHours,
        conventions: Conventions,
        first_deploy: str,
        log_destinations: LogDestinations,
        parent: pulumi.Resource,
    ) -> None:
        if plan.tier == "production":
            raise ValueError(f"{name}: nothing in production is stopped; leave it out")
        if not plan.targets:
            raise ValueError(f"{name}: there is nothing to stop; pass the cluster or the workspace")
        self._name = name
        self._plan = plan
        self._conventions = conventions
        self._first_deploy = first_deploy
        self._log_destinations = log_destinations
        self._parent = parent

    def make_start(self) -> None:
        """Make what starts the cluster when a running day begins."""
        cluster = self._plan.targets.get("cluster")
        if cluster is None:
            return
        definition = start_definition(self._plan.schedule, self._first_deploy)
        self._make("start", definition, {"cluster": cluster}, _closed())

    def make_stop(self, *, when_spent: bool) -> pulumi.Output[str] | None:
        """Make what stops everything when the day ends.

        Args:
            when_spent: make the action group too that stops it when the budget is spent.

        Returns:
            The id of the action group.
        """
        plan, parent = self._plan, self._parent
        definition = stop_definition(
            plan.schedule, self._first_deploy, tuple(plan.targets), callable_=when_spent
        )
        if not when_spent:
            self._make("stop", definition, plan.targets, _closed())
            return None
        caller = make_caller(f"{self._name}-stop-caller", self._conventions, parent)
        access = caller_only(caller.principal_id, self._conventions.tenant_id)
        workflow = self._make("stop", definition, plan.targets, access)
        grant_on(
            "stop-workflow",
            workflow.id,
            {"stop-caller": Principal(caller.principal_id, "ServicePrincipal")},
            self._conventions,
            self._name,
            pulumi.ResourceOptions(parent=parent),
        )
        return make_stop_group(
            f"{self._name}-stop-group", workflow, caller, self._conventions, parent
        )

    def _make(
        self,
        role: Literal["start", "stop"],
        definition: dict[str, Any],
        targets: Mapping[Stoppable, pulumi.Input[str]],
        access: logic.FlowAccessControlConfigurationArgs,
    ) -> logic.Workflow:
        conventions, child = self._conventions, pulumi.ResourceOptions(parent=self._parent)
        logical_name = f"{self._name}-{role}"
        workflow = logic.Workflow(
            logical_name,
            workflow_name=conventions.name("logic", role),
            resource_group_name=conventions.resource_group_name,
            location=conventions.location,
            state=logic.WorkflowState.ENABLED,
            identity=logic.ManagedServiceIdentityArgs(
                type=logic.ManagedServiceIdentityType.SYSTEM_ASSIGNED
            ),
            definition=definition,
            parameters={
                target: logic.WorkflowParameterArgs(type=logic.ParameterType.STRING, value=scope)
                for target, scope in targets.items()
            },
            access_control=access,
            tags=conventions.tags("cost_guard"),
            opts=child,
        )
        logs = self._log_destinations
        send_logs(logical_name, "azure-native:logic:Workflow", workflow.id, logs, child)
        principal = Principal(
            workflow.identity.principal_id,
            "ServicePrincipal",
            custom_roles=dict.fromkeys(targets, self._plan.settings.role_id),
        )
        for target, scope in targets.items():
            holder = {f"off-hours-{role}": principal}
            grant_on(target, scope, holder, conventions, self._name, child)
        return workflow


def _closed() -> logic.FlowAccessControlConfigurationArgs:
    # An empty list lets other workflows in and nobody else, and none of those has the key.
    return logic.FlowAccessControlConfigurationArgs(
        triggers=logic.FlowAccessControlConfigurationPolicyArgs(allowed_caller_ip_addresses=[])
    )
