"""Training clusters and personal instances."""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.ml_workspace.owner import Owner
from settings.schedule import ScheduleSettings
from settings.time_zones import WINDOWS_TIME_ZONES
from settings.workspace import ClusterSettings

_PRIORITIES = {
    "dedicated": ml.VmPriority.DEDICATED,
    "low_priority": ml.VmPriority.LOW_PRIORITY,
}
# Azure takes an update as an order to make the compute anew, or refuses it: only a cluster's
# limits and its tags can change (learn.microsoft.com/rest/api/azureml/compute/create-or-update).
_FIXED_IN_CLUSTERS = [
    "properties.disableLocalAuth",
    *(
        f"properties.properties.{name}"
        for name in (
            "enableNodePublicIp",
            "osType",
            "remoteLoginPortPublicAccess",
            "subnet",
            "vmPriority",
            "vmSize",
        )
    ),
]
_FIXED_IN_INSTANCES = ["identity", "properties"]


class Computes:
    """Makes the computes of one workspace; all act as the training identity.

    Args:
        owner: the workspace.
        identity_id: id of the training identity.
        subnet_id: subnet of ours that they are in; None in a managed network.
        ready: what must be there before any of them.
    """

    def __init__(
        self,
        owner: Owner,
        identity_id: pulumi.Input[str],
        subnet_id: pulumi.Input[str] | None,
        ready: Sequence[pulumi.Resource],
    ) -> None:
        self._owner = owner
        self._identity_id = identity_id
        self._subnet = ml.ResourceIdArgs(id=subnet_id) if subnet_id is not None else None
        self._ready = list(ready)

    def make_cluster(self, cluster_name: str, settings: ClusterSettings) -> pulumi.Output[str]:
        """Make a cluster that has nodes only while it has jobs; return its id."""
        properties = ml.AmlComputePropertiesArgs(
            vm_size=settings.vm_size,
            vm_priority=_PRIORITIES[settings.priority],
            os_type=ml.OsType.LINUX,
            scale_settings=ml.ScaleSettingsArgs(
                min_node_count=0,
                max_node_count=settings.max_nodes,
                node_idle_time_before_scale_down=f"PT{settings.idle_seconds}S",
            ),
            enable_node_public_ip=False,
            remote_login_port_public_access=ml.RemoteLoginPortPublicAccess.DISABLED,
            subnet=self._subnet,
        )
        return self._make(
            f"cluster-{cluster_name}",
            cluster_name,
            ml.AmlComputeArgs(
                compute_type="AmlCompute", disable_local_auth=True, properties=properties
            ),
            _FIXED_IN_CLUSTERS,
        )

    def make_instance(
        self, person: str, vm_size: str, idle_minutes: int, schedule: ScheduleSettings
    ) -> pulumi.Output[str]:
        """Make the workstation of one person, by object id; return its id."""
        conventions = self._owner.conventions
        properties = ml.ComputeInstancePropertiesArgs(
            vm_size=vm_size,
            application_sharing_policy=ml.ApplicationSharingPolicy.PERSONAL,
            compute_instance_authorization_type=ml.ComputeInstanceAuthorizationType.PERSONAL,
            personal_compute_instance_settings=ml.PersonalComputeInstanceSettingsArgs(
                assigned_user=ml.AssignedUserArgs(object_id=person, tenant_id=conventions.tenant_id)
            ),
            enable_sso=True,
            ssh_settings=ml.ComputeInstanceSshSettingsArgs(
                ssh_public_access=ml.SshPublicAccess.DISABLED
            ),
            enable_node_public_ip=False,
            subnet=self._subnet,
            idle_time_before_shutdown=f"PT{idle_minutes}M",
            schedules=ml.ComputeSchedulesArgs(compute_start_stop=[_stop_every_day(schedule)]),
        )
        first_digits = person[:8]
        return self._make(
            f"instance-{first_digits}",
            conventions.name("ci", first_digits),
            ml.ComputeInstanceArgs(
                compute_type="ComputeInstance", disable_local_auth=True, properties=properties
            ),
            _FIXED_IN_INSTANCES,
        )

    def _make(
        self,
        role: str,
        compute_name: str,
        properties: ml.AmlComputeArgs | ml.ComputeInstanceArgs,
        fixed: list[str],
    ) -> pulumi.Output[str]:
        owner = self._owner
        return ml.Compute(
            f"{owner.name}-{role}",
            compute_name=compute_name,
            workspace_name=owner.workspace_name,
            resource_group_name=owner.conventions.resource_group_name,
            location=owner.conventions.location,
            # With data behind identities an instance cannot have one of Azure's making
            # (learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage).
            identity=ml.ManagedServiceIdentityArgs(
                type=ml.ManagedServiceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[self._identity_id],
            ),
            properties=properties,
            tags=owner.tags,
            opts=pulumi.ResourceOptions(
                parent=owner.component,
                # Where the network is made with the first compute, its rules must be known, and
                # the workspace's identity must have its rights.
                depends_on=self._ready,
                replace_on_changes=fixed,
                delete_before_replace=True,
                custom_timeouts=pulumi.CustomTimeouts(create="60m", update="60m", delete="30m"),
            ),
        ).id


def _stop_every_day(schedule: ScheduleSettings) -> ml.ComputeStartStopScheduleArgs:
    hour, minute = schedule.stop.split(":")
    return ml.ComputeStartStopScheduleArgs(
        action=ml.ComputePowerAction.STOP,
        trigger_type=ml.ComputeTriggerType.CRON,
        cron=ml.CronArgs(
            # Weekends too: whoever works on a Saturday has gone home by then.
            expression=f"{int(minute)} {int(hour)} * * *",
            time_zone=WINDOWS_TIME_ZONES[schedule.time_zone],
        ),
        status=ml.ScheduleStatus.ENABLED,
    )
