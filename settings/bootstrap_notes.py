"""What a person should know of bootstrap's settings before it runs."""

from collections.abc import Iterator

from settings.bootstrap import BootstrapSettings
from settings.dates import a_year_after


def bootstrap_notes(settings: BootstrapSettings) -> Iterator[str]:
    """Yield a line for each."""
    alert = settings.anomaly_alert
    if alert is not None:
        end = a_year_after(alert.renewed or settings.dates.first_deploy)
        yield f"anomaly_alert: ends on {end}; move anomaly_alert.renewed on before"
    if not settings.state.allowed_addresses:
        yield (
            "state: any address reaches it with a right from Entra; list those of your runners in "
            "state.allowed_addresses"
        )
    for name, one in settings.environments.items():
        if not one.deployer_pipelines:
            yield f"environments.{name}: no pipeline may sign in as its deployer"
        if one.eligible_grants:
            yield (
                f"environments.{name}: its deployer may make anybody eligible for any role in the "
                "group (eligible_grants)"
            )
        if one.tier == "production" and one.network_id is None:
            yield f"environments.{name}: no flow logs; give network_id once the network exists"
