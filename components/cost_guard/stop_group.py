"""How a spent budget stops non-production: an action group that signs in at the stop workflow."""

import pulumi
from pulumi_azure_native import logic, managedidentity, monitor

from components.cost_guard.workflows import BUDGET_TRIGGER
from components.shared.conventions import Conventions


def make_caller(
    name: str, conventions: Conventions, parent: pulumi.Resource
) -> managedidentity.UserAssignedIdentity:
    """Make the identity that the action group calls as.

    It is not the group's own: the workflow must know it before the group is made.
    """
    return managedidentity.UserAssignedIdentity(
        name,
        resource_name_=conventions.name("id", "stop-caller"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        tags=conventions.tags("cost_guard"),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def caller_only(
    principal_id: pulumi.Input[str], tenant_id: str
) -> logic.FlowAccessControlConfigurationArgs:
    """Return the access of a workflow that one identity of the tenant may call."""
    # learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app: the issuer is required,
    # the object id leaves one caller.
    claims = {"iss": f"https://sts.windows.net/{tenant_id}/", "oid": principal_id}
    policy = logic.OpenAuthenticationAccessPolicyArgs(
        type=logic.OpenAuthenticationProviderType.AAD,
        claims=[
            logic.OpenAuthenticationPolicyClaimArgs(name=claim, value=value)
            for claim, value in claims.items()
        ],
    )
    return logic.FlowAccessControlConfigurationArgs(
        triggers=logic.FlowAccessControlConfigurationPolicyArgs(
            open_authentication_policies=logic.OpenAuthenticationAccessPoliciesArgs(
                policies={"budget": policy}
            )
        )
    )


def make_stop_group(
    name: str,
    workflow: logic.Workflow,
    caller: managedidentity.UserAssignedIdentity,
    conventions: Conventions,
    parent: pulumi.Resource,
) -> pulumi.Output[str]:
    """Make the action group whose only receiver is the stop workflow; return its id."""
    path = f"/triggers/{BUDGET_TRIGGER}/paths/invoke?api-version=2016-10-01"
    return monitor.ActionGroup(
        name,
        action_group_name=conventions.name("ag", "stop"),
        resource_group_name=conventions.resource_group_name,
        location="global",
        group_short_name=f"stop-{conventions.environment}",
        enabled=True,
        logic_app_receivers=[
            monitor.LogicAppReceiverArgs(
                name="stop",
                resource_id=workflow.id,
                # Without a signature: whoever reads it can do nothing with it.
                callback_url=pulumi.Output.concat(workflow.access_endpoint, path),
                managed_identity=caller.principal_id,
                use_common_alert_schema=True,
            )
        ],
        identity=monitor.ManagedServiceIdentityArgs(
            type=monitor.ManagedServiceIdentityType.USER_ASSIGNED,
            user_assigned_identities=[caller.id],
        ),
        tags=conventions.tags("cost_guard"),
        opts=pulumi.ResourceOptions(parent=parent),
    ).id
