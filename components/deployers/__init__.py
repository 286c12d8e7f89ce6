"""Who deploys each environment: an identity that pipelines sign in as, and its rights."""

from collections.abc import Iterable
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import managedidentity

from components.deployers.rights import assignable, condition, cost_role, group_role
from components.shared.conventions import Conventions
from components.shared.grants.owner import Holder, grant_as_owner
from components.shared.role_definitions import DefinedRole, define_role
from settings.bootstrap import DeployedEnvironment

__all__ = ["Deployer", "DeployerArgs"]


@dataclass(frozen=True, kw_only=True)
class DeployerArgs:
    """The settings of one environment, and what others made for it.

    Attributes:
        token_audience: audience of the tokens that pipelines bring.
        conventions: names of the environment.
        identity_group: name of the group the identity lies in: not its environment's, which it
            may delete things in.
        group_id: id of the environment's resource group.
        container_id: where it keeps state.
        key_id: what it encrypts secrets with.
        role_guids: GUIDs of roles of the company's own that it may give.
    """

    settings: DeployedEnvironment
    token_audience: str
    conventions: Conventions
    identity_group: pulumi.Input[str]
    group_id: pulumi.Input[str]
    container_id: pulumi.Input[str]
    key_id: pulumi.Input[str]
    role_guids: Iterable[str]


class Deployer(pulumi.ComponentResource):
    """The identity that deploys one environment.

    Guarantees:
        no-secret: it has no password; pipelines exchange the token of their issuer.
        pipelines-by-name: only the issuers and subjects of the settings sign in as it.
        credentials-in-turn: its credentials are written one after another.
        own-group-only: it changes things in the group of its environment and, where settings say
            so, budgets and cost exports of the subscription.
        gives-what-the-program-gives: it gives the roles of the grant table and those it is told,
            identities those of identities and groups those of groups, and takes back no others.
        never-an-owner: it can give nobody the right to give rights, but where settings let it
            make rights eligible, which no condition narrows.
        eligible-if-told: it makes rights eligible only where settings say so.
        own-state-only: it reads and writes the state of its environment and uses the one key of it.
    """

    client_id: pulumi.Output[str]
    """Application id, which a pipeline signs in with."""

    principal_id: pulumi.Output[str]
    """Object id, which rights are granted to."""

    def __init__(
        self, name: str, args: DeployerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Deployer", name, None, opts)
        self._name, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        identity = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=args.conventions.name("id", "deployer"),
            resource_group_name=args.identity_group,
            location=args.conventions.location,
            tags=args.conventions.tags("deployers"),
            opts=self._child,
        )
        self.client_id = identity.client_id
        self.principal_id = identity.principal_id
        self._trust_pipelines(identity)
        self._let_deploy()
        self._let_count_costs()
        self._let_keep_state()
        self.register_outputs({"client_id": self.client_id, "principal_id": self.principal_id})

    def _trust_pipelines(self, identity: managedidentity.UserAssignedIdentity) -> None:
        previous: list[pulumi.Resource] = []
        for pipeline, token in sorted(self._args.settings.deployer_pipelines.items()):
            credential = managedidentity.FederatedIdentityCredential(
                f"{self._name}-{pipeline}",
                federated_identity_credential_resource_name=self._args.conventions.name(
                    "fic", pipeline
                ),
                resource_group_name=self._args.identity_group,
                resource_name_=identity.name,
                issuer=token.token_issuer,
                subject=token.token_subject,
                audiences=[self._args.token_audience],
                # Azure refuses two writes at once to the credentials of one identity.
                opts=pulumi.ResourceOptions(parent=self, depends_on=previous),
            )
            previous = [credential]

    def _let_deploy(self) -> None:
        args = self._args
        brought = [role_id.rpartition("/")[2] for role_id in args.settings.assignable_roles]
        self._grant("Contributor", args.group_id, reason="deploy the environment")
        self._grant(
            "Role Based Access Control Administrator",
            args.group_id,
            reason="give the rights of the platform's own table",
            condition=condition(*assignable([*args.role_guids, *brought])),
        )
        role = group_role(eligible_grants=args.settings.eligible_grants)
        own = define_role(
            f"{self._name}-role", "deployer", role, args.group_id, args.conventions, self._child
        )
        self._grant("Deployer", args.group_id, reason="set locks and policies", own_role=own)

    def _let_count_costs(self) -> None:
        args = self._args
        if not args.settings.subscription_costs:
            return
        subscription = f"/subscriptions/{args.conventions.subscription_id}"
        own = define_role(
            f"{self._name}-cost-role",
            "cost-deployer",
            cost_role(),
            subscription,
            args.conventions,
            self._child,
        )
        reason = "write the environment's budget and cost export"
        self._grant("Cost Deployer", subscription, reason=reason, own_role=own)

    def _let_keep_state(self) -> None:
        args = self._args
        self._grant("Storage Blob Data Contributor", args.container_id, reason="keep state")
        self._grant("Key Vault Crypto User", args.key_id, reason="encrypt secrets of its state")

    def _grant(
        self,
        role: str,
        scope: pulumi.Input[str],
        *,
        reason: str,
        own_role: DefinedRole | None = None,
        condition: str | None = None,
    ) -> None:
        holder = Holder(key="deployer", principal_id=self.principal_id, kind="ServicePrincipal")
        grant_as_owner(
            f"{self._name}-{role.lower().replace(' ', '-')}",
            role,
            scope,
            holder,
            self._args.conventions,
            reason=reason,
            opts=self._child,
            own_role=own_role,
            condition=condition,
        )
