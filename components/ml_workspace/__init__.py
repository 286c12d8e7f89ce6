"""The machine-learning workspace, its network, its computes and its datastores."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.ml_workspace.computes import Computes
from components.ml_workspace.datastores import make_datastores
from components.ml_workspace.dependencies import CustomerKey, WorkspaceDependencies
from components.ml_workspace.outbound import make_rules
from components.ml_workspace.owner import Owner
from components.ml_workspace.rules import firewall_reason, outbound_limits, outbound_rules
from components.ml_workspace.workspace import make_workspace
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations, send_logs
from components.shared.grants import Principal, grant_on
from components.shared.private_endpoint import EndpointNetwork, private_endpoint
from settings.schedule import ScheduleSettings
from settings.workspace import WorkspaceSettings

__all__ = ["CustomerKey", "MLWorkspace", "MLWorkspaceArgs", "WorkspaceDependencies"]

_LINKS = ("workspace",)


@dataclass(frozen=True, kw_only=True)
class MLWorkspaceArgs:
    """What `MLWorkspace` is made from.

    Attributes:
        settings: what a person decided.
        schedule: when people work; required where the settings name compute instances.
        conventions: names, tags, place.
        dependencies: storage, vault, registry, Application Insights.
        identity_ids: ids of the user-assigned identities `workspace` and `training`.
        principals: who exists in this stack, by the names of the grant table.
        log_destinations: where logs go.
        endpoints: where private endpoints go; None leaves the public address open.
        links: the endpoints that were announced to the network.
        training_subnet_id: subnet of computes; required with isolation own_network.
    """

    settings: WorkspaceSettings
    schedule: ScheduleSettings | None
    conventions: Conventions
    dependencies: WorkspaceDependencies
    identity_ids: Mapping[str, pulumi.Input[str]]
    log_destinations: LogDestinations
    principals: Mapping[str, Principal] = field(default_factory=dict)
    endpoints: EndpointNetwork | None = None
    links: tuple[str, ...] = ()
    training_subnet_id: pulumi.Input[str] | None = None


class MLWorkspace(pulumi.ComponentResource):
    """The workspace of one stack: where models are trained, compared and registered.

    Its computes are in a network that Microsoft runs and that reaches what is approved, or in a
    subnet of ours. A cluster on Kubernetes cannot be attached to a workspace whose network
    Microsoft runs; models leave for it by registry and pipeline instead.

    Attributes:
        id: Azure's id of the workspace.
        name: its physical name.
        mlflow_tracking_uri: where MLflow sends runs.
        cluster_ids: ids of the training clusters, by the names that jobs use.
        instance_ids: ids of the personal instances, by the object id of the person.
        datastore_ids: ids of the datastores made here, by the names that jobs use.
        outbound_rules: what computes may reach besides what the workspace needs, who answers for
            it and why, and whether it brings a firewall.
        firewall_reason: which rules bring a firewall and what it costs; empty if none does.
        outbound_limits: what computes reach and what people cannot do on them.

    Guarantees:
        no-public-access: with private endpoints, the workspace does not answer on its public
            address, and the endpoint is found in both of its zones.
        announced-endpoint: it has exactly the endpoint that the network was told of.
        rights-first: it is made after every right of its identity on what it stands on, and waits
            for those that have not arrived.
        identity-data-access: neither the workspace nor a datastore holds a key of the storage.
        nobody-lists-keys: on the workspace, only its own identity may change it or list its keys.
        scale-to-zero: a cluster without jobs has no nodes, and a node without a job soon goes.
        closed-computes: no compute has a public address, a remote login or a password.
        managed-computes-stay: in Microsoft's network no compute is in a subnet of ours, in ours
            every one is.
        instances-stop: a personal instance stops when it is idle and at the end of the day, in
            the time zone of its people.
        personal: an instance opens for the one person it is made for.
        approved-only: computes reach what the workspace needs, what parallel jobs need, the chosen
            source of packages and what the rules name, unless the settings let them out.
        one-rule-at-a-time: rules are written one after another, and before any compute.
        no-silent-firewall: every rule that brings a firewall is told with its price, and the
            chosen tier is used.
        no-silent-generation: the network is of the generation that was chosen.
        customer-key: what the workspace keeps with Microsoft is encrypted with the customer's key
            if one is wanted.
        fixed-is-replaced: what Azure cannot change in a compute makes it anew, after a plan that
            says so.
        protected: the workspace is not deleted by accident.
        audited: who changed models, data, environments and runs is in the audit log.
    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]
    mlflow_tracking_uri: pulumi.Output[str]
    cluster_ids: Mapping[str, pulumi.Output[str]]
    instance_ids: Mapping[str, pulumi.Output[str]]
    datastore_ids: Mapping[str, pulumi.Output[str]]
    outbound_rules: list[dict[str, str | bool]]
    firewall_reason: str
    outbound_limits: str

    def __init__(
        self, name: str, args: MLWorkspaceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        _check(name, args)
        super().__init__("azure-mlops:index:MLWorkspace", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        settings, conventions = args.settings, args.conventions

        # The Application Insights component is there for this workspace alone.
        insights_id = args.dependencies.application_insights_id
        rights = grant_on(
            "workspace-insights", insights_id, args.principals, conventions, name, child
        )
        workspace = make_workspace(
            name,
            self,
            conventions,
            settings,
            args.dependencies,
            args.identity_ids["workspace"],
            args.training_subnet_id,
            private=args.endpoints is not None,
            ready=[*args.dependencies.made_by, *rights],
        )
        self.id, self.name = workspace.id, workspace.name
        self.mlflow_tracking_uri = workspace.ml_flow_tracking_uri
        grants = grant_on("workspace", workspace.id, args.principals, conventions, name, child)
        owner = Owner(
            name=name,
            component=self,
            conventions=conventions,
            workspace_name=workspace.name,
            grants=grants,
        )
        workspace_type = "azure-native:machinelearningservices:Workspace"
        log_name = f"{name}-workspace"
        send_logs(log_name, workspace_type, workspace.id, args.log_destinations, child)
        endpoint = self._make_endpoint(name, args, workspace.id)
        self.datastore_ids = make_datastores(owner, args.dependencies)

        rules = outbound_rules(settings, args.dependencies, owner.tags["Owner"])
        self.outbound_rules = [rule.row for rule in rules]
        self.firewall_reason = firewall_reason(rules, settings.outbound_firewall)
        self.outbound_limits = outbound_limits(settings)
        ready = make_rules(owner, rules)
        if settings.isolation == "own_network":
            # Without a public address, nodes find the workspace through its endpoint only.
            ready += endpoint
        self._make_computes(owner, args, ready)

        self.register_outputs(
            {
                "id": self.id,
                "name": self.name,
                "outbound_rules": self.outbound_rules,
                "firewall_reason": self.firewall_reason,
            }
        )

    def _make_endpoint(
        self, name: str, args: MLWorkspaceArgs, workspace_id: pulumi.Output[str]
    ) -> list[pulumi.Resource]:
        if args.endpoints is None:
            return []
        return [
            private_endpoint(
                f"{name}-{link}-endpoint",
                link,
                workspace_id,
                args.endpoints,
                args.conventions,
                "ml_workspace",
                pulumi.ResourceOptions(parent=self),
            )
            for link in args.links
        ]

    def _make_computes(
        self, owner: Owner, args: MLWorkspaceArgs, ready: list[pulumi.Resource]
    ) -> None:
        settings = args.settings
        own_network = settings.isolation == "own_network"
        subnet_id = args.training_subnet_id if own_network else None
        computes = Computes(owner, args.identity_ids["training"], subnet_id, ready)
        self.cluster_ids = {
            cluster: computes.make_cluster(cluster, chosen)
            for cluster, chosen in sorted(settings.clusters.items())
        }
        self.instance_ids = {}
        if args.schedule is not None:
            self.instance_ids = {
                person: computes.make_instance(
                    person, vm_size, settings.instance_idle_minutes, args.schedule
                )
                for person, vm_size in sorted(settings.compute_instances.items())
            }


def _check(name: str, args: MLWorkspaceArgs) -> None:
    """Raise unless what others supply is what the settings need."""
    if args.links != (_LINKS if args.endpoints else ()):
        announced = ", ".join(args.links) or "none"
        raise ValueError(
            f"{name}: the endpoints announced to the network are not those of the workspace, got "
            f"{announced}; pass footprint(settings).links_of('ml_workspace')"
        )
    if args.settings.isolation == "own_network" and args.training_subnet_id is None:
        raise ValueError(
            f"{name}: isolation own_network needs a subnet; pass the network's subnet `training`"
        )
    if args.settings.compute_instances and args.schedule is None:
        raise ValueError(f"{name}: compute instances need a schedule to stop by; pass it")
    if args.settings.encryption == "customer" and args.dependencies.customer_key is None:
        raise ValueError(f"{name}: encryption customer needs a key; pass the data stores'")
