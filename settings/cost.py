"""What the platform may cost, and who hears of it."""

from typing import Literal

from settings.base import Settings, setting
from settings.ids import RoleDefinitionId
from settings.secret import SecretUrl
from settings.types import Distinct, Email

CostScope = Literal["subscription", "resource_group"]


class BudgetSettings(Settings):
    """The monthly budget of the environment."""

    monthly_usd: int = setting(
        description="Dollars a month. Azure counts in the currency that the subscription is billed "
        "in: where that is another, write the amount in it.",
        example=1000,
        ge=1,
        le=10_000_000,
    )
    recipients: Distinct[Email] = setting(
        (),
        "Who hears of spending and of forecasts past it.",
        max_length=50,
        why_bounded="Azure mails 50 addresses for one threshold; give a mailing list",
    )
    scope: CostScope = setting(
        "subscription",
        "Where the budget lies: `resource_group` where the deployer has no right on the "
        "subscription; it then leaves out the nodes, which Azure keeps in groups of their own.",
        one_way="Another scope is another budget, which starts counting with this month.",
    )


class CostExportSettings(Settings):
    """The daily file of costs, for whoever reports on them."""

    costs: Distinct[Literal["actual", "amortized"]] = setting(
        ("actual",),
        "Costs as they are billed, or with reservations spread over their term; one file each.",
        min_length=1,
    )
    scope: CostScope = setting(
        "subscription",
        "Whose costs: everything of the subscription, or `resource_group` for the platform's group "
        "alone, without the nodes.",
        one_way="Another scope is another export, whose files begin anew.",
    )
    keep_days: int = setting(400, "Days that a file is kept.", ge=31, le=3650)
    protect: bool = setting(
        True, "Refuse to delete the files, whoever asks, until this is turned off."
    )


class OffHoursSettings(Settings):
    """What stops a non-production platform outside its running hours, and starts it again."""

    role_id: RoleDefinitionId = setting(
        description="Id of the role that may start and stop, and nothing else: output "
        "`off_hours_role_id` of bootstrap.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/providers"
        "/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000000",
    )
    stop_past_budget: bool = setting(
        True,
        "Stop when the month's budget is spent too, not only when the day ends. The next running "
        "day starts as usual.",
    )


class AlertingSettings(Settings):
    """Who hears of trouble."""

    emails: Distinct[Email] = setting(
        (),
        "Addresses that every alert goes to; left out, the one of `tags.owner`.",
        max_length=10,
        why_bounded="more people than a team can answer; give a mailing list",
    )
    chat_url: SecretUrl | None = setting(
        None, "Address of the chat workflow that alerts are posted to."
    )
    chat_format: Literal["teams", "slack"] = setting(
        "teams", "Whose messages `chat_url` takes: a Teams workflow's cards, or Slack's."
    )
