"""Traffic of the mesh: encrypted from the caller to the pod."""

from ...checks import must_be, must_be_empty, must_not_be
from ...controls import Controls
from ...graph import Resource
from ...rule import PRODUCTION, Verdicts, resource_rule

DESTINATION = "kubernetes:networking.istio.io/v1:DestinationRule"
GATEWAY = "kubernetes:networking.istio.io/v1:Gateway"
PEERS = "kubernetes:security.istio.io/v1:PeerAuthentication"


@resource_rule(
    "k8s-mesh-encrypted",
    topic="kubernetes",
    title="The mesh takes and sends no request in clear",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(mcsb=("DP-3",), gdpr=("Art. 32",)),
    applies_to=(DESTINATION, GATEWAY, PEERS),
    why="Istio's defaults take requests in clear from any pod, and a gateway old versions of TLS.",
    fix="Set mtls.mode STRICT, trafficPolicy.tls.mode ISTIO_MUTUAL, and HTTPS with"
    " minProtocolVersion TLSV1_2 on the gateway.",
    link="https://istio.io/latest/docs/tasks/security/authentication/mtls-migration/",
)
def encrypted(resource: Resource) -> Verdicts:
    """Demand mutual TLS between pods and TLS 1.2 of callers from outside."""
    if resource.type == PEERS:
        yield from must_be(resource, "spec.mtls.mode", "STRICT")
        # A port's own mode wins over it.
        yield from must_be_empty(resource, "spec.portLevelMtls")
    elif resource.type == DESTINATION:
        # Left out it follows the other side, which the mesh holds to mutual TLS.
        yield from must_not_be(resource, "spec.trafficPolicy.tls.mode", "DISABLE", "SIMPLE")
    else:
        for server in resource.find("spec.servers[*]"):
            yield from must_be(resource, "port.protocol", "HTTPS", "TLS", below=server)
            yield from must_be(resource, "tls.mode", "SIMPLE", "MUTUAL", below=server)
            version = "tls.minProtocolVersion"
            yield from must_be(resource, version, "TLSV1_2", "TLSV1_3", below=server)
