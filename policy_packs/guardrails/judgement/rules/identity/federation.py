"""Federated credentials: whose tokens an identity is exchanged for."""

import re
from typing import Any

from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, Verdicts, graph_rule
from ...verdict import told, violation
from .grants import CREDENTIAL


@graph_rule(
    "id-federated-credential",
    topic="identity",
    title="An identity is exchanged for the token of one known pipeline or service account",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "fd1a8e20-2c4f-4a6c-9354-b58d786d9a1f",
            "ae62c456-33de-4dc8-b100-7ce9028a7d99",
            "2571b7c3-3056-4a61-b00a-9bc5232234f5",
        )
    ),
    applies_to=(CREDENTIAL,),
    why="A subject that a branch or pull request can take lets whoever opens one sign in; Azure"
    " compares subjects letter by letter, so a wildcard lets nobody in.",
    fix="Use the cluster's issuer with one service account, or a known pipeline with its protected"
    " environment or service connection, and Azure's own audience.",
    link="https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
)
def federated_credential(graph: Graph) -> Verdicts:
    """Judge audience, issuer and subject against `federation` in data/roles.toml."""
    known = table("roles")["federation"]
    for credential in graph.of_type(CREDENTIAL):
        audiences = credential.find("audiences[*]")
        if len(audiences) != 1:
            yield violation(credential, "audiences", "must be a list of one audience")
        for found in audiences:
            if found.value not in known["audiences"]:
                yield told(credential, found, "Azure's audience for the exchange of tokens")
        issuer = _issuer(graph, credential, known)
        if issuer is None:
            yield told(credential, credential.at("issuer"), "a known issuer or the stack's cluster")
            continue
        subject = credential.at("subject")
        if not isinstance(subject.value, str) or not re.fullmatch(issuer["subject"], subject.value):
            yield told(credential, subject, f"one exact subject of {issuer['name']}")


def _issuer(graph: Graph, credential: Resource, known: dict[str, Any]) -> dict[str, Any] | None:
    if graph.behind(credential, "issuer", known["cluster"]["type"]):
        return known["cluster"]
    value = credential.at("issuer").value
    rows = known["issuers"] if isinstance(value, str) else ()
    return next((row for row in rows if re.fullmatch(row["issuer"], value)), None)
