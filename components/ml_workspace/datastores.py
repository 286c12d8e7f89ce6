"""Containers of the storage account, by the names that jobs use."""

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.ml_workspace.dependencies import WorkspaceDependencies
from components.ml_workspace.owner import Owner


def make_datastores(
    owner: Owner, dependencies: WorkspaceDependencies
) -> dict[str, pulumi.Output[str]]:
    """Make a datastore for each container; return ids by datastore name.

    Whoever reads or writes signs in; a datastore holds no key. Those for what the workspace keeps
    itself, such as `workspaceblobstore`, come with it.
    """
    conventions = owner.conventions
    return {
        name: ml.Datastore(
            f"{owner.name}-datastore-{container}",
            name=name,
            workspace_name=owner.workspace_name,
            resource_group_name=conventions.resource_group_name,
            properties=ml.AzureBlobDatastoreArgs(
                datastore_type="AzureBlob",
                account_name=dependencies.storage_name,
                container_name=container,
                subscription_id=conventions.subscription_id,
                resource_group=conventions.resource_group_name,
                endpoint="core.windows.net",
                protocol="https",
                credentials=ml.NoneDatastoreCredentialsArgs(credentials_type="None"),
                # For previews in the studio, which come from outside the network
                # (learn.microsoft.com/azure/machine-learning/how-to-enable-studio-virtual-network).
                service_data_access_auth_identity=(
                    ml.ServiceDataAccessAuthIdentity.WORKSPACE_USER_ASSIGNED_IDENTITY
                ),
                tags=owner.tags,
            ),
            opts=owner.child,
        ).id
        # Azure takes no hyphen, which a container's name may have.
        for container, name in ((one, one.replace("-", "_")) for one in dependencies.containers)
    }
