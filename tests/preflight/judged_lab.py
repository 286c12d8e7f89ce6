"""A small stack that breaks rules, with one violation that somebody answers for."""

import datetime as dt
from functools import cache
from pathlib import Path

import pulumi
from pulumi_azure_native import keyvault, network, storage

from preflight.host import run_function
from preflight.judging import PACK, judge_plan
from preflight.plan import Plan, plan_of
from tests.support import ROOT

TODAY = dt.date(2026, 11, 21)
CANARY = "canary-5f3a9c71"
_EXEMPTIONS = """\
exemptions:
  - rule: {rule}
    resource: azure-native:keyvault:Vault::vault
    owner: ml-platform@example.com
    reason: sample data only
    ticket: MLP-10
    expires: 2027-05-01
"""


def _program() -> None:
    secret = pulumi.Output.secret(CANARY)
    store = storage.StorageAccount(
        "store",
        account_name="stsample",
        resource_group_name="rg",
        kind="StorageV2",
        sku=storage.SkuArgs(name="Standard_LRS"),
        minimum_tls_version=secret,
        public_network_access=secret,
        tags={"Owner": secret, "password": secret},
    )
    keyvault.Vault(
        "vault",
        vault_name="kv-sample",
        resource_group_name="rg",
        properties=keyvault.VaultPropertiesArgs(
            tenant_id="00000000-0000-0000-0000-000000000001",
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
            public_network_access="Disabled",
            network_acls=keyvault.NetworkRuleSetArgs(
                default_action="Allow", bypass="AzureServices"
            ),
        ),
        tags={"CostCenter": secret},
    )
    network.Subnet(
        "subnet",
        subnet_name="snet",
        resource_group_name="rg",
        virtual_network_name="vnet",
        address_prefix="10.0.0.0/24",
        default_outbound_access=store.id.apply(lambda _: False),
        private_endpoint_network_policies=secret,
    )


@cache
def judged_plan() -> Plan:
    """Return the plan of the stack `test`, judged as production."""
    return plan_judged_in(ROOT)


def plan_judged_in(root: Path) -> Plan:
    plan = plan_of(run_function(_program), root)
    assert plan.error == ""
    plan.judgement = judge_plan(plan, TODAY)
    return plan


def with_levels(folder: Path) -> Plan:
    """Return the plan with a rule as advice and another left out, by a file below `folder`."""
    stack = folder / PACK / "stacks" / "test"
    stack.mkdir(parents=True)
    (stack / "levels.yaml").write_text(
        "levels: { net-min-tls: advisory, net-firewall-default-deny: disabled }\n"
    )
    return plan_judged_in(folder)


def with_exemption(folder: Path, rule: str = "net-firewall-default-deny") -> Plan:
    """Return the plan with an exemption of the vault, whose file lies below `folder`."""
    stack = folder / PACK / "stacks" / "test"
    stack.mkdir(parents=True)
    (stack / "exemptions.yaml").write_text(_EXEMPTIONS.format(rule=rule))
    return plan_judged_in(folder)
