"""Cases of the rules on what a cluster pulls."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.serving_access import cluster
from tests.guardrails.spec import ABSENT, Case, Made, Ref

SETTINGS = {
    "multiTenancy.enforce": "true",
    "kustomize-controller.strict-substitution-mode": "true",
    "image-automation-controller.enabled": "false",
}
EXTENSION = Made(
    "kubernetesconfiguration:Extension",
    "flux",
    {
        "extensionType": "microsoft.flux",
        "autoUpgradeMinorVersion": True,
        "releaseTrain": "Stable",
        "configurationSettings": SETTINGS,
    },
)
VERSION = "models:gitRepository.repositoryRef"


def configuration(name: str, scope: str, namespace: str) -> Made:
    return Made(
        "kubernetesconfiguration:FluxConfiguration",
        name,
        {
            "clusterName": Ref("cluster", "name"),
            "scope": scope,
            "namespace": namespace,
            "sourceKind": "GitRepository",
            "gitRepository": {
                "url": "https://github.com/contoso/models",
                "repositoryRef": {"branch": "main"},
            },
            "kustomizations": {"all": {"path": "./all", "prune": True, "force": False}},
        },
    )


MODELS = configuration("models", "namespace", "models")
PULLED = (cluster(), configuration("platform", "cluster", "cluster-config"), MODELS)


def _store(**secret: str) -> Made:
    inputs = {
        **MODELS.inputs,
        "sourceKind": "AzureBlob",
        "azureBlob": {"url": "https://x", **secret},
    }
    return Made(MODELS.type, "models", inputs)


CASES = {
    "aks-flux-extension": Case(
        good=(EXTENSION,),
        at="flux:configurationSettings",
        bad={**SETTINGS, "multiTenancy.enforce": "false"},
        also_good={
            "another extension": {
                "flux": Made(
                    "kubernetesconfiguration:Extension", "flux", {"extensionType": "contoso.x"}
                )
            },
            "no word on image automation": {
                "flux:configurationSettings": {
                    key: value for key, value in SETTINGS.items() if "automation" not in key
                }
            },
        },
        also_bad={
            "empty texts": {
                "flux:configurationSettings": {"multiTenancy.enforce": "true"},
            },
            "writes to the repository": {
                "flux:configurationSettings": {
                    **SETTINGS,
                    "image-automation-controller.enabled": "true",
                }
            },
            "never patched": {"flux:autoUpgradeMinorVersion": False},
            "a preview": {"flux:releaseTrain": "Preview"},
            "a secret": {"flux:configurationProtectedSettings": {"key": "s3cret"}},
            "no type": {"flux:extensionType": ABSENT},
        },
        also_undetermined={"a type that is not known": {"flux:extensionType": UNKNOWN}},
    ),
    "aks-flux-source": Case(
        good=PULLED,
        at="models:gitRepository.url",
        bad="http://github.com/contoso/models",
        also_good={
            "a key pair of Flux's": {"models:gitRepository.url": "ssh://git@github.com/c/models"},
            "a tag": {VERSION: {"tag": "v1"}},
            "a version that is not known": {VERSION: {"tag": UNKNOWN}},
            "a store, as an identity": {"models": _store()},
        },
        also_bad={
            "no kind": {"models:sourceKind": ABSENT},
            "no version": {VERSION: ABSENT},
            "an empty version": {VERSION: {"branch": ""}},
            "a secret": {"models:configurationProtectedSettings": {"key": "s3cret"}},
            "a store's key": {"models": _store(accountKey="s3cret")},
            "a token": {"models": _store(sasToken="s3cret")},
            "a bucket's key": {"models:bucket": {"accessKey": "s3cret"}},
            "a bucket in clear": {"models:bucket": {"insecure": True}},
        },
    ),
    "aks-flux-least-privilege": Case(
        good=PULLED,
        at="models:scope",
        bad="cluster",
        also_good={
            "two clusters": {
                "platform:clusterName": "other",
                "models:scope": "cluster",
            }
        },
        also_bad={
            "no namespace": {"models:namespace": ABSENT},
            "Kubernetes' own namespace": {"models:namespace": "kube-system"},
            "what is gone stays": {"models:kustomizations.all.prune": False},
            "made anew while serving": {"models:kustomizations.all.force": True},
            "kustomizations of another type": {"models:kustomizations": "all"},
        },
    ),
}
