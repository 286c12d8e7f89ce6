"""The cluster: private, without local accounts, patched in its window, made after its rights."""

from typing import Any

import pulumi
import pytest
from pulumi_azure_native import managedidentity

from components.shared.roles import ROLE_IDS
from settings.windows import Window
from tests.components import serving_cluster_lab as lab
from tests.components.serving_cluster_lab import cluster, deployed, serving

WHOLE: dict[str, Any] = {"serving": {**lab.ALL_POOLS, "ingress": lab.INGRESS}}


@pytest.mark.feature("N8", "containerservice.ManagedCluster apiServerAccessProfile")
@pytest.mark.feature("K4", "containerservice.ManagedCluster apiServerAccessProfile")
def test_the_api_server_lives_in_a_subnet_of_its_own_and_nowhere_else() -> None:
    assert cluster()["publicNetworkAccess"] == "Disabled"
    assert cluster()["apiServerAccessProfile"] == {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": "system",
        "enableVnetIntegration": True,
        "subnetId": f"{lab.VNET}/subnets/api-server",
        "disableRunCommand": True,
    }


def test_through_an_endpoint_of_aks_it_needs_no_subnet() -> None:
    access = serving(api_server="private_link")["apiServerAccessProfile"]
    assert access["enablePrivateCluster"] is True
    assert access["enableVnetIntegration"] is False
    assert "subnetId" not in access


def test_commands_from_outside_are_open_only_while_the_glass_is_broken() -> None:
    open_access = serving(run_command=True)["apiServerAccessProfile"]
    closed = cluster()["apiServerAccessProfile"]
    assert open_access == {**closed, "disableRunCommand": False}


@pytest.mark.feature("I12", "containerservice.ManagedCluster aadProfile.enableAzureRBAC")
def test_whoever_signs_in_is_known_to_entra_and_holds_roles_of_azure() -> None:
    made = cluster()
    assert made["disableLocalAccounts"] is True
    assert made["enableRBAC"] is True
    assert made["aadProfile"] == {
        "managed": True,
        "enableAzureRBAC": True,
        "tenantID": "22222222-2222-2222-2222-222222222222",
    }


def test_cluster_and_workloads_sign_in_as_identities() -> None:
    made = cluster()
    assert made["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": [lab.IDENTITIES["control-plane"].id],
    }
    assert made["oidcIssuerProfile"] == {"enabled": True}
    assert made["securityProfile"]["workloadIdentity"] == {"enabled": True}
    for absent in ("linuxProfile", "servicePrincipalProfile", "windowsProfile"):
        assert absent not in made


def test_no_volume_is_mounted_with_an_account_key() -> None:
    drivers = {name: driver["enabled"] for name, driver in cluster()["storageProfile"].items()}
    assert drivers == {
        "diskCSIDriver": True,
        "snapshotController": True,
        "fileCSIDriver": False,
        "blobCSIDriver": False,
    }


def test_nodes_pull_images_as_the_kubelet_identity() -> None:
    kubelet = lab.IDENTITIES["kubelet"]
    assert cluster()["identityProfile"] == {
        "kubeletidentity": {
            "resourceId": kubelet.id,
            "clientId": kubelet.client_id,
            "objectId": kubelet.principal_id,
        }
    }


@pytest.mark.feature("N10", "containerservice.ManagedCluster networkProfile.networkPolicy")
def test_pods_live_in_an_overlay_whose_policies_cilium_enforces() -> None:
    network = cluster()["networkProfile"]
    assert network["networkPlugin"] == "azure"
    assert network["networkPluginMode"] == "overlay"
    assert network["networkDataplane"] == "cilium"
    assert network["networkPolicy"] == "cilium"


def test_the_name_server_is_the_tenth_service() -> None:
    network = serving(service_range="10.99.0.0/20", pod_range="10.100.0.0/16")["networkProfile"]
    assert network["dnsServiceIP"] == "10.99.0.10"
    assert network["podCidr"] == "10.100.0.0/16"


def test_a_private_link_service_could_use_its_load_balancer() -> None:
    network = cluster()["networkProfile"]
    assert network["loadBalancerSku"] == "standard"
    assert network["loadBalancerProfile"] == {"backendPoolType": "NodeIPConfiguration"}


@pytest.mark.parametrize(
    ("egress", "outbound_type"),
    [("nat", "userAssignedNATGateway"), ("firewall", "userDefinedRouting")],
)
def test_traffic_leaves_as_the_network_says(egress: str, outbound_type: str) -> None:
    network = {"egress": egress} | ({"firewall": {"sku": "Basic"}} if egress == "firewall" else {})
    made = cluster(network=network)
    assert made["networkProfile"]["outboundType"] == outbound_type
    assert made["bootstrapProfile"] == {"artifactSource": "Direct"}
    assert made["addonProfiles"]["azurepolicy"] == {"enabled": True}


def test_without_a_way_out_nodes_get_the_cluster_s_images_from_our_registry() -> None:
    made = cluster(**lab.ISOLATED)
    assert made["networkProfile"]["outboundType"] == "none"
    assert made["bootstrapProfile"] == {
        "artifactSource": "Cache",
        "containerRegistryId": lab.REGISTRY,
    }
    assert made["addonProfiles"]["azurepolicy"] == {"enabled": False}


@pytest.mark.feature("K6", "containerservice.ManagedCluster addonProfiles.azurepolicy")
@pytest.mark.feature("K9", "containerservice.ManagedCluster securityProfile.imageCleaner")
def test_policies_are_checked_secrets_rotated_and_old_images_removed() -> None:
    made = cluster()
    assert made["addonProfiles"] == {
        "azurepolicy": {"enabled": True},
        "azureKeyvaultSecretsProvider": {
            "enabled": True,
            "config": {"enableSecretRotation": "true", "rotationPollInterval": "2m"},
        },
    }
    assert made["securityProfile"]["imageCleaner"] == {"enabled": True, "intervalHours": 48}


@pytest.mark.feature("V9", "containerservice.ManagedCluster workloadAutoScalerProfile.keda")
def test_keda_scales_pods_and_nothing_else_does() -> None:
    assert cluster()["workloadAutoScalerProfile"] == {
        "keda": {"enabled": True},
        "verticalPodAutoscaler": {"enabled": False},
    }


def test_defender_reports_to_the_audit_log_only_when_it_is_asked_for() -> None:
    assert "defender" not in cluster()["securityProfile"]
    assert serving(defender=True)["securityProfile"]["defender"] == {
        "logAnalyticsWorkspaceResourceId": lab.AUDIT_LOG,
        "securityMonitoring": {"enabled": True},
    }


@pytest.mark.feature("N11", "containerservice.ManagedCluster serviceMeshProfile")
def test_the_mesh_has_a_gateway_with_a_private_address_only() -> None:
    mesh = cluster()["serviceMeshProfile"]
    assert mesh["mode"] == "Istio"
    assert mesh["istio"]["revisions"] == ["asm-1-30"]
    assert mesh["istio"]["components"] == {
        "ingressGateways": [{"enabled": True, "mode": "Internal"}]
    }


def test_a_cluster_without_a_mesh_has_no_gateway() -> None:
    assert serving(istio=None)["serviceMeshProfile"] == {"mode": "Disabled"}


def test_a_mesh_is_upgraded_with_two_revisions_side_by_side() -> None:
    mesh = serving(istio={"revisions": ["asm-1-30", "asm-1-31"]})["serviceMeshProfile"]
    assert mesh["istio"]["revisions"] == ["asm-1-30", "asm-1-31"]


@pytest.mark.parametrize(("tier", "split"), [("Standard", True), ("Free", False)])
def test_costs_are_split_by_namespace_where_the_tier_can(tier: str, split: bool) -> None:
    made = cluster(tier="non_production", serving={"tier": tier})
    assert made["sku"] == {"name": "Base", "tier": tier}
    assert made["metricsProfile"] == {"costAnalysis": {"enabled": split}}


@pytest.mark.feature("K7", "containerservice.ManagedCluster resourceName, nodeResourceGroup")
def test_the_cluster_and_the_group_of_its_nodes_have_names_of_ours() -> None:
    made = cluster()
    assert made["resourceName"] == made["dnsPrefix"] == "aks-mlops-test-eus2"
    assert made["nodeResourceGroup"] == "rg-mlops-aks-nodes-test-eus2"


def test_nobody_changes_what_aks_keeps_in_the_group_of_its_nodes() -> None:
    assert cluster()["nodeResourceGroupProfile"] == {"restrictionLevel": "ReadOnly"}


@pytest.mark.feature("K9", "containerservice.MaintenanceConfiguration maintenanceWindow")
def test_cluster_nodes_and_aks_itself_are_upgraded_in_one_weekly_window() -> None:
    plan = deployed()
    assert {window.inputs["configName"] for window in plan.all(lab.WINDOW)} == {
        "aksManagedAutoUpgradeSchedule",
        "aksManagedNodeOSUpgradeSchedule",
        "default",
    }
    for window in plan.all(lab.WINDOW):
        assert window.inputs["resourceName"] == "aks-mlops-test-eus2"
        assert window.inputs["maintenanceWindow"] == {
            "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
            "startTime": "02:00",
            "utcOffset": "+00:00",
            "durationHours": 4,
        }


@pytest.mark.feature("K10", "containerservice.MaintenanceConfiguration in running hours")
def test_a_cluster_that_stops_at_night_is_patched_while_it_runs() -> None:
    role = f"{lab.ROLES}/0f0f0f0f-0000-4000-8000-00000000000f"
    nightly: dict[str, Any] = {
        "schedule": {"time_zone": "America/New_York"},
        "off_hours": {"role_id": role},
    }
    plan = deployed(tier="non_production", **nightly)
    window = plan.all(lab.WINDOW)[0].inputs["maintenanceWindow"]
    assert window["schedule"]["weekly"]["dayOfWeek"] == "Monday"
    assert (window["startTime"], window["utcOffset"]) == ("08:00", "-05:00")


def test_patches_of_the_minor_version_and_of_the_nodes_come_by_themselves() -> None:
    assert cluster()["kubernetesVersion"] == "1.36"
    assert cluster()["autoUpgradeProfile"] == {
        "upgradeChannel": "patch",
        "nodeOSUpgradeChannel": "NodeImage",
    }
    chosen = serving(upgrade_channel="none", node_os_channel="SecurityPatch")
    assert chosen["autoUpgradeProfile"] == {
        "upgradeChannel": "none",
        "nodeOSUpgradeChannel": "SecurityPatch",
    }


def test_metrics_are_collected_where_there_is_somewhere_to_send_them() -> None:
    assert cluster()["azureMonitorProfile"] == {"metrics": {"enabled": False}}
    assert deployed().all(lab.ASSOCIATION) == []
    plan = deployed(prometheus=True)
    made = plan.one(lab.CLUSTER)
    assert made.inputs["azureMonitorProfile"] == {"metrics": {"enabled": True}}
    sent = {one.inputs["associationName"]: one.inputs for one in plan.all(lab.ASSOCIATION)}
    assert sent["ContainerInsightsMetricsExtension"]["dataCollectionRuleId"] == lab.RULE
    assert sent["configurationAccessEndpoint"]["dataCollectionEndpointId"] == lab.ENDPOINT
    assert {one["resourceUri"] for one in sent.values()} == {made.id}


@pytest.mark.feature("A18", "monitor.DiagnosticSetting logs of the cluster")
def test_changes_sign_ins_and_node_counts_are_logged_and_reads_are_not() -> None:
    plan = deployed()
    sent = {
        logs.inputs["workspaceId"]: {log["category"] for log in logs.inputs["logs"]}
        for logs in plan.all(lab.LOGS)
    }
    assert sent == {
        lab.AUDIT_LOG: {"kube-audit-admin", "guard"},
        lab.APPLICATION_LOG: {"cluster-autoscaler"},
    }
    source = plan.one(lab.CLUSTER).id
    assert {logs.inputs["resourceUri"] for logs in plan.all(lab.LOGS)} == {source}


def test_the_cluster_is_protected_until_that_is_turned_off() -> None:
    assert deployed().one(lab.CLUSTER).protect
    off = deployed(tier="non_production", serving={"protect": False})
    assert not off.one(lab.CLUSTER).protect


def test_the_cluster_is_made_after_its_rights_and_waits_for_them() -> None:
    def program() -> None:
        earlier = managedidentity.UserAssignedIdentity(
            "earlier", resource_name_="id-earlier", resource_group_name="rg-mlops-test-eus2"
        )
        lab.make_cluster({}, after=[earlier])

    plan = lab.run(program)
    made = plan.one(lab.CLUSTER)
    needed = {plan.resources[urn].name for urn in made.dependencies}
    assert needed == {
        "earlier",
        "serving-virtual-network-control-plane-private-dns-zone-contributor",
    }
    assert made.options["hooks"] == {"on_error": ["serving-cluster-waits-for-grants"]}


def test_the_control_plane_may_link_the_zone_of_the_api_server_and_no_more() -> None:
    plan = deployed()
    role = ROLE_IDS["Private DNS Zone Contributor"]
    assert lab.held(plan, lab.VNET) == {("control-plane", role)}


def test_a_zone_of_the_hub_is_used_once_the_control_plane_may_write_in_it() -> None:
    zone = f"{lab.HUB}/privateDnsZones/privatelink.eastus2.azmk8s.io"
    plan = deployed(serving={"api_server_zone_id": zone})
    made = plan.one(lab.CLUSTER)
    assert made.inputs["apiServerAccessProfile"]["privateDNSZone"] == zone
    role = ROLE_IDS["Private DNS Zone Contributor"]
    assert lab.held(plan, zone) == {("control-plane", role)}
    scopes = {plan.resources[urn].inputs["scope"] for urn in made.dependencies}
    assert scopes == {zone, lab.VNET}


def test_a_preview_registers_what_an_update_registers() -> None:
    before, after = deployed(preview=True, **WHOLE), deployed(**WHOLE)
    assert list(before.resources) == list(after.resources)


def test_what_the_cluster_alone_knows_keeps_its_edge_to_the_cluster() -> None:
    plan = deployed(preview=True, prometheus=True, **WHOLE)
    made = plan.one(lab.CLUSTER).urn
    for credential in plan.all(lab.CREDENTIAL):
        assert credential.property_dependencies["issuer"] == [made]
    for pool in plan.all(lab.POOL):
        assert pool.property_dependencies["resourceName"] == [made]
    for association in plan.all(lab.ASSOCIATION):
        assert association.property_dependencies["resourceUri"] == [made]


def test_everything_belongs_to_the_cluster_and_a_caller_s_options_stay_with_it() -> None:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")], protect=True)
    plan = lab.run(lambda: lab.make_cluster(WHOLE, opts))
    owner = plan.one("azure-mlops:index:ServingCluster")
    assert owner.aliases
    children = [resource for resource in plan.resources.values() if resource.custom]
    assert {child.parent for child in children} == {owner.urn}
    assert [child.name for child in children if child.aliases] == []


def test_every_taggable_part_says_which_component_made_it() -> None:
    plan = deployed(**WHOLE)
    tagged = [r for r in plan.resources.values() if "tags" in r.outputs and r.custom]
    assert len(tagged) == 6
    assert {resource.inputs["tags"]["component"] for resource in tagged} == {"serving_cluster"}


def test_the_outputs_name_the_cluster_its_issuer_and_its_window() -> None:
    def program() -> None:
        made = lab.make_cluster({})
        pulumi.export("cluster_id", made.cluster_id)
        pulumi.export("cluster_name", made.cluster_name)
        pulumi.export("issuer", made.oidc_issuer_url)
        pulumi.export("fqdn", made.private_fqdn)
        pulumi.export("group", made.node_resource_group)
        pulumi.export("window", made.maintenance)

    plan = lab.run(program)
    made = plan.one(lab.CLUSTER)
    assert plan.outputs == {
        "cluster_id": made.id,
        "cluster_name": "aks-mlops-test-eus2",
        "issuer": made.outputs["oidcIssuerProfile"]["issuerURL"],
        "fqdn": made.outputs["privateFQDN"],
        "group": "rg-mlops-aks-nodes-test-eus2",
        "window": "Sunday 02:00-06:00 UTC",
    }


def test_the_window_that_is_given_is_the_window_that_is_set() -> None:
    window = Window(
        day="Friday",
        start="22:00",
        hours=6,
        time_zone="Asia/Kolkata",
        utc_offset="+05:30",
        summer_minutes=0,
    )
    plan = lab.run(lambda: lab.make_cluster({}, window=window))
    for made in plan.all(lab.WINDOW):
        assert made.inputs["maintenanceWindow"] == {
            "schedule": {"weekly": {"dayOfWeek": "Friday", "intervalWeeks": 1}},
            "startTime": "22:00",
            "utcOffset": "+05:30",
            "durationHours": 6,
        }
