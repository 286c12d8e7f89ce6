"""Agents of Azure DevOps that Microsoft runs in our subnet."""

import pulumi
from pulumi_azure_native import devopsinfrastructure

from components.access.args import AccessArgs
from components.shared.grants import Principal, grant_on, wait_for_grants
from settings.access import DevOpsPoolSettings, RunnersSettings


def make_pool(
    name: str,
    runners: RunnersSettings,
    pool: DevOpsPoolSettings,
    args: AccessArgs,
    opts: pulumi.ResourceOptions,
) -> None:
    """Make the pool, after Microsoft's service may put its agents into the subnet."""
    conventions, network = args.conventions, args.network
    subnet_id = network.subnet_ids["runners"]
    service = {"devops-pools": Principal(pool.service_principal_id, "ServicePrincipal")}
    grants = [
        *grant_on("virtual-network", network.id, service, conventions, name, opts),
        *grant_on("runners-subnet", subnet_id, service, conventions, name, opts),
    ]
    devopsinfrastructure.Pool(
        f"{name}-agents",
        pool_name=conventions.name("mdp"),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        dev_center_project_resource_id=pool.dev_center_project_id,
        maximum_concurrency=runners.max_runners,
        # No identity: it would be every pipeline's. Each has that of its own service connection.
        organization_profile=devopsinfrastructure.AzureDevOpsOrganizationProfileArgs(
            kind="AzureDevOps",
            organizations=[
                devopsinfrastructure.OrganizationArgs(
                    url=pool.organization_url,
                    projects=list(pool.projects),
                    parallelism=runners.max_runners,
                    open_access=False,
                )
            ],
            permission_profile=devopsinfrastructure.AzureDevOpsPermissionProfileArgs(
                kind="CreatorOnly"
            ),
        ),
        # A fresh agent for each job: nothing of one pipeline is left for the next.
        agent_profile=devopsinfrastructure.StatelessAgentProfileArgs(kind="Stateless"),
        fabric_profile=devopsinfrastructure.VmssFabricProfileArgs(
            kind="Vmss",
            sku=devopsinfrastructure.DevOpsAzureSkuArgs(name=pool.vm_size),
            images=[
                devopsinfrastructure.PoolImageArgs(
                    well_known_image_name=f"{pool.image}/latest", buffer="*"
                )
            ],
            network_profile=devopsinfrastructure.NetworkProfileArgs(subnet_id=subnet_id),
            os_profile=devopsinfrastructure.OsProfileArgs(logon_type="Service"),
            storage_profile=devopsinfrastructure.StorageProfileArgs(
                os_disk_storage_account_type="StandardSSD"
            ),
        ),
        tags=conventions.tags("access"),
        opts=pulumi.ResourceOptions(
            parent=opts.parent,
            depends_on=grants,
            hooks=wait_for_grants(f"{name}-agents-wait-for-grants"),
        ),
    )
