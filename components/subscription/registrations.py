"""The resource providers that a platform and its bootstrap need.

An owner registers them by hand before bootstrap runs; the README has the command.
"""

# Of these only some are registered by themselves; the provider of azure-native registers none
# (github.com/pulumi/pulumi-azure-native/issues/3479), and has no resource that does.
PROVIDERS = (
    "Microsoft.AlertsManagement",
    "Microsoft.Compute",
    "Microsoft.Consumption",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.CostManagement",
    "Microsoft.CostManagementExports",
    # The machine that people come in through, and its evenings; agents of Azure DevOps.
    "Microsoft.DevOpsInfrastructure",
    "Microsoft.DevTestLab",
    "Microsoft.Features",
    "Microsoft.Insights",
    "Microsoft.KeyVault",
    # The cluster's own fetching of what runs in it.
    "Microsoft.KubernetesConfiguration",
    "Microsoft.Logic",
    "Microsoft.MachineLearningServices",
    "Microsoft.ManagedIdentity",
    "Microsoft.Monitor",
    "Microsoft.Network",
    "Microsoft.OperationalInsights",
    # The cluster's policy add-on.
    "Microsoft.PolicyInsights",
    "Microsoft.Storage",
)
