"""Cases of the rules on what a cluster runs for us, and how it is kept current."""

from tests.guardrails.cases.serving_access import cluster
from tests.guardrails.spec import ABSENT, Case, Made, Ref

METRICS = "cluster:azureMonitorProfile.metrics.enabled"
DEFENDER = "cluster:securityProfile.defender"


def window(name: str, config_name: str) -> Made:
    return Made(
        "containerservice:MaintenanceConfiguration",
        name,
        {
            "configName": config_name,
            "resourceName": Ref("cluster", "name"),
            "maintenanceWindow": {
                "durationHours": 4,
                "startTime": "02:00",
                "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
            },
        },
    )


PLANNED = (
    cluster(),
    window("upgrades", "aksManagedAutoUpgradeSchedule"),
    window("images", "aksManagedNodeOSUpgradeSchedule"),
)
DEFENDED = {"securityMonitoring": {"enabled": True}, "logAnalyticsWorkspaceResourceId": "/w"}

CASES = {
    "aks-addons": Case(
        good=(
            cluster(
                addonProfiles={
                    "azurepolicy": {"enabled": True},
                    "azureKeyvaultSecretsProvider": {
                        "enabled": True,
                        "config": {"enableSecretRotation": "true"},
                    },
                },
                securityProfile={"imageCleaner": {"enabled": True, "intervalHours": 48}},
                azureMonitorProfile={"metrics": {"enabled": True}},
            ),
        ),
        at="cluster:addonProfiles.azurepolicy.enabled",
        bad=False,
        also_good={
            "without a way out no policy add-on": {
                "cluster:addonProfiles.azurepolicy": ABSENT,
                "cluster:networkProfile": {"outboundType": "none"},
            },
            "Container Insights": {
                "cluster:addonProfiles.omsagent": {"enabled": True},
                METRICS: False,
            },
        },
        also_bad={
            "no add-ons": {"cluster:addonProfiles": ABSENT},
            "no secrets from the vault": {
                "cluster:addonProfiles.azureKeyvaultSecretsProvider.enabled": False
            },
            "old secrets": {"cluster:addonProfiles.azureKeyvaultSecretsProvider.config": ABSENT},
            "old images": {"cluster:securityProfile.imageCleaner.enabled": False},
            "no metrics": {METRICS: False},
        },
    ),
    "aks-defender": Case(
        good=(cluster(securityProfile={"defender": DEFENDED}),),
        at=f"{DEFENDER}.securityMonitoring.enabled",
        bad=False,
        settings={"plan": True},
        also_bad={
            "the plan without the sensor": {DEFENDER: ABSENT},
            "findings for nobody": {f"{DEFENDER}.logAnalyticsWorkspaceResourceId": ABSENT},
        },
        set_otherwise={
            "neither plan nor sensor": ({"plan": False}, {DEFENDER: ABSENT}, "pass"),
            "the sensor, and nobody says of a plan": ({"plan": False}, {}, "undetermined"),
        },
    ),
    "aks-volume-drivers": Case(
        good=(
            cluster(
                storageProfile={
                    "fileCSIDriver": {"enabled": False},
                    "blobCSIDriver": {"enabled": False},
                }
            ),
        ),
        at="cluster:storageProfile.fileCSIDriver.enabled",
        bad=True,
        also_good={"blobs, which are off by default": {"cluster:storageProfile.blobCSIDriver": {}}},
        also_bad={"blobs": {"cluster:storageProfile.blobCSIDriver.enabled": True}},
    ),
    "aks-upgrade": Case(
        good=(
            cluster(
                autoUpgradeProfile={"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"}
            ),
        ),
        at="cluster:autoUpgradeProfile.upgradeChannel",
        bad="none",
        also_good={
            "stable, with patches only": {
                "cluster:autoUpgradeProfile": {
                    "upgradeChannel": "stable",
                    "nodeOSUpgradeChannel": "SecurityPatch",
                }
            }
        },
        also_bad={
            "no profile": {"cluster:autoUpgradeProfile": ABSENT},
            "nodes that patch themselves": {
                "cluster:autoUpgradeProfile.nodeOSUpgradeChannel": "Unmanaged"
            },
        },
    ),
    "aks-maintenance-window": Case(
        good=PLANNED,
        at="images:maintenanceWindow.durationHours",
        bad=3,
        malformed=(True, "violation"),
        also_bad={
            "no window": {"images:maintenanceWindow": ABSENT},
            "no schedule": {"images:maintenanceWindow.schedule": ABSENT},
            "no start": {"images:maintenanceWindow.startTime": ABSENT},
        },
    ),
    "aks-maintenance-planned": Case(
        good=PLANNED,
        at="images:configName",
        bad="default",
        also_bad={
            "no window for Kubernetes": {"upgrades": ABSENT},
            "no window for nodes": {"images": ABSENT},
            "the window of another cluster": {"images:resourceName": "other"},
        },
        also_good={"no cluster": {"cluster": ABSENT}},
    ),
    "aks-sla": Case(
        good=(
            cluster(
                sku={"name": "Base", "tier": "Standard"},
                nodeResourceGroupProfile={"restrictionLevel": "ReadOnly"},
            ),
        ),
        at="cluster:sku.tier",
        bad="Free",
        also_good={"long-term support": {"cluster:sku.tier": "Premium"}},
        also_bad={
            "anybody edits": {"cluster:nodeResourceGroupProfile.restrictionLevel": "Unrestricted"},
            "no word on it": {"cluster:nodeResourceGroupProfile": ABSENT},
        },
    ),
}
