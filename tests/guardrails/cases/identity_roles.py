"""Cases of the rules on roles of the company's own."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref

GROUP = Made(
    "resources:ResourceGroup",
    "group",
    {"resourceGroupName": "rg-prod", "tags": {"Environment": "prod"}},
)
ML = "Microsoft.MachineLearningServices/workspaces"
ROLE = Made(
    "authorization:RoleDefinition",
    "role",
    {
        "roleName": "mlops prod Data Scientist",
        "roleDefinitionId": "c277793a-ce68-5bbd-b6a0-8b96ffae7032",
        "scope": Ref("group"),
        "assignableScopes": [Ref("group")],
        "permissions": [
            {
                "actions": [f"{ML}/read", f"{ML}/*/read", f"{ML}/jobs/write"],
                "notActions": [],
                "dataActions": [],
            }
        ],
    },
)
ACTIONS, SCOPES = "role:permissions[0].actions", "role:assignableScopes"
COSTS = {
    SCOPES: ["/subscriptions/s"],
    ACTIONS: ["Microsoft.Consumption/budgets/*"],
}

CASES = {
    "id-custom-role": Case(
        good=(GROUP, ROLE),
        at=f"{ACTIONS}[0]",
        bad="*",
        missing="pass",
        also_good={
            "every read": {ACTIONS: ["*/read"]},
            "a literal group": {SCOPES: ["/subscriptions/s/resourceGroups/rg"]},
            "what only a subscription has": COSTS,
        },
        also_bad={
            "every write": {ACTIONS: ["*/write"]},
            "all data": {"role:permissions[0].dataActions": ["*"]},
            "everywhere": {SCOPES: ["/"]},
            "a whole subscription": {SCOPES: ["/subscriptions/s"]},
            "a management group": {
                **COSTS,
                SCOPES: ["/providers/Microsoft.Management/managementGroups/m"],
            },
            "two groups": {SCOPES: [Ref("group"), "/subscriptions/s/resourceGroups/rg"]},
            "no place": {SCOPES: ABSENT},
            "an empty list of places": {SCOPES: []},
        },
        also_undetermined={"a place that is not known yet": {SCOPES: [UNKNOWN]}},
    ),
    "id-role-widens": Case(
        good=(GROUP, ROLE),
        at=f"{ACTIONS}[0]",
        bad="microsoft.authorization/roleassignments/*",
        missing="pass",
        # id-custom-role tells what is no operation.
        unknown="pass",
        malformed=(7, "pass"),
        also_good={
            "rights to look at rights": {ACTIONS: ["Microsoft.Authorization/*/read"]},
            "locks and policies": {ACTIONS: ["Microsoft.Authorization/locks/*"]},
            "rights that are taken back": {
                ACTIONS: ["Microsoft.Authorization/*"],
                "role:permissions[0].notActions": [
                    "Microsoft.Authorization/role*/write",
                    "Microsoft.Authorization/elevateAccess/action",
                ],
            },
        },
        also_bad={
            "eligibility": {
                ACTIONS: ["Microsoft.Authorization/roleEligibilityScheduleRequests/write"]
            },
            "roles": {ACTIONS: ["*"]},
        },
    ),
    "id-custom-role-secrets": Case(
        good=(GROUP, ROLE),
        at="role:permissions",
        bad=[{"actions": [f"{ML}/*/action"], "notActions": [f"{ML}/listKeys/action"]}],
        missing="pass",
        also_good={
            "nothing taken back, because nothing must be": {
                "role:permissions": [{"actions": [f"{ML}/read"]}]
            },
            "all but secrets": {
                ACTIONS: [f"{ML}/onlineEndpoints/*"],
                "role:permissions[0].notActions": [
                    f"{ML}/*/listkeys/action",
                    f"{ML}/*/regenerateKeys/action",
                    f"{ML}/*/token/action",
                ],
            },
        },
        also_bad={
            "keys by name": {ACTIONS: ["Microsoft.Storage/storageAccounts/listKeys/action"]},
            "keys by wildcard": {ACTIONS: ["microsoft.containerservice/*"]},
            "taken back in another permission only": {
                "role:permissions": [
                    {"actions": [f"{ML}/*"], "notActions": []},
                    {"actions": [], "notActions": [f"{ML}/*"]},
                ]
            },
            "a permission of another type": {"role:permissions": ["*"]},
        },
    ),
    "id-role-name": Case(
        good=(GROUP, ROLE),
        at="role:roleName",
        bad="mlops production Data Scientist",
        also_good={
            "no tag to say it": {"group:tags": ABSENT, "role:roleName": "Data Scientist"},
            "on a subscription": {**COSTS, "role:scope": "/subscriptions/s"},
        },
        also_bad={
            "the name of another": {
                "second": Made(
                    "authorization:RoleDefinition",
                    "second",
                    {**ROLE.inputs, "roleName": "MLOps prod data scientist"},
                )
            }
        },
    ),
    "id-released-only": Case(
        good=(GROUP, ROLE),
        at=f"{ACTIONS}[0]",
        bad=f"{ML}/*/write",
        missing="pass",
        unknown="pass",
        malformed=(7, "pass"),
        also_good={
            "elsewhere than in production": {
                "group:tags.Environment": "dev",
                ACTIONS: [f"{ML}/*"],
            },
            "all but what is released": {
                ACTIONS: [f"{ML}/*/write"],
                "role:permissions[0].notActions": [
                    f"{ML}/{kind}/{part}write"
                    for kind in ("onlineEndpoints", "batchEndpoints", "schedules")
                    for part in ("", "*/")
                ],
            },
        },
        set_otherwise={
            "another environment": ({"environments": ["live"]}, {ACTIONS: [f"{ML}/*"]}, "pass")
        },
    ),
}
