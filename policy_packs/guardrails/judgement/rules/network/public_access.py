"""Public addresses of services: closed, or of the one shape that Azure forces on us."""

from ...checks import must_be, same
from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, Verdicts, graph_rule, resource_rule
from ...values import UNKNOWN
from ...verdict import told, undetermined, violation
from .services import STORAGE, may_be_reached, services, takes_platform_writes

_OWN_PARTS = "azure-native:storage:"
_WRITERS = (
    "azure-native:authorization:RoleAssignment",
    "azure-native:costmanagement:Export",
    "azure-native:eventgrid:",
    "azure-native:monitor:",
    "azure-native:network:FlowLog",
    "azure-native:operationalinsights:DataExport",
)


@resource_rule(
    "net-public-access-disabled",
    topic="network",
    title="Services that private link can reach have their public address closed",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "438c38d2-3772-465a-a9cc-7a6666a275ce",
            "405c5871-3e91-4644-8a63-58e19d68ff5b",
            "b2982f36-99f2-4db5-8eff-283140c09693",
            "0fdf0491-d080-4575-b627-ad0e843cba0f",
            "797b37f7-06b8-444c-b1ad-fc62867f335a",
            "1adadefe-5f21-44f7-b931-a59b54ccdb45",
            "f8f774be-6aee-492a-9e29-486ef81f3a68",
            "67dcad1a-ec60-45df-8fd0-14c9d29eeaa2",
            "969ac98b-88a8-449f-883c-2e9adb123127",
            "df73bd95-24da-4a4f-96b9-4e8b94b402bd",
            "955a914f-bf86-4f0e-acd5-e0766b0efcb6",
        )
    ),
    applies_to=lambda type_token: type_token in services(),
    why="Left out, it is open: a stolen token works from anywhere.",
    fix="Set public network access to Disabled and reach the service through a private endpoint.",
    link="https://learn.microsoft.com/security/benchmark/azure/mcsb-network-security",
)
def public_access_disabled(resource: Resource) -> Verdicts:
    """Demand one of the values that close the address; unset means open."""
    service = services()[resource.type]
    if "open_at" in service and not takes_platform_writes(resource):
        yield from must_be(resource, service["open_at"], *service["closed"])


@resource_rule(
    "net-service-known",
    topic="network",
    title="Every service with a public address is in the private link catalogue",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("NS-2",)),
    applies_to=may_be_reached,
    why="What the catalogue does not know passes every other rule on private endpoints unseen.",
    fix="Add the type to data/private_link.toml with its groups and zones, or to [elsewhere] with"
    " the reason.",
    link="https://learn.microsoft.com/azure/private-link/availability",
)
def service_known(resource: Resource) -> Verdicts:
    """Refuse a type that is neither in the catalogue nor excused from it."""
    if resource.type not in services() and resource.type not in table("private_link")["elsewhere"]:
        yield violation(resource, "", f"{resource.type} is not in the private link catalogue")


@graph_rule(
    "net-platform-writes",
    topic="network",
    title="An account that is open to Azure services holds nothing but what they write",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("NS-2",)),
    applies_to=(STORAGE,),
    why="Its address is open to every trusted service of every tenant.",
    fix="Keep data of people and models in an account of its own whose address is closed.",
    link="https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services",
)
def platform_writes(graph: Graph) -> Verdicts:
    """Refuse everything but writers to take a value from such an account."""
    for account in graph.of_type(STORAGE):
        if not takes_platform_writes(account):
            continue
        for user, _ in graph.users(account):
            if not user.type.startswith((_OWN_PARTS, *_WRITERS)):
                problem = f"{user.kind} {user.name} uses it, which is none of Azure's writers"
                yield violation(account, "publicNetworkAccess", problem)


_WIDE = ("0.0.0.0/0", "0.0.0.0", "::/0", "*")  # noqa: S104 (refused, not bound)
_RULE_SETS = {
    "azure-native:keyvault:Vault": "properties.networkAcls",
    "azure-native:storage:StorageAccount": "networkRuleSet",
    "azure-native:containerregistry:Registry": "networkRuleSet",
}


@resource_rule(
    "net-firewall-default-deny",
    topic="network",
    title="The firewall of a service denies by default and lets in no whole ranges",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "55615ac9-af46-4a59-874e-391cc3dfb490",
            "34c877ad-507e-4c82-993e-3452a6e0ad3c",
            "d0793b48-0edc-4296-a390-4c75d1bdfd71",
        )
    ),
    applies_to=tuple(_RULE_SETS),
    why="It is what holds when somebody opens the address for an hour.",
    fix="Set the default action to Deny, bypass to AzureServices or None, and drop wide ranges.",
    link="https://learn.microsoft.com/azure/storage/common/storage-network-security",
)
def firewall_default_deny(resource: Resource) -> Verdicts:
    """Demand Deny, a narrow bypass, and address rules of at least eight bits."""
    rules = _RULE_SETS[resource.type]
    yield from must_be(resource, f"{rules}.defaultAction", "Deny")
    if resource.type != "azure-native:containerregistry:Registry":
        yield from must_be(resource, f"{rules}.bypass", "AzureServices", "None")
    keys = {"azure-native:keyvault:Vault": "value"}
    key = keys.get(resource.type, "iPAddressOrRange")
    for found in resource.find(f"{rules}.ipRules[*].{key}"):
        if found.value is UNKNOWN:
            yield undetermined(resource, found.path, "the range is not known yet")
        elif not isinstance(found.value, str) or is_wide(found.value):
            yield told(resource, found, "a range of at least eight bits", *_WIDE)


def is_wide(prefix: str) -> bool:
    """Tell whether an address prefix takes in more than a 256th of the internet."""
    if any(same(prefix, wide) for wide in (*_WIDE, "Internet", "any")):
        return True
    length = prefix.rpartition("/")[2] if "/" in prefix else ""
    return length.isdigit() and int(length) < 8


_TLS = {
    "azure-native:storage:StorageAccount": (("minimumTlsVersion", ("TLS1_2", "TLS1_3")),),
    "azure-native:web:WebApp": (
        ("siteConfig.minTlsVersion", ("1.2", "1.3")),
        ("siteConfig.scmMinTlsVersion", ("1.2", "1.3")),
    ),
    "azure-native:cosmosdb:DatabaseAccount": (("minimalTlsVersion", ("Tls12",)),),
    "azure-native:eventgrid:Topic": (("minimumTlsVersionAllowed", ("1.2",)),),
    "azure-native:eventgrid:Domain": (("minimumTlsVersionAllowed", ("1.2",)),),
    "azure-native:eventgrid:Namespace": (("minimumTlsVersionAllowed", ("1.2",)),),
    "azure-native:eventhub:Namespace": (("minimumTlsVersion", ("1.2",)),),
    "azure-native:cdn:AFDCustomDomain": (("tlsSettings.minimumTlsVersion", ("TLS12",)),),
}


@resource_rule(
    "net-min-tls",
    topic="network",
    title="Services speak TLS 1.2 or later",
    severity="high",
    levels=ALWAYS,
    controls=Controls(
        azure_policy=(
            "fe83a0eb-a853-422d-aac2-1bffd182c5d0",
            "f9d614c5-c173-4d56-95a7-b4437057d193",
        )
    ),
    applies_to=tuple(_TLS),
    why="Earlier versions are broken, and some defaults still allow them.",
    fix="State the lowest version as 1.2 or 1.3.",
    link="https://learn.microsoft.com/azure/storage/common/transport-layer-security-configure-minimum-version",
)
def min_tls(resource: Resource) -> Verdicts:
    """Demand that the lowest version is stated."""
    for path, versions in _TLS[resource.type]:
        yield from must_be(resource, path, *versions)
