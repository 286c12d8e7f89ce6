"""Names that Azure takes, that repeat, and that never meet."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.conventions import NAME_RULES, Conventions
from settings.private_link import PRIVATE_LINKS
from settings.regions import REGIONS
from tests.support import SUBSCRIPTION, make_settings

COMPONENTS = Path(__file__).parents[2] / "components"
WITH_SUFFIX = sorted(kind for kind, rule in NAME_RULES.items() if rule.suffix)

# From learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules; credentials:
# learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
LENGTHS = {
    "afw": (1, 56),
    "afwp": (1, 80),
    # 63, but the name is the DNS prefix too: learn.microsoft.com/azure/aks/faq.
    "ag": (1, 260),
    "aks": (1, 54),
    "alert": (1, 260),
    # learn.microsoft.com/rest/api/monitor/private-link-scopes.
    "ampls": (1, 255),
    # learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-overview.
    "amw": (4, 63),
    "appi": (1, 260),
    "apr": (1, 260),
    "bas": (1, 80),
    "budget": (1, 63),
    "ci": (3, 24),
    "cr": (5, 50),
    # learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-endpoint-overview.
    "dce": (3, 44),
    "dcr": (3, 64),
    "dnspr": (1, 80),
    # learn.microsoft.com/azure/cost-management-billing/costs/tutorial-improved-exports.
    "export": (1, 64),
    "fic": (3, 120),
    "id": (3, 128),
    "in": (1, 80),
    "kv": (3, 24),
    "log": (4, 63),
    "logic": (1, 80),
    # learn.microsoft.com/azure/devops/managed-devops-pools/quickstart-azure-portal.
    "mdp": (3, 44),
    "mlw": (3, 33),
    "ng": (1, 80),
    "nic": (1, 80),
    "nsg": (1, 80),
    "peer": (1, 80),
    "pep": (2, 64),
    "pip": (1, 80),
    "rg": (1, 90),
    "rt": (1, 80),
    "snet": (1, 80),
    "st": (3, 24),
    "vgw": (1, 80),
    "vm": (1, 64),
    "vnet": (2, 64),
}


@cache
def names_used() -> list[tuple[str, str]]:
    """Return every (kind, role) that the components' sources spell out, and each endpoint's."""
    used = {("pep", link) for link in PRIVATE_LINKS} | {
        ("nic", f"pep-{link}") for link in PRIVATE_LINKS
    }
    used |= {("id", role) for role in ("workspace", "control-plane", "encryption")}
    for path in COMPONENTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("conventions.name"):
                values = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
                if len(values) == len(node.args):
                    kind, role = [*values, ""][:2]
                    used.add((kind, role))
    return sorted(used)


BASE = make_settings()


def conventions(**changes: Any) -> Conventions:
    return Conventions(BASE.model_copy(update=changes))


examples = settings(max_examples=50, deadline=None)
workloads = st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True)
environments = st.from_regex(r"[a-z][a-z0-9]{1,5}", fullmatch=True)
generations = st.integers(1, 99)
subscriptions = st.uuids().map(str)
roles = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)


def test_a_limit_is_known_here_for_every_kind() -> None:
    assert sorted(LENGTHS) == sorted(NAME_RULES)


@examples
@given(workloads, environments, st.sampled_from(sorted(REGIONS)), generations, subscriptions)
def test_every_name_that_components_use_fits(
    workload: str, environment: str, location: str, generation: int, subscription: str
) -> None:
    stack = conventions(
        workload=workload,
        environment=environment,
        location=location,
        name_generation=generation,
        subscription_id=subscription,
    )
    for kind, role in names_used():
        name = stack.name(kind, role)
        shortest, longest = LENGTHS[kind]
        assert shortest <= len(name) <= longest
        assert name.startswith(kind)
        assert re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", name)
        assert "--" not in name


@pytest.mark.parametrize("kind", sorted(NAME_RULES))
def test_a_name_one_letter_past_azures_limit_is_refused(kind: str) -> None:
    stack = conventions()
    _, longest = LENGTHS[kind]
    separators = len(NAME_RULES[kind].separator)
    room = longest - len(stack.name(kind)) - separators
    fits = "a" * room
    assert len(stack.name(kind, fits)) == longest
    with pytest.raises(ValueError, match=rf"breaks Azure's limit for {kind} names; shorten"):
        stack.name(kind, fits + "a")


@examples
@given(st.sampled_from(sorted(NAME_RULES)), roles, roles)
def test_two_roles_of_one_kind_never_share_a_name(kind: str, one: str, other: str) -> None:
    stack = conventions(workload="ml", environment="ab")
    try:
        same = stack.name(kind, one) == stack.name(kind, other)
    except ValueError:
        return
    assert same == (one == other)


@pytest.mark.parametrize("role", ["Nodes", "a_b", "-a", "a-", "a--b", "nödes", "a b"])
def test_a_role_that_azure_could_take_for_another_is_refused(role: str) -> None:
    with pytest.raises(ValueError, match="is not lower-case words joined by hyphens"):
        conventions().name("id", role)


@examples
@given(workloads, environments, generations)
def test_the_same_settings_give_the_same_names(
    workload: str, environment: str, generation: int
) -> None:
    changes = {"workload": workload, "environment": environment, "name_generation": generation}
    one, other = conventions(**changes), conventions(**changes)
    assert [one.name(kind) for kind in NAME_RULES] == [other.name(kind) for kind in NAME_RULES]


def test_names_are_what_they_were_when_the_first_stack_was_made() -> None:
    """A change here renames, and so replaces, what exists."""
    stack = conventions(environment="prod")
    assert {kind: stack.name(kind) for kind in ("kv", "st", "cr", "log", "vnet", "rg")} == {
        "kv": "kv-mlops-prod-yesvi",
        "st": "stmlopsprodyesvi",
        "cr": "crmlopsprodyesvi",
        "log": "log-mlops-prod-eus2-yesvi",
        "vnet": "vnet-mlops-prod-eus2",
        "rg": "rg-mlops-prod-eus2",
    }


@examples
@given(st.sampled_from(WITH_SUFFIX), st.data())
def test_a_name_with_a_suffix_differs_wherever_it_could_meet_its_like(
    kind: str, data: st.DataObject
) -> None:
    what, values = data.draw(
        st.sampled_from(
            [
                ("subscription_id", subscriptions),
                ("workload", workloads),
                ("environment", environments),
                ("location", st.sampled_from(sorted(REGIONS))),
                ("name_generation", generations),
            ]
        )
    )
    one, other = data.draw(st.lists(values, min_size=2, max_size=2, unique=True))
    assert conventions(**{what: one}).name(kind) != conventions(**{what: other}).name(kind)


def test_the_spelling_of_the_subscription_does_not_rename() -> None:
    shouted = conventions(subscription_id="ABCDEF00-1111-1111-1111-111111111111")
    spoken = conventions(subscription_id="abcdef00-1111-1111-1111-111111111111")
    assert shouted.name("kv") == spoken.name("kv")


@examples
@given(generations, generations)
def test_a_new_generation_renames_what_azure_keeps_and_nothing_else(old: int, new: int) -> None:
    before, after = conventions(name_generation=old), conventions(name_generation=new)
    renamed = {kind for kind in NAME_RULES if before.name(kind) != after.name(kind)}
    assert renamed == (set() if old == new else {"ci", "cr", "kv", "log", "mdp", "mlw", "st"})


def test_a_resource_group_that_exists_is_used_as_it_is_called() -> None:
    stack = conventions(resource_group="Platform_RG")
    assert stack.resource_group_name == "Platform_RG"
    assert stack.resource_group_id() == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/Platform_RG"


def test_tags_say_who_owns_who_pays_how_strict_and_what_made_it() -> None:
    tags = {"cost_center": "ML-7", "owner": "a@b.example", "project": "fraud"}
    stack = Conventions(make_settings({"tags": tags | {"data_classification": "restricted"}}))
    assert stack.tags("network") == {
        "Environment": "test",
        "CostCenter": "ML-7",
        "Owner": "a@b.example",
        "Project": "fraud",
        "ManagedBy": "pulumi",
        "DataClassification": "restricted",
        "component": "network",
    }


@pytest.mark.parametrize(
    ("owner", "label"),
    [
        ("ml-platform@example.com", "ml-platform_example.com"),
        (f"{'team.' * 12}ml@example.com", f"{'team.' * 12}ml"),
    ],
)
def test_labels_say_who_owns_and_who_pays_in_what_a_label_may_hold(owner: str, label: str) -> None:
    settings = make_settings({"tags": {"owner": owner, "cost_center": "ML-1001"}})
    assert Conventions(settings).labels() == {"cost-center": "ML-1001", "owner": label}
