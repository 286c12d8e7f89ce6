"""Who may look, who breaks the glass, what scales, and the host name with its certificate."""

from typing import Any

import pytest

from components.serving_cluster import ClusterNetwork, IngressOutputs
from components.shared.grants import GRANTS
from components.shared.roles import ROLE_IDS
from tests.components import serving_cluster_lab as lab
from tests.components.serving_cluster_lab import deployed

READS = ROLE_IDS["Azure Kubernetes Service RBAC Reader"]
ADMINISTERS = ROLE_IDS["Azure Kubernetes Service RBAC Cluster Admin"]
SIGNS_IN = ROLE_IDS["Azure Kubernetes Service Cluster User Role"]
HOST: dict[str, Any] = {"serving": {"ingress": lab.INGRESS}}


def test_engineers_look_and_scientists_and_viewers_have_no_business_in_the_cluster() -> None:
    plan = deployed()
    cluster_id = plan.one(lab.CLUSTER).id
    assert lab.held(plan, cluster_id) == {
        ("platform-engineers", ROLE_IDS["Reader"]),
        ("platform-engineers", SIGNS_IN),
        ("platform-engineers", READS),
        ("ml-engineers", SIGNS_IN),
        ("break-glass", SIGNS_IN),
        ("break-glass", ADMINISTERS),
    }


def test_ml_engineers_look_at_the_namespace_of_the_models_alone() -> None:
    plan = deployed(serving={"model_namespace": "scoring"})
    scope = f"{plan.one(lab.CLUSTER).id}/namespaces/scoring"
    assert lab.held(plan, scope) == {("ml-engineers", READS)}


def test_the_glass_is_broken_first() -> None:
    eligible = deployed().all(lab.ELIGIBLE)
    assert len(eligible) == 2
    group = lab.PEOPLE["break-glass"].principal_id
    assert {grant.inputs["principalId"] for grant in eligible} == {group}
    standing = [grant.inputs["roleDefinitionId"] for grant in deployed().all(lab.GRANT)]
    assert not [role for role in standing if role.endswith(ADMINISTERS)]


def test_no_row_lets_anybody_else_change_what_runs() -> None:
    changes = ("RBAC Writer", "RBAC Admin", "RBAC Cluster Admin", "Cluster Admin Role")
    holders = {grant.who for grant in GRANTS if grant.role.endswith(changes)}
    assert holders == {"break-glass"}


def test_the_scaler_signs_in_as_itself_with_tokens_of_this_cluster() -> None:
    plan = deployed()
    credential = plan.one(lab.CREDENTIAL).inputs
    assert credential["resourceName"] == "id-keda"
    assert credential["subject"] == "system:serviceaccount:kube-system:keda-operator"
    assert credential["audiences"] == ["api://AzureADTokenExchange"]
    issuer = plan.one(lab.CLUSTER).outputs["oidcIssuerProfile"]["issuerURL"]
    assert credential["issuer"] == issuer


def test_without_a_host_name_nothing_is_made_for_one() -> None:
    plan = deployed()
    for kind in (lab.ZONE, lab.LINK, lab.RECORD):
        assert plan.all(kind) == []
    assert [one.name for one in plan.all(lab.CREDENTIAL)] == ["serving-keda-credential"]


@pytest.mark.feature("N16", "privatedns.PrivateRecordSet aRecords of the host with a certificate")
def test_a_host_name_leads_to_the_fixed_address_and_hides_nothing_else() -> None:
    plan = deployed(**HOST)
    assert plan.one(lab.ZONE).inputs["privateZoneName"] == "models.ml.example.com"
    record = plan.one(lab.RECORD).inputs
    assert record["privateZoneName"] == "models.ml.example.com"
    assert record["relativeRecordSetName"] == "@"
    assert (record["recordType"], record["aRecords"]) == ("A", [{"ipv4Address": "10.20.0.30"}])
    link = plan.one(lab.LINK).inputs
    assert link["virtualNetwork"] == {"id": lab.VNET}
    assert link["registrationEnabled"] is False


def test_further_networks_resolve_the_host_too() -> None:
    hubs = tuple(f"{lab.HUB}/virtualNetworks/{name}" for name in ("vnet-hub", "vnet-vpn"))
    subnets = {role: f"{lab.VNET}/subnets/{role}" for role in ("nodes", "api-server")}
    network = ClusterNetwork(id=lab.VNET, subnet_ids=subnets, egress="nat", linked_ids=hubs)
    plan = lab.run(lambda: lab.make_cluster(HOST, network=network))
    linked = {link.inputs["virtualNetwork"]["id"] for link in plan.all(lab.LINK)}
    assert linked == {lab.VNET, *hubs}


def test_where_the_company_s_dns_answers_no_zone_is_made() -> None:
    plan = deployed(serving={"ingress": {**lab.INGRESS, "private_dns": False}})
    assert plan.all(lab.ZONE) == plan.all(lab.RECORD) == []
    assert len(plan.all(lab.CREDENTIAL)) == 2


def test_what_serves_the_host_name_reads_its_certificate_and_nothing_else() -> None:
    plan = deployed(**HOST)
    secret = f"{lab.VAULT}/secrets/models-tls"
    assert lab.held(plan, secret) == {("ingress", ROLE_IDS["Key Vault Secrets User"])}
    assert lab.held(plan, lab.VAULT) == set()
    credential = plan.one(lab.CREDENTIAL, "serving-ingress-credential").inputs
    assert credential["resourceName"] == "id-ingress"
    assert credential["subject"] == "system:serviceaccount:aks-istio-ingress:certificate-reader"


def test_a_host_name_without_the_identity_that_serves_it_is_an_error() -> None:
    identities = {role: one for role, one in lab.IDENTITIES.items() if role != "ingress"}
    with pytest.raises(ValueError, match="needs the identity `ingress`"):
        lab.run(lambda: lab.make_cluster(HOST, identities=identities))


def test_the_workloads_are_told_what_to_open_the_gateway_with() -> None:
    outputs: list[IngressOutputs | None] = []
    lab.run(lambda: outputs.append(lab.make_cluster(HOST).ingress))
    assert outputs == [
        IngressOutputs(
            host_name="models.ml.example.com",
            address="10.20.0.30",
            certificate="models-tls",
            client_id=lab.IDENTITIES["ingress"].client_id,
        )
    ]
    lab.run(lambda: outputs.append(lab.make_cluster({}).ingress))
    assert outputs[1] is None


@pytest.mark.feature("I7", "containerservice.ManagedCluster: no key, password or certificate")
def test_nothing_static_is_handed_to_the_cluster() -> None:
    plan = deployed(**HOST)
    words = ("password", 'secret"', "publicKeys", "serverAppSecret")
    for resource in plan.resources.values():
        text = repr(resource.inputs)
        assert not [word for word in words if word in text], resource.name
