"""What the plan tells of the cluster that is no mistake and surprises all the same."""

from collections.abc import Iterator

from settings.platform import PlatformSettings
from settings.windows import maintenance_window, stops


def serving_notes(settings: PlatformSettings) -> Iterator[str]:
    """Yield a line for each thing that an operator should know before it happens."""
    serving = settings.serving
    if not serving.enabled:
        return
    if hours := stops(settings):
        yield (
            f"schedule: the cluster stops at {hours.stop} {hours.time_zone}; until it is started a "
            "deployment that changes it fails, see docs/runbooks/cluster.md"
        )
    window = maintenance_window(settings)
    if window.summer_minutes:
        yield f"serving.maintenance: AKS knows no daylight saving, so it upgrades {window}"
    if serving.run_command:
        yield "serving.run_command: the API server takes commands from anywhere; close it again"
    if settings.network.egress == "isolated":
        yield (
            "network.egress: without a way out pods cannot sign in with Entra, so neither workload "
            "identity nor KEDA's Azure scalers nor the vault's driver work, nor is Azure Policy on"
        )
    if settings.tier == "production" and not serving.encryption_at_host:
        yield (
            "serving.encryption_at_host: local disks of nodes are encrypted by Azure's storage "
            "only; the system pool can never change it, so decide before the first deployment"
        )
