"""Cases of the rules on who is given which right."""

from tests.guardrails.cases.identity import IDENTITY
from tests.guardrails.cases.identity_roles import GROUP
from tests.guardrails.cases.public_access import STORAGE, VAULT
from tests.guardrails.spec import ABSENT, Case, Made, Ref

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
DELEGATE = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
VAULT_ADMIN = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
BLOBS = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
SUBSCRIPTION = "/subscriptions/s"
ROLE_AT = "grant:roleDefinitionId"


def role_id(guid: str) -> str:
    return f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{guid}"


def grant(name: str, role: str, scope: object, principal: object = "p") -> Made:
    return Made(
        "authorization:RoleAssignment",
        name,
        {
            "scope": scope,
            "roleDefinitionId": role_id(role),
            "principalId": principal,
            "principalType": "ServicePrincipal",
        },
    )


def eligibility(name: str, role: str, scope: object) -> Made:
    inputs = {"scope": scope, "roleDefinitionId": role_id(role), "principalId": "people"}
    return Made("authorization:PimRoleEligibilitySchedule", name, inputs)


def on_group(role: str) -> Made:
    made = grant("grant", role, Ref("group"))
    return Made(made.type, made.name, {**made.inputs, "principalType": "Group"})


HOLDER = Ref("identity", "principal_id")
GRANT = grant("grant", READER, Ref("account"), HOLDER)
GRANT_ON_GROUP = grant("grant", CONTRIBUTOR, Ref("group"), HOLDER)
POWER = grant("grant", VAULT_ADMIN, Ref("vault"))
SHARED = Made("resources:ResourceGroup", "shared", {"resourceGroupName": "rg-shared"})


def condition(*, roles: str = READER, kind: str = "Group", second: str = "delete") -> str:
    return " AND ".join(
        f"((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{action}'}})) OR\n"
        f"({source}[Microsoft.Authorization/roleAssignments:PrincipalType]"
        f" ForAnyOfAnyValues:StringEqualsIgnoreCase {{'ServicePrincipal', '{kind}'}} AND "
        f"{source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
        f" ForAnyOfAnyValues:GuidEquals {{{BLOBS}, {roles}}}))"
        for action, source in (("write", "@Request"), (second, "@Resource"))
    )


DELEGATED = Made(
    "authorization:RoleAssignment",
    "grant",
    {
        **grant("grant", DELEGATE, Ref("group")).inputs,
        "condition": condition(),
        "conditionVersion": "2.0",
    },
)
CONDITION = "grant:condition"

CASES = {
    "id-role-least-privilege": Case(
        good=(IDENTITY, STORAGE, GRANT),
        at=ROLE_AT,
        bad=role_id(OWNER),
        also_good={"what a condition narrows": {ROLE_AT: role_id(DELEGATE)}},
        also_bad={
            "in capitals": {ROLE_AT: role_id(OWNER.upper())},
            "eligible": {"pim": eligibility("pim", OWNER, Ref("account"))},
            "no role": {ROLE_AT: ""},
        },
    ),
    "id-principal-type": Case(
        good=(IDENTITY, STORAGE, GRANT), at="grant:principalType", bad="User"
    ),
    "id-standing-power": Case(
        good=(VAULT, POWER, eligibility("pim", VAULT_ADMIN, Ref("vault"))),
        at="grant:principalType",
        bad="Group",
        also_good={"people who look": {"grant:principalType": "Group", ROLE_AT: role_id(READER)}},
        also_bad={"people on a group": {"group": GROUP, "grant": on_group(CONTRIBUTOR)}},
    ),
    "id-deployer-apart": Case(
        good=(GROUP, SHARED, IDENTITY, GRANT_ON_GROUP),
        at="identity:resourceGroupName",
        bad=Ref("group", "name"),
        missing="pass",
        unknown="pass",
        malformed=(7, "pass"),
        also_good={
            "in another group of the stack": {"identity:resourceGroupName": Ref("shared", "name")},
            "on a resource of its group": {
                "account": STORAGE,
                "account:resourceGroupName": Ref("group", "name"),
                "identity:resourceGroupName": Ref("group", "name"),
                "grant:scope": Ref("account"),
            },
            "on what is made of group and resource": {
                "account": STORAGE,
                "identity:resourceGroupName": Ref("group", "name"),
                "grant:scope": [Ref("group"), Ref("account")],
            },
            "a group of people": {"grant:principalId": "people"},
        },
        also_bad={
            "by the name of the group": {"identity:resourceGroupName": "RG-prod"},
        },
    ),
    "id-delegation": Case(
        good=(GROUP, DELEGATED),
        at=CONDITION,
        bad=condition(roles=OWNER),
        also_good={
            "another role needs none": {
                "grant": grant("grant", CONTRIBUTOR, Ref("group")),
            },
        },
        also_bad={
            "to people": {CONDITION: condition(kind="User")},
            "the right itself": {CONDITION: condition(roles=DELEGATE.upper())},
            "only one action": {
                CONDITION: condition(second="write").replace("@Resource", "@Request")
            },
            "and whatever else": {CONDITION: f"{condition()} OR (1 == 1)"},
            "roles alone": {
                CONDITION: condition().replace(":PrincipalType]", ":RoleDefinitionId]"),
            },
            "what is requested where it should be what is there": {
                CONDITION: condition().replace("@Resource", "@Request"),
            },
            "an old version": {"grant:conditionVersion": "1.0"},
            "no version": {"grant:conditionVersion": ABSENT},
            "eligible without": {"pim": eligibility("pim", DELEGATE, Ref("group"))},
        },
    ),
}
