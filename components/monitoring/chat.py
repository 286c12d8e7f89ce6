"""The relay to a chat channel, which cannot read Azure's alerts by itself.

An alert's receiver is readable by every reader of the resource group, and a chat channel's address
is all that is needed to write to it. So the address is a secure parameter of a workflow, which
Azure never gives back, and neither calls nor answers are kept in the workflow's history.
"""

from typing import Any

import pulumi
from pulumi_azure_native import logic

from components.monitoring.args import MonitoringArgs

TRIGGER_PATH = "/triggers/alert/paths/invoke?api-version=2016-10-01"

_SCHEMA = (
    "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/"
    "workflowdefinition.json#"
)
_UNSEEN = {"secureData": {"properties": ["inputs", "outputs"]}}
# Properties of the common alert schema
# (learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema).
_ESSENTIALS = "triggerBody()?['data']?['essentials']"
_HEADLINE = (
    f"@{{{_ESSENTIALS}?['severity']}} @{{{_ESSENTIALS}?['monitorCondition']}}: "
    f"@{{{_ESSENTIALS}?['alertRule']}}"
)
_STORY = f"@{{{_ESSENTIALS}?['description']}}"


def chat_relay(
    name: str,
    chat_url: str,
    caller_principal_id: pulumi.Input[str],
    args: MonitoringArgs,
    parent: pulumi.Resource,
) -> logic.Workflow:
    """Make the workflow that writes an alert into the channel.

    Args:
        name: logical name.
        chat_url: address of the channel.
        caller_principal_id: object id of the one identity that may call it.
        args: names, tags, place, and whose chat it is.
        parent: the component.
    """
    conventions = args.conventions
    # learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app: a policy needs the
    # issuer; the object id leaves one caller of the tenant.
    claims = {
        "iss": f"https://sts.windows.net/{conventions.tenant_id}/",
        "oid": caller_principal_id,
    }
    return logic.Workflow(
        name,
        workflow_name=conventions.name("logic", "chat"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        state=logic.WorkflowState.ENABLED,
        definition=_definition(args.alerting.chat_format),
        parameters={
            "chatUrl": logic.WorkflowParameterArgs(
                type=logic.ParameterType.SECURE_STRING,
                value=pulumi.Output.secret(chat_url),
            )
        },
        access_control=logic.FlowAccessControlConfigurationArgs(
            triggers=logic.FlowAccessControlConfigurationPolicyArgs(
                open_authentication_policies=logic.OpenAuthenticationAccessPoliciesArgs(
                    policies={
                        "alerts": logic.OpenAuthenticationAccessPolicyArgs(
                            type=logic.OpenAuthenticationProviderType.AAD,
                            claims=[
                                logic.OpenAuthenticationPolicyClaimArgs(name=key, value=value)
                                for key, value in claims.items()
                            ],
                        )
                    }
                )
            ),
            # Nobody reads past runs by their address; the portal signs in.
            contents=logic.FlowAccessControlConfigurationPolicyArgs(
                allowed_caller_ip_addresses=[
                    logic.IpAddressRangeArgs(address_range="0.0.0.0-0.0.0.0")
                ]
            ),
        ),
        tags=conventions.tags("monitoring"),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _definition(chat_format: str) -> dict[str, Any]:
    return {
        "$schema": _SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {"chatUrl": {"type": "SecureString"}},
        "triggers": {
            "alert": {
                "type": "Request",
                "kind": "Http",
                "inputs": {"schema": {}},
                # A call by a signed address carries no token and ends here.
                "operationOptions": "IncludeAuthorizationHeadersInOutputs",
                "conditions": [
                    {
                        "expression": "@startsWith(coalesce("
                        "triggerOutputs()?['headers']?['Authorization'], ''), 'Bearer ')"
                    }
                ],
                "runtimeConfiguration": _UNSEEN,
            }
        },
        "actions": {
            "post": {
                "type": "Http",
                "inputs": {
                    "method": "POST",
                    "uri": "@parameters('chatUrl')",
                    "body": _MESSAGES[chat_format],
                    "retryPolicy": {"type": "exponential", "count": 4, "interval": "PT10S"},
                },
                "runAfter": {},
                "runtimeConfiguration": _UNSEEN,
            }
        },
        "outputs": {},
    }


_MESSAGES: dict[str, Any] = {
    # learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using.
    "teams": {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [
                        {"type": "TextBlock", "text": _HEADLINE, "weight": "Bolder", "wrap": True},
                        {"type": "TextBlock", "text": _STORY, "wrap": True},
                    ],
                },
            }
        ],
    },
    # docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
    "slack": {"text": f"*{_HEADLINE}*\n{_STORY}"},
}
