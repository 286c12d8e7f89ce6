"""Where logs and metrics go, and who can reach them."""

from settings.base import Settings, setting
from settings.ids import LogWorkspaceId, PrivateLinkScopeId
from settings.types import Either


class NewAuditLog(Settings):
    """A Log Analytics workspace of the platform's own for the audit trail; it has no daily cap."""

    retention_days: int = setting(
        90,
        "Days that audit logs can be queried. The first 31 are free, so fewer save nothing.",
        ge=31,
        le=730,
        why_bounded="the first 31 days are free, so fewer save nothing",
    )


class ExistingAuditLog(Settings):
    """A Log Analytics workspace that exists, such as the security team's.

    Nothing on it is changed: who may read it, and how long it keeps, its owner decides.
    """

    id: LogWorkspaceId = setting(
        description="Id of the workspace.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-logs"
        "/providers/Microsoft.OperationalInsights/workspaces/log-central",
    )


class NewApplicationLog(Settings):
    """A Log Analytics workspace of the platform's own for how things run."""

    retention_days: int = setting(
        31,
        "Days that it can be queried. The first 31 are free, so fewer save nothing.",
        ge=31,
        le=730,
        why_bounded="the first 31 days are free, so fewer save nothing",
    )
    daily_cap_gb: float = setting(
        5.0,
        "GB a day after which Azure drops what comes, at about $2.76 each; an alert comes before.",
        ge=0.1,
        le=1000,
        why_bounded="under 0.1 GB a healthy cluster alone reaches the cap",
    )


class ExistingApplicationLog(Settings):
    """A Log Analytics workspace that exists; its cap, and who hears of it, its owner decides."""

    id: LogWorkspaceId = setting(
        description="Id of the workspace.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-logs"
        "/providers/Microsoft.OperationalInsights/workspaces/log-apps",
    )


class NewPrivateLinkScope(Settings):
    """A private link scope of the stack's own.

    It takes over the names of Azure Monitor in every network that shares its DNS zones, so those
    must be the stack's own.
    """


class ExistingPrivateLinkScope(Settings):
    """A private link scope that exists, such as the hub's; our resources are added to it."""

    id: PrivateLinkScopeId = setting(
        description="Id of the scope.",
        example="/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub"
        "/providers/Microsoft.Insights/privateLinkScopes/ampls-hub",
    )


class MonitoringSettings(Settings):
    """Logs and metrics."""

    audit: Either[NewAuditLog, ExistingAuditLog] = setting(
        NewAuditLog(), "A workspace to make for the audit trail, or one that exists (`id`)."
    )
    archive_audit_days: int | None = setting(
        None,
        "Keep audit logs this many days, write-once, in a storage account too, for auditors who "
        "ask after years; left out, no archive is made.",
        ge=90,
        le=3650,
    )
    application: Either[NewApplicationLog, ExistingApplicationLog] = setting(
        NewApplicationLog(), "A workspace to make for how things run, or one that exists (`id`)."
    )
    private_link_scope: Either[NewPrivateLinkScope, ExistingPrivateLinkScope] | None = setting(
        None,
        "How telemetry gets to Azure Monitor: over its public addresses (left out), through a "
        "scope to make (`{}`), or through one that exists (`id`). A network has one scope.",
    )
    operators_on_network: bool = setting(
        False,
        "Close logs to queries from public networks; whoever is not on the network then sees "
        "nothing, the portal included. Needs `private_link_scope`.",
    )
    protect: bool = setting(
        True, "Refuse to delete the audit trail, whoever asks, until this is turned off."
    )
