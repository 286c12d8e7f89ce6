"""The platform of one environment: settings, then components in the order they need each other."""

import exports
import serving
import wiring
from components.access import Access, AccessArgs
from components.alerting import Alerting, AlertingArgs
from components.cost_guard import CostGuard, CostGuardArgs
from components.data_stores import DataStores, DataStoresArgs
from components.identity import Identity, IdentityArgs
from components.ml_workspace import MLWorkspace, MLWorkspaceArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.network import Network, NetworkArgs
from components.shared.conventions import Conventions
from settings.footprint import footprint
from settings.load import load_platform
from settings.windows import stops

settings = load_platform()
conventions = Conventions(settings)
needs = footprint(settings)
on_azure = wiring.on_azure(settings)

identity_args = IdentityArgs(
    settings=settings.identity,
    conventions=conventions,
    first_deploy=settings.dates.first_deploy,
    cluster=settings.serving.enabled,
    ingress=settings.serving.ingress is not None,
    customer_keys=settings.data_stores.encryption == "customer",
)
identity = Identity("identity", identity_args, on_azure)

network_args = NetworkArgs(
    settings=settings.network,
    footprint=needs,
    conventions=conventions,
    pod_range=settings.serving.pod_range,
    principals=identity.principals,
)
network = Network("network", network_args, on_azure)

monitoring_args = MonitoringArgs(
    settings=settings.monitoring,
    conventions=conventions,
    alerting=settings.alerting,
    principals=identity.principals,
    log_sources=wiring.firewall_logs(network),
    endpoints=network.endpoints,
    links=needs.links_of("monitoring"),
    cluster=settings.serving.enabled,
)
monitoring = Monitoring("monitoring", monitoring_args, on_azure)

access_args = AccessArgs(
    settings=settings.access,
    conventions=conventions,
    network=wiring.access_network(network),
    log_destinations=monitoring.log_destinations,
    schedule=settings.schedule,
    principals=identity.principals,
)
access = Access("access", access_args, on_azure)

data_stores_args = DataStoresArgs(
    settings=settings.data_stores,
    conventions=conventions,
    log_destinations=monitoring.log_destinations,
    principals=identity.principals,
    endpoints=network.endpoints,
    links=needs.links_of("data_stores"),
    encryption_identity=identity.identities.get("encryption"),
)
data_stores = DataStores("data-stores", data_stores_args, on_azure)

workspace_args = MLWorkspaceArgs(
    settings=settings.workspace,
    schedule=settings.schedule,
    conventions=conventions,
    dependencies=wiring.workspace_dependencies(settings, monitoring, data_stores),
    identity_ids={role: identity.identities[role].id for role in ("workspace", "training")},
    log_destinations=monitoring.log_destinations,
    principals=identity.principals,
    endpoints=network.endpoints,
    links=needs.links_of("ml_workspace"),
    training_subnet_id=network.subnet_ids.get("training"),
)
workspace = MLWorkspace("ml", workspace_args, on_azure)

parts = serving.Parts(settings, identity, network, monitoring, data_stores, on_azure)
served = serving.make(parts)
cluster = served.cluster if served else None

alerting_args = AlertingArgs(
    settings=settings.slo,
    conventions=conventions,
    action_group_id=monitoring.action_group_id,
    targets=wiring.watched(conventions, monitoring, data_stores, workspace, cluster),
    daily_cap_gb=getattr(settings.monitoring.application, "daily_cap_gb", None),
    break_glass_group=wiring.break_glass_group(settings),
    off_hours=stops(settings),
)
Alerting("alerting", alerting_args, on_azure)

cost_guard_args = CostGuardArgs(
    budget=settings.budget,
    export=settings.cost_export,
    off_hours=wiring.off_hours(settings, workspace, cluster),
    conventions=conventions,
    first_deploy=settings.dates.first_deploy,
    log_destinations=monitoring.log_destinations,
    managed_groups=[cluster.node_resource_group] if cluster else [],
    people_group_id=monitoring.action_group_id,
)
CostGuard("cost-guard", cost_guard_args, on_azure)

exports.export(parts, access, workspace, served)
