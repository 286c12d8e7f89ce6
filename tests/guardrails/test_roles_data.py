"""What the judge knows of roles and issuers, against other tables that say the same."""

import re

import pytest

from components.shared.grants.owner import OWNER_ROLE_IDS
from components.shared.roles import ROLE_IDS
from policy_packs.guardrails.judgement.data import table
from simulated_azure import sdk

ROLES = table("roles")
NAMED = {**ROLES["gives_rights"], **ROLES["powerful"]}
OTHERS = {guid: name for names in (ROLE_IDS, OWNER_ROLE_IDS) for name, guid in names.items()}
IN_NEEDS = {guid: row["name"] for guid, row in table("needs")["roles"].items()}


@pytest.mark.parametrize("others", [OTHERS, IN_NEEDS], ids=["grants", "needs"])
def test_a_role_has_the_name_that_other_tables_give_its_id(others: dict[str, str]) -> None:
    both = NAMED.keys() & others.keys()
    assert both
    assert {guid: NAMED[guid] for guid in both} == {guid: others[guid] for guid in both}


def test_a_role_has_one_id() -> None:
    assert len(set(NAMED.values())) == len(NAMED)
    assert all(re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid) for guid in NAMED)


@pytest.mark.parametrize("kind", ["secrets", "released", "widens"])
def test_an_operation_names_its_provider_and_what_it_does(kind: str) -> None:
    for operation in ROLES[kind]["actions"]:
        assert re.fullmatch(r"Microsoft\.\w+(?:/\w+)+/(?:action|write|delete)", operation)


def test_a_known_issuer_is_an_exact_host() -> None:
    for row in ROLES["federation"]["issuers"]:
        assert re.match(r"https://(?:[\w-]+\\\.)+com/?", row["issuer"])
        assert not re.fullmatch(row["subject"], "*")


def test_the_cluster_that_issues_tokens_is_a_type_of_the_sdk() -> None:
    assert sdk.resource_shape(ROLES["federation"]["cluster"]["type"]) is not None
