"""The outbound rules of a managed network, as resources."""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.ml_workspace.owner import Owner
from components.ml_workspace.rules import Rule
from components.shared.grants import wait_for_grants


def make_rules(owner: Owner, rules: Sequence[Rule]) -> list[pulumi.Resource]:
    """Make the rules one after another; return what must be there before any compute."""
    previous: list[pulumi.Resource] = [*owner.grants]
    for rule in rules:
        logical_name = f"{owner.name}-outbound-{rule.name}"
        made = ml.ManagedNetworkSettingsRule(
            logical_name,
            rule_name=rule.name,
            workspace_name=owner.workspace_name,
            resource_group_name=owner.conventions.resource_group_name,
            properties=rule.properties,
            opts=pulumi.ResourceOptions(
                parent=owner.component,
                # Azure refuses two writes at once to one managed network
                # (microsoft-foundry/foundry-samples#755), and the workspace's identity approves
                # the endpoints.
                depends_on=previous,
                hooks=wait_for_grants(f"{logical_name}-waits-for-grants"),
                # A rule keeps its kind, and its name must be free before another kind takes it.
                replace_on_changes=["properties.type"],
                delete_before_replace=True,
                # The first rule for a host makes the firewall; a rule may also wait for others.
                custom_timeouts=pulumi.CustomTimeouts(create="60m", update="60m", delete="60m"),
            ),
        )
        previous = [made]
    return previous
