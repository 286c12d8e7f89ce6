"""The simulated cloud: takes requests, refuses what Azure refuses, answers as Azure answers."""

from dataclasses import dataclass
from typing import Any

from simulated_azure import (
    answers,
    catalog,
    foreign,
    kubeconfig,
    limits,
    locations,
    relations,
    rules,
    sdk,
    shape_check,
)
from simulated_azure.kubernetes import objects, references
from simulated_azure.placeholders import Placeholders
from simulated_azure.refusal import Refusal, describe
from simulated_azure.state import Created, Request, State
from simulated_azure.values import UNKNOWN

__all__ = ["INVENTED", "Answer", "Request", "SimulatedAzure"]

GET_CLIENT_CONFIG = "azure-native:authorization:getClientConfig"
_CLIENT = {
    "clientId": "00000000-0000-0000-0000-00000000c11e",
    "objectId": "00000000-0000-0000-0000-0000000b1ec7",
}
INVENTED = frozenset(_CLIENT.values())
"""Ids that even a preview answers with, though nobody signed in."""
LIST_USER_CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials"


@dataclass(frozen=True)
class Answer:
    """What comes back; `refusals` is empty if all is well.

    `id` is UNKNOWN in a preview, and where what it is made of was refused.
    """

    id: Any
    outputs: dict[str, Any]
    refusals: tuple[Refusal, ...]


class SimulatedAzure:
    """One subscription, empty at first; a resource that is refused exists all the same.

    Whoever hosts it decides what a refusal means: a plan goes on to find all of them, an engine
    stops.
    """

    def __init__(self, *, preview: bool, subscription_id: str, tenant_id: str) -> None:
        self._preview = preview
        self._state = State()
        self.sign_in(subscription_id, tenant_id)

    def sign_in(self, subscription_id: str, tenant_id: str) -> None:
        """Turn to a subscription, as a provider that names one does; what was made stays."""
        self._subscription_id = subscription_id
        self._tenant_id = tenant_id
        self._locator = locations.Locator(self._state, subscription_id, preview=self._preview)

    def create(self, request: Request) -> Answer:
        """Make a resource; never raises for a bad input."""
        if objects.is_object(request.type):
            return self._create_object(request)
        if not request.type.startswith("azure-native:"):
            return Answer(*foreign.answer(request, preview=self._preview), ())
        shape = sdk.resource_shape(request.type)
        if shape is None:
            return Answer(UNKNOWN, dict(request.inputs), (_unknown_type(request.type),))
        facts = catalog.type_facts(request.type)
        created = self._locator.locate(request, facts)
        refusals = self._check(created, shape, facts)
        self._state.add(created)
        return Answer(
            UNKNOWN if self._preview else created.id,
            self._outputs(created, shape, facts),
            refusals,
        )

    def settle(self) -> dict[str, tuple[Refusal, ...]]:
        """Return by URN what is wrong with resources only once all are there."""
        found: dict[str, tuple[Refusal, ...]] = {}
        for urn, refusal in references.check_all(self._state):
            found[urn] = (*found.get(urn, ()), refusal)
        return found

    def _create_object(self, request: Request) -> Answer:
        """Make an object in the cluster; of several clusters, all are one."""
        _, outputs = foreign.answer(request, preview=self._preview)
        created = objects.locate(request)
        refusals = objects.check(self._state, created)
        self._state.add(created)
        return Answer(UNKNOWN if self._preview else objects.answer_id(created), outputs, refusals)

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        """Answer a function; LookupError for one that is not simulated."""
        if token == LIST_USER_CREDENTIALS:
            return kubeconfig.user_credentials(self._state, args)
        if token != GET_CLIENT_CONFIG:
            raise LookupError(
                f"{token} is not simulated (got arguments {', '.join(sorted(args)) or 'none'}); "
                f"only {GET_CLIENT_CONFIG} and {LIST_USER_CREDENTIALS} are: pass the value in as a "
                "setting or an output"
            )
        return {
            **_CLIENT,
            "subscriptionId": self._subscription_id,
            "tenantId": self._tenant_id,
        }

    def _check(
        self, created: Created, shape: sdk.ResourceShape, facts: catalog.TypeFacts | None
    ) -> tuple[Refusal, ...]:
        refusals: list[Refusal] = []
        shape_check.ShapeCheck(created.type, refusals.append).check(shape, created.inputs)
        malformed = {refusal.property for refusal in refusals}

        def refuse(refusal: Refusal) -> None:
            # One reason is enough: a malformed value is not judged by its content as well.
            if refusal.property not in malformed:
                refusals.append(refusal)

        if facts is not None:
            limits.check(facts, created.inputs, refuse)
            rules.check(facts, created.inputs, refuse)
            # Relations read values by type, so they wait for inputs of the right shape.
            if not any(refusal.code == "wrong-type" for refusal in refusals):
                relations.check(self._state, self._locator, created, facts, refuse)
        return tuple(refusals)

    def _outputs(
        self, created: Created, shape: sdk.ResourceShape, facts: catalog.TypeFacts | None
    ) -> dict[str, Any]:
        if self._preview or not isinstance(created.id, str):
            return answers.outputs(shape, created.inputs, answers.unknown)
        placeholders = Placeholders(
            created,
            facts,
            shape,
            subscription_id=self._subscription_id,
            tenant_id=self._tenant_id,
        )
        return answers.outputs(shape, created.inputs, placeholders)


def _unknown_type(token: str) -> Refusal:
    return Refusal(
        "unknown-type",
        "",
        "the installed SDK has no such resource type",
        describe(token),
        "a type of pulumi_azure_native",
        shape_check.SOURCE,
    )
