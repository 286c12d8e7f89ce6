"""Who the parts of the platform are, and which pipelines and people they know."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulumi
from pulumi_azure_native import managedidentity

from components.shared.conventions import Conventions
from components.shared.grants import Eligibility, Principal, grant_on
from settings.identity import IdentitySettings

_PLATFORM = ("workspace", "training", "serving", "release")
_CLUSTER = ("control-plane", "kubelet", "keda")


@dataclass(frozen=True, kw_only=True)
class ManagedIdentity:
    """One user-assigned identity.

    Attributes:
        id: Azure's id of the resource.
        name: its name, for who adds a credential whose issuer is known later.
        principal_id: object id, which rights are granted to.
        client_id: application id, which a workload signs in with.
    """

    id: pulumi.Output[str]
    name: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    client_id: pulumi.Output[str]


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """The settings, and what of other settings decides who exists.

    Attributes:
        first_deploy: day (ISO 8601) of the first deployment; break-glass rights count from it.
        cluster: a cluster is planned, whose parts need identities.
        ingress: its gateway serves a host name, whose certificate something must read.
        customer_keys: a key of ours encrypts data at rest, and something must use it.
    """

    settings: IdentitySettings
    conventions: Conventions
    first_deploy: str
    cluster: bool
    customer_keys: bool
    ingress: bool = False


class Identity(pulumi.ComponentResource):
    """An identity for each part of the platform, and whom else it knows: pipelines and groups.

    The identity that deploys the stack is not here: destroying the stack would delete it midway.

    Guarantees:
        no-secrets: nobody is given a password, key or certificate; pipelines exchange the token
            of their issuer, everything else is an identity that Azure signs in.
        one-each: every part of the platform has an identity of its own, and no part that is not
            built has any.
        pipelines-by-name: only the issuers and subjects of the settings sign in as the release
            identity.
        credentials-in-turn: credentials of one identity are written one after another.
        groups-only: people hold rights through Entra groups.
        break-glass-activates: rights of the break-glass group must be activated and lapse, unless
            the settings make them permanent.
        kubelet-only: the cluster may hand its nodes the kubelet's identity and no other.
    """

    identities: Mapping[str, ManagedIdentity]
    """By role: workspace, training, serving, release; with a cluster also control-plane, kubelet,
    keda; with a host name also ingress; with customer keys also encryption."""

    principals: Mapping[str, Principal]
    """Whoever may hold rights, by the grant table's names: identities and groups."""

    def __init__(
        self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Identity", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        roles = [*_PLATFORM]
        roles += _CLUSTER if args.cluster else ()
        roles += ["ingress"] if args.ingress else []
        roles += ["encryption"] if args.customer_keys else []
        self.identities = {role: _identity(name, role, args.conventions, child) for role in roles}
        self.principals = {
            **{
                role: Principal(identity.principal_id, "ServicePrincipal")
                for role, identity in self.identities.items()
            },
            **_groups(args),
        }
        self._trust_pipelines(name, args)
        if args.cluster:
            grant_on(
                "kubelet-identity",
                self.identities["kubelet"].id,
                self.principals,
                args.conventions,
                name,
                child,
            )

        self.register_outputs(
            {"client_ids": {role: one.client_id for role, one in self.identities.items()}}
        )

    def _trust_pipelines(self, name: str, args: IdentityArgs) -> None:
        release = self.identities["release"]
        previous: list[pulumi.Resource] = []
        for pipeline, token in sorted(args.settings.release_pipelines.items()):
            credential = managedidentity.FederatedIdentityCredential(
                f"{name}-release-{pipeline}",
                federated_identity_credential_resource_name=args.conventions.name("fic", pipeline),
                resource_group_name=args.conventions.resource_group_name,
                resource_name_=release.name,
                issuer=token.token_issuer,
                subject=token.token_subject,
                audiences=["api://AzureADTokenExchange"],
                # Azure refuses two writes at once to the credentials of one identity:
                # learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
                # (ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity).
                opts=pulumi.ResourceOptions(parent=self, depends_on=previous),
            )
            previous = [credential]


def _identity(
    name: str, role: str, conventions: Conventions, opts: pulumi.ResourceOptions
) -> ManagedIdentity:
    made = managedidentity.UserAssignedIdentity(
        f"{name}-{role}",
        resource_name_=conventions.name("id", role),
        resource_group_name=conventions.resource_group_name,
        location=conventions.location,
        tags=conventions.tags("identity"),
        opts=opts,
    )
    return ManagedIdentity(
        id=made.id, name=made.name, principal_id=made.principal_id, client_id=made.client_id
    )


def _groups(args: IdentityArgs) -> dict[str, Principal]:
    groups = {
        setting.replace("_", "-"): Principal(group, "Group")
        for setting, group in args.settings.groups.given().items()
    }
    for setting, role in args.settings.custom_roles.given().items():
        who = setting.replace("_", "-")
        groups[who] = replace(groups[who], custom_roles={"workspace": role})
    emergency = args.settings.break_glass
    if emergency is not None:
        eligibility = Eligibility(emergency.renewed or args.first_deploy, emergency.eligible_days)
        groups["break-glass"] = Principal(
            emergency.group, "Group", eligibility if emergency.eligible else None
        )
    return groups
