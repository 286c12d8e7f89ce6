"""The table of who may do what where: complete, sparing, and true to Microsoft's list."""

from components.shared.grants import CUSTOM_ROLE, GRANTS
from components.shared.roles import ROLE_IDS

GROUPS = {"platform-engineers", "data-scientists", "ml-engineers", "viewers", "break-glass"}

# Copied from learn.microsoft.com/azure/role-based-access-control/built-in-roles, so that a slip in
# the table of the components is seen.
PUBLISHED = {
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
    "Azure AI Enterprise Network Connection Approver": "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
    "Azure Kubernetes Service Cluster User Role": "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    "Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    "Azure Kubernetes Service RBAC Reader": "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
    "AzureML Data Scientist": "f6c7c914-8db3-469d-8ca1-694a8f32e121",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Desktop Virtualization Power On Contributor": "489581de-a3bd-480d-9518-53dea7416b33",
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Log Analytics Reader": "73c42c96-874c-492b-b04d-ab87d138a893",
    "Logic App Contributor": "87a39d53-fc1b-424a-814c-f7e04687dc9e",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "Monitoring Data Reader": "b0d8363b-8ddd-447d-831f-62ca05bff136",
    "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage File Data Privileged Contributor": "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "Virtual Machine Administrator Login": "1c0163c0-47e6-4577-8991-ea5c82e286e4",
    "Virtual Machine User Login": "fb879df8-f326-4884-b1cf-06f3ad86be52",
}


# What whoever comes in by Bastion holds on it and on the host behind it.
THE_WAY_IN = {
    ("Reader", "bastion"),
    ("Reader", "jump-host"),
    ("Reader", "jump-interface"),
    ("Desktop Virtualization Power On Contributor", "jump-host"),
    ("Virtual Machine User Login", "jump-host"),
}


def held_by(who: str) -> set[tuple[str, str]]:
    return {(grant.role, grant.target) for grant in GRANTS if grant.who == who}


def test_every_role_of_the_table_has_the_id_that_microsoft_publishes() -> None:
    assert ROLE_IDS == PUBLISHED


def test_no_role_is_listed_that_no_row_grants() -> None:
    assert set(ROLE_IDS) == {grant.role for grant in GRANTS} - {CUSTOM_ROLE}


def test_a_right_stands_in_the_table_once() -> None:
    rows = [(grant.who, grant.role, grant.target) for grant in GRANTS]
    assert sorted(rows) == sorted(set(rows))
    assert len({grant.key for grant in GRANTS}) == len(GRANTS)


def test_every_row_gives_its_reason() -> None:
    assert [grant.key for grant in GRANTS if len(grant.reason.split()) < 2] == []


def test_nobody_may_grant_rights() -> None:
    forbidden = ("Owner", "User Access Administrator", "Role Based Access Control Administrator")
    assert [grant.key for grant in GRANTS if grant.role in forbidden] == []


def test_no_group_of_people_may_change_what_the_program_made() -> None:
    changes = (
        "AzureML Compute Operator",
        "Contributor",
        "Managed Identity Operator",
        "Network Contributor",
    )
    assert [g.key for g in GRANTS if g.who in GROUPS and g.role in changes] == []


def test_no_group_reads_secrets_but_the_one_that_breaks_the_glass() -> None:
    readers = {g.who for g in GRANTS if g.role.startswith("Key Vault") and g.who in GROUPS}
    assert readers == {"break-glass"}


def test_contributor_is_given_to_the_workspace_alone() -> None:
    assert {grant.who for grant in GRANTS if grant.role == "Contributor"} == {"workspace"}


def test_the_workspace_holds_what_microsoft_asks_for_and_no_more() -> None:
    approver = "Azure AI Enterprise Network Connection Approver"
    assert held_by("workspace") == {
        ("Contributor", "storage"),
        ("Contributor", "key-vault"),
        ("Contributor", "registry"),
        ("Storage Blob Data Contributor", "storage"),
        ("Storage File Data Privileged Contributor", "storage"),
        ("Key Vault Administrator", "key-vault"),
        (approver, "storage"),
        (approver, "key-vault"),
        (approver, "registry"),
        ("Reader", "storage-blob-endpoint"),
        ("Reader", "storage-file-endpoint"),
        ("Contributor", "workspace-insights"),
        ("Contributor", "workspace"),
        (approver, "workspace"),
    }


def test_people_and_jobs_use_the_workspace_and_do_not_change_it() -> None:
    holders = {(g.who, g.role) for g in GRANTS if g.target == "workspace" and g.who != "workspace"}
    assert holders == {
        ("training", "AzureML Data Scientist"),
        ("release", "AzureML Data Scientist"),
        ("data-scientists", "AzureML Data Scientist"),
        ("ml-engineers", "AzureML Data Scientist"),
        ("platform-engineers", "Reader"),
        ("viewers", "Reader"),
        ("off-hours-stop", "custom role"),
    }


def test_training_reads_data_secrets_and_images() -> None:
    assert held_by("training") == {
        ("Storage Blob Data Contributor", "storage"),
        ("Storage File Data Privileged Contributor", "storage"),
        ("Storage Queue Data Contributor", "storage"),
        ("Storage Table Data Contributor", "storage"),
        ("Key Vault Secrets User", "key-vault"),
        ("AcrPull", "registry"),
        ("AzureML Data Scientist", "workspace"),
    }


def test_the_cluster_changes_its_subnets_and_hands_out_one_identity() -> None:
    assert held_by("control-plane") == {
        ("Network Contributor", "node-subnet"),
        ("Network Contributor", "api-server-subnet"),
        ("Network Contributor", "route-table"),
        ("Managed Identity Operator", "kubelet-identity"),
        ("Private DNS Zone Contributor", "virtual-network"),
        ("Private DNS Zone Contributor", "api-server-zone"),
    }
    assert held_by("kubelet") == {("AcrPull", "registry")}


def test_serving_only_reads_and_a_release_only_uploads() -> None:
    assert held_by("serving") == {
        ("Storage Blob Data Reader", "storage"),
        ("AcrPull", "registry"),
        ("Monitoring Metrics Publisher", "services-insights"),
    }
    assert held_by("release") == {
        ("Storage Blob Data Contributor", "storage"),
        ("AcrPush", "registry"),
        ("AzureML Data Scientist", "workspace"),
    }


def test_the_encryption_identity_uses_one_key_and_nothing_else_of_the_vault() -> None:
    role = "Key Vault Crypto Service Encryption User"
    assert held_by("encryption") == {(role, "encryption-key")}


def test_data_scientists_write_data_and_viewers_only_read_it() -> None:
    assert ("Storage Blob Data Contributor", "storage") in held_by("data-scientists")
    assert held_by("viewers") - THE_WAY_IN == {
        ("Storage Blob Data Reader", "storage"),
        ("Reader", "workspace"),
    }


def test_a_role_of_the_companys_own_is_held_by_what_stops_and_starts_alone() -> None:
    assert held_by("off-hours-start") == {(CUSTOM_ROLE, "cluster")}
    assert held_by("off-hours-stop") == {(CUSTOM_ROLE, "cluster"), (CUSTOM_ROLE, "workspace")}
    holders = {grant.who for grant in GRANTS if grant.role == CUSTOM_ROLE}
    assert holders == {"off-hours-start", "off-hours-stop"}


def test_what_calls_the_stop_workflow_can_call_nothing_else() -> None:
    assert held_by("stop-caller") == {("Logic App Contributor", "stop-workflow")}


def test_everybody_comes_in_by_bastion_and_only_the_emergency_group_administers_the_host() -> None:
    door = {"bastion", "jump-host", "jump-interface"}
    for group in GROUPS - {"break-glass"}:
        assert {(role, target) for role, target in held_by(group) if target in door} == THE_WAY_IN
    administrators = {g.who for g in GRANTS if g.role == "Virtual Machine Administrator Login"}
    assert administrators == {"break-glass"}


def test_microsofts_agent_pools_join_one_subnet() -> None:
    assert held_by("devops-pools") == {
        ("Reader", "virtual-network"),
        ("Network Contributor", "runners-subnet"),
    }
