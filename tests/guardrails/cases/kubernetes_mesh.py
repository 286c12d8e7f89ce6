"""Cases of the rules on what pods sign in as, and on the traffic of the mesh."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.kubernetes import in_namespace, workload
from tests.guardrails.spec import ABSENT, Case, Made, changed

PEERS = in_namespace(
    "security.istio.io/v1:PeerAuthentication", "peers", spec={"mtls": {"mode": "STRICT"}}
)
DESTINATION = in_namespace(
    "networking.istio.io/v1:DestinationRule",
    "destination",
    spec={"host": "churn", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}},
)
GATEWAY = in_namespace(
    "networking.istio.io/v1:Gateway",
    "gateway",
    spec={
        "servers": [
            {
                "hosts": ["models.example.com"],
                "port": {"name": "https", "number": 443, "protocol": "HTTPS"},
                "tls": {"mode": "SIMPLE", "minProtocolVersion": "TLSV1_2"},
            }
        ]
    },
)
CREDENTIAL = Made(
    "managedidentity:FederatedIdentityCredential",
    "credential",
    {"subject": "system:serviceaccount:models:churn"},
)
ACCOUNT = Made(
    "kubernetes:core/v1:ServiceAccount",
    "account",
    {
        "metadata": {
            "name": "churn",
            "namespace": "models",
            "annotations": {"azure.workload.identity/client-id": "${CHURN_CLIENT_ID}"},
        }
    },
)
_SERVER = "gateway:spec.servers[0]"
_ACCOUNT_NAME = "churn:spec.template.spec.serviceAccountName"
_LABELS = "churn:spec.template.metadata.labels"

CASES = {
    "k8s-mesh-encrypted": Case(
        good=(PEERS, DESTINATION, GATEWAY),
        at="peers:spec.mtls.mode",
        bad="PERMISSIVE",
        also_good={
            "the other side decides": {"destination:spec.trafficPolicy": ABSENT},
            "callers have certificates": {f"{_SERVER}.tls.mode": "MUTUAL"},
        },
        also_bad={
            "a port in clear": {"peers:spec.portLevelMtls": {"8080": {"mode": "DISABLE"}}},
            "a service in clear": {"destination:spec.trafficPolicy.tls.mode": "DISABLE"},
            "a gateway in clear": {f"{_SERVER}.port.protocol": "HTTP"},
            "TLS that passes by": {f"{_SERVER}.tls.mode": "PASSTHROUGH"},
            "old TLS": {f"{_SERVER}.tls.minProtocolVersion": "TLSV1_1"},
            "any TLS": {f"{_SERVER}.tls.minProtocolVersion": ABSENT},
        },
    ),
    "k8s-workload-credential": Case(
        good=changed(
            (workload("churn"), ACCOUNT, CREDENTIAL),
            {
                _ACCOUNT_NAME: "churn",
                _LABELS: {"app": "churn", "azure.workload.identity/use": "true"},
            },
        ),
        at=_ACCOUNT_NAME,
        bad="default",
        also_good={
            "a pod that signs in nowhere": {_LABELS: {"app": "churn"}, _ACCOUNT_NAME: ABSENT},
            "an account that signs in nowhere": {
                _LABELS: {"app": "churn"},
                "account:metadata.annotations": ABSENT,
                "credential": ABSENT,
            },
        },
        also_bad={
            "no credential": {"credential": ABSENT},
            "a credential of another account": {
                "credential:subject": "system:serviceaccount:models:vision"
            },
            "an account that signs in as nobody": {"account:metadata.annotations": {"x": "y"}},
            "an account of another namespace": {"churn:metadata.namespace": "elsewhere"},
        },
        also_undetermined={"a subject that is not known": {"credential:subject": UNKNOWN}},
    ),
}
