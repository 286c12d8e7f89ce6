"""One wrong value, one line: where, what, what was got, what to do."""

import pytest

from settings.data_stores import ExistingVault
from tests.settings.samples import MINIMAL, NETWORK_ID, VAULT_ID, lines, merged, mistakes, settings


def network(**values):
    return {"network": values}


def pool(**values):
    return {"serving": {"user_pool": values}}


def space(text):
    return network(virtual_network={"address_space": text})


SPACE = "network.virtual_network.address_space"

MISTAKES = [
    # Unknown and misspelt keys.
    ({"enviroment": "x"}, "enviroment: unknown setting; did you mean environment?"),
    (pool(max_node=3), "serving.user_pool.max_node: unknown setting; did you mean max_nodes?"),
    (
        {"dates": {"holidays": []}},
        "dates.holidays: unknown setting; remove it; known here: first_deploy",
    ),
    # Wrong types.
    (
        pool(max_nodes="ten"),
        "serving.user_pool.max_nodes: must be a whole number, got text; write digits only, without "
        "quotes",
    ),
    (
        pool(max_nodes=2.5),
        "serving.user_pool.max_nodes: must be a whole number, got 2.5; write digits only, without "
        "quotes",
    ),
    (
        pool(max_nodes=True),
        "serving.user_pool.max_nodes: must be a whole number, got true; write digits only, without "
        "quotes",
    ),
    (
        pool(spot="yes"),
        "serving.user_pool.spot: must be true or false, got text; write true or false, without "
        "quotes",
    ),
    (
        {"alerting": {"emails": "a@example.com"}},
        "alerting.emails: must be a list, got text; write one `- item` a line",
    ),
    (
        {"identity": []},
        "identity: must be a section, got a list; write `setting: value` lines below it",
    ),
    ({"identity": None}, "identity: must be a section, got nothing; write one, or remove the line"),
    (
        {"network": None},
        "network: must be a section, got nothing; write `setting: value` lines below it",
    ),
    ({"environment": None}, "environment: must be text, got nothing; put it in quotes"),
    (
        {"serving": {"services": ["churn"]}},
        "serving.services: must be a mapping, got a list; write `name: value` lines below it",
    ),
    (
        {"data_stores": {"storage": {"containers": ["models", 7]}}},
        "data_stores.storage.containers[1]: must be text, got 7; put it in quotes",
    ),
    # Out of range, and why there is a range.
    (pool(max_nodes=251), "serving.user_pool.max_nodes: must be <= 250, got 251; lower it"),
    (pool(min_nodes=-1), "serving.user_pool.min_nodes: must be >= 0, got -1; raise it"),
    ({"name_generation": 0}, "name_generation: must be >= 1, got 0; raise it"),
    (
        {"serving": {"services": {"churn": {"traffic": {"stable": 101}}}}},
        "serving.services.churn.traffic.stable: must be <= 100, got 101; lower it",
    ),
    (
        {"monitoring": {"audit": {"retention_days": 7}}},
        "monitoring.audit.retention_days: must be >= 31, got 7; raise it: the first 31 days are "
        "free, so fewer save nothing",
    ),
    ({"allowed_locations": []}, "allowed_locations: must have at least 1 entries; add one"),
    (
        {
            "budget": {
                "monthly_usd": 1,
                "recipients": [f"finops{i}@example.com" for i in range(51)],
            }
        },
        "budget.recipients: must have at most 50 entries; remove some: Azure mails 50 "
        "addresses for one threshold; give a mailing list",
    ),
    # Choices.
    (
        {"tier": "prod"},
        "tier: must be one of production, non_production, got 'prod'; did you mean production?",
    ),
    (
        network(egress="vpn"),
        "network.egress: must be one of nat, firewall, isolated, got 'vpn'; write one of them",
    ),
    (
        network(nat={"zone": 1}),
        'network.nat.zone: must be one of 1, 2, 3, got 1; write "1", in quotes',
    ),
    (
        network(nat={"zone": 4}),
        "network.nat.zone: must be one of 1, 2, 3, got 4; write one of them",
    ),
    (
        network(virtual_network={"pinned_subnets": {"api_server": "10.40.0.0/28"}}),
        "network.virtual_network.pinned_subnets.api_server: must be one of nodes, endpoints, "
        "api-server, training, firewall, firewall-management, bastion, jump, gateway, resolver, "
        "runners; did you mean api-server?",
    ),
    # Names that break a limit of Azure.
    (
        {"environment": "production"},
        "environment: breaks the limit of names that carry it (a vault's has 24 characters), got "
        "'production'; use 2 to 6 lower-case letters and digits, a letter first",
    ),
    (
        {"workload": "ML"},
        "workload: breaks the limit of names that carry it (a vault's has 24 characters), got "
        "'ML'; use 2 to 8 lower-case letters and digits, a letter first",
    ),
    (
        {"resource_group": "rg-ml."},
        "resource_group: breaks Azure's limit, got 'rg-ml.'; use up to 90 letters, digits and "
        "-_.(), no dot at the end",
    ),
    (
        {"data_stores": {"storage": {"containers": ["Models"]}}},
        "data_stores.storage.containers[0]: is not a container name, got 'Models'; use 3 to 63 "
        "lower-case letters, digits and single hyphens",
    ),
    (
        {"data_stores": {"registry": {"cache_rules": {"mcr": {"source": "a/*", "target": "a"}}}}},
        "data_stores.registry.cache_rules.mcr: is not a rule name; use 5 to 50 letters and "
        "digits",
    ),
    (
        {"serving": {"services": {"Churn": {}}}},
        "serving.services.Churn: is not the name of a service; use up to 30 lower-case letters, "
        "digits and single hyphens, a letter first",
    ),
    # Regions, sizes and versions, spelt as Azure spells them.
    (
        {"location": "East US 2"},
        "location: is not the name of an Azure region, got 'East US 2'; write eastus2",
    ),
    (
        {"location": "atlantis"},
        "location: is not the name of an Azure region, got 'atlantis'; write the name `az account "
        "list-locations` prints, such as eastus2",
    ),
    (
        {"data_stores": {"registry": {"replicas": ["westus2", "westeuorpe"]}}},
        "data_stores.registry.replicas[1]: is not the name of an Azure region, got 'westeuorpe'; "
        "write westeurope",
    ),
    (
        pool(vm_size="standard_nc24ads_a100_V4"),
        "serving.user_pool.vm_size: is not spelt as Azure spells a VM size, got "
        "'standard_nc24ads_a100_V4'; write Standard_NC24ads_A100_v4",
    ),
    (
        pool(vm_size="E96-24ads_v5"),
        "serving.user_pool.vm_size: is not spelt as Azure spells a VM size, got 'E96-24ads_v5'; "
        "write Standard_E96-24ads_v5",
    ),
    (
        pool(vm_size="m5.large"),
        "serving.user_pool.vm_size: is not a VM size, got 'm5.large'; write one that `az vm "
        "list-skus` prints, such as Standard_D4ds_v5",
    ),
    (
        {"serving": {"kubernetes_version": "v1.36"}},
        "serving.kubernetes_version: is not spelt as AKS spells a version, got 'v1.36'; write "
        '"1.36" or "1.36.1", in quotes',
    ),
    (
        {"serving": {"kubernetes_version": 1.3}},
        "serving.kubernetes_version: must be text, got 1.3; put it in quotes as you mean it: YAML "
        "reads 1.30 as 1.3 too",
    ),
    # Dates.
    (
        {"dates": {"first_deploy": "2026-12-01 00:00:00 +0000 UTC"}},
        "dates.first_deploy: was a date without quotes, which YAML rewrites, got "
        "'2026-12-01 00:00:00 +0000 UTC'; write \"2026-12-01\" in quotes",
    ),
    (
        {"tags": {"project": "2026-12-01 00:00:00 +0000 UTC"}},
        "tags.project: was a date without quotes, which YAML rewrites, got "
        "'2026-12-01 00:00:00 +0000 UTC'; write \"2026-12-01\" in quotes",
    ),
    (
        {"dates": {"first_deploy": "01.12.2026"}},
        "dates.first_deploy: is not a date, got '01.12.2026'; write one such as \"2026-12-01\", in "
        "quotes",
    ),
    (
        {"dates": {"first_deploy": "2026-02-30"}},
        "dates.first_deploy: is not a date, got '2026-02-30'; write one such as \"2026-12-01\", in "
        "quotes",
    ),
    (
        {"dates": {"first_deploy": "2026-2-3"}},
        "dates.first_deploy: is not spelt as a date, got '2026-2-3'; write \"2026-02-03\", in "
        "quotes",
    ),
    (
        {"dates": {"first_deploy": "0226-12-01"}},
        "dates.first_deploy: is in the year 226, got '0226-12-01'; write one from 2020 to 2099",
    ),
    # Ids.
    (
        {"identity": {"groups": {"viewers": "ml-viewers"}}},
        "identity.groups.viewers: is not a GUID, got 'ml-viewers'; copy the id from Entra, such as "
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ),
    (
        {"data_stores": {"key_vault": {"id": "kv-shared"}}},
        "data_stores.key_vault.id: is not an Azure resource id, got 'kv-shared'; copy it from "
        "`az resource show --query id`",
    ),
    (
        {"monitoring": {"audit": {"id": VAULT_ID}}},
        "monitoring.audit.id: is the id of a Microsoft.KeyVault/vaults, got "
        f"'{VAULT_ID}'; give the id of a Microsoft.OperationalInsights/workspaces",
    ),
    (
        network(private_dns={"linked_network_ids": [f"{NETWORK_ID}/subnets/snet"]}),
        "network.private_dns.linked_network_ids[0]: is the id of a Microsoft.Network/"
        "virtualNetworks/subnets, got "
        f"'{NETWORK_ID}/subnets/snet'; give the id of a Microsoft.Network/virtualNetworks",
    ),
    # Ranges and addresses.
    (space("10.40.0.1/21"), f"{SPACE}: does not start on a boundary of its size, got "
     "'10.40.0.1/21'; write 10.40.0.0/21"),
    (space("10.40.0.0"), f"{SPACE}: is not an IPv4 range, got '10.40.0.0'; write one such as "
     "10.20.0.0/22"),
    (space("10.40.0.0/255.255.0.0"), f"{SPACE}: is not an IPv4 range, got "
     "'10.40.0.0/255.255.0.0'; write one such as 10.20.0.0/22"),
    (space("10.40.0.256/21"), f"{SPACE}: is not an IPv4 range, got '10.40.0.256/21'; write one "
     "such as 10.20.0.0/22"),
    (space("20.40.0.0/21"), f"{SPACE}: is not a private range, got '20.40.0.0/21'; choose one "
     "inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10"),
    (space("192.0.2.0/24"), f"{SPACE}: is not a private range, got '192.0.2.0/24'; choose one "
     "inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10"),
    # Lists that say a thing twice.
    (
        {"data_stores": {"storage": {"containers": ["models", "data", "models"]}}},
        "data_stores.storage.containers: names models 2 times; keep one",
    ),
    (
        {"data_stores": {"storage": {"services": ["blob", "blob", "file"]}}},
        "data_stores.storage.services: names blob 2 times; keep one",
    ),
    (
        {"allowed_locations": ["eastus2", "westus2", "westus2"]},
        "allowed_locations: names westus2 2 times; keep one",
    ),
    # Addresses of people and places.
    (
        {"tags": {"owner": "ML team"}},
        "tags.owner: is not an e-mail address, got 'ML team'; write name@example.com",
    ),
    (
        {"tags": {"cost_center": "ML 1001"}},
        "tags.cost_center: is not a cost center, got 'ML 1001'; use 2 to 20 letters, digits and "
        "hyphens",
    ),
    (
        {"alerting": {"chat_url": "http://chat.example.com/hook"}},
        "alerting.chat_url: is not an https URL; copy it again from where it was made",
    ),
    # Text that would break the report into two lines.
    (
        {"tags": {"owner": "a\nb"}},
        "tags.owner: is not an e-mail address, got 'a\\nb'; write name@example.com",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line"), MISTAKES, ids=[line for _, line in MISTAKES])
def test_a_wrong_value_is_told_in_one_line_that_says_what_to_do(changes, line):
    assert mistakes(changes) == [line]


def without(way):
    head, *rest = way
    changed = merged(MINIMAL, {})
    holder = changed
    for key in (head, *rest)[:-1]:
        holder[key] = dict(holder[key])
        holder = holder[key]
    del holder[way[-1]]
    return changed


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (("environment",), ["environment: is required; set it, such as dev"]),
        (("tags", "owner"), ["tags.owner: is required; set it, such as ml-platform@example.com"]),
        (
            ("tags",),
            [
                "tags.cost_center: is required; set it, such as ML-1001",
                "tags.owner: is required; set it, such as ml-platform@example.com",
            ],
        ),
        (
            ("network",),
            [
                "network.virtual_network.address_space: is required; set it, such as 10.20.0.0/21",
            ],
        ),
    ],
)
def test_what_is_missing_is_told_value_by_value_with_an_example(way, expected):
    assert lines(without(way)) == expected


def test_an_empty_file_is_told_all_that_it_needs():
    assert [line.partition(":")[0] for line in lines({})] == [
        "environment",
        "subscription_id",
        "tenant_id",
        "tags.cost_center",
        "tags.owner",
        "dates.first_deploy",
        "network.virtual_network.address_space",
    ]


@pytest.mark.parametrize("data", [[], "text", 3, None])
def test_settings_that_are_no_mapping_are_told_so(data):
    assert lines(data) == [
        "(top level): the settings must be a mapping; write `setting: value` lines below "
        "azure-mlops:platform"
    ]


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("location", "westus2"),
        ("resource_group", "rg-ml_(a).b"),
        ("resource_group", "r" * 90),
        ("environment", "d1"),
        ("workload", "platform"),
        ("serving.user_pool.vm_size", "Standard_E96-24ads_v5"),
        ("serving.user_pool.vm_size", "Standard_F8s"),
        ("serving.user_pool.vm_size", "Standard_ND128dsr_NDR_GB200_v6"),
        ("serving.user_pool.vm_size", "Standard_NCC40ads_H100_v5"),
        ("serving.kubernetes_version", "1.30"),
        ("network.virtual_network.address_space", "100.64.0.0/16"),
        ("network.virtual_network.address_space", "192.168.0.0/16"),
        ("dates.first_deploy", "2028-02-29"),
        ("alerting.chat_url", "https://chat.example.com"),
    ],
)
def test_what_azure_takes_is_taken(way, value):
    changes = value
    for key in reversed(way.split(".")):
        changes = {key: changes}
    assert mistakes(changes) == []


def test_an_id_is_the_same_whoever_copied_it():
    upper = "3F2504E0-4F89-41D3-9A0C-0305E82C3301"
    assert settings({"subscription_id": upper}).subscription_id == upper.lower()


def test_a_resource_id_is_taken_in_any_case_and_kept_as_it_is():
    shouted = VAULT_ID.replace("resourceGroups", "RESOURCEGROUPS").replace("vaults", "Vaults")
    loaded = settings({"data_stores": {"key_vault": {"id": shouted}}})
    assert loaded.data_stores.key_vault == ExistingVault(id=shouted)
