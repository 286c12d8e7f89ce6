"""Network security groups, firewalls and flow logs."""

from collections.abc import Iterator

from simulated_azure import paths
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State

GROUP = "azure-native:network:NetworkSecurityGroup"
RULE = "azure-native:network:SecurityRule"
SUBNET = "azure-native:network:Subnet"
POLICY = "azure-native:network:FirewallPolicy"
COLLECTION_GROUP = "azure-native:network:FirewallPolicyRuleCollectionGroup"
_ACCOUNT = "azure-native:storage:StorageAccount"

_FLOW_LOG_SOURCE = "https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview#considerations-for-virtual-network-flow-logs"
_PRIORITY_SOURCE = "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules"
_FIREWALL_SOURCE = "https://learn.microsoft.com/azure/firewall/tutorial-firewall-deploy-portal"
_TIER_SOURCE = "https://learn.microsoft.com/azure/firewall-manager/policy-overview"
_PROXY_SOURCE = "https://learn.microsoft.com/azure/firewall/fqdn-filtering-network-rules"


def check_security_group(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse two rules of one direction and priority among the rules a group lists itself."""
    taken: dict[tuple[object, object], str] = {}
    for rule in paths.find(made.inputs, "securityRules[]"):
        key = _priority(rule.value)
        if key and key in taken:
            path = paths.join(rule.path, "priority")
            _refuse_priority(refuse, path, str(key[1]), taken[key])
        elif key:
            taken[key] = str(rule.value.get("name"))


def check_security_rule(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a rule whose direction and priority another rule of its group has."""
    key = _priority(made.inputs)
    for name, other in _rules_of(state, made):
        if key and _priority(other) == key:
            _refuse_priority(refuse, "priority", str(key[1]), name)
            return


def check_flow_log(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse an account in another region, and a second log of one target."""
    account = state.behind(made.request, made.at("storageId"), _ACCOUNT)
    place, other_place = made.text("location"), account.text("location") if account else None
    if place and other_place and place.lower() != other_place.lower():
        problem, allowed = f"the account is in {other_place}", f"an account in {place}"
        got = describe(made.at("storageId").value)
        refuse(Refusal("pair", "storageId", problem, got, allowed, _FLOW_LOG_SOURCE))
    target = made.text("targetResourceId")
    for other in state.of_type(made.type):
        found = other.text("targetResourceId")
        if other.urn != made.urn and target and found and target.lower() == found.lower():
            problem = f"its flows are logged already, by {other.request.name}"
            allowed, got = "one flow log of a target", describe(target)
            path = "targetResourceId"
            refuse(Refusal("already-logged", path, problem, got, allowed, _FLOW_LOG_SOURCE))
            return


def check_firewall(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a firewall in another subnet than its own, or with a policy of a higher tier."""
    for path, wanted in (
        ("ipConfigurations[].subnet.id", "AzureFirewallSubnet"),
        ("managementIpConfiguration.subnet.id", "AzureFirewallManagementSubnet"),
    ):
        for found in paths.find(made.inputs, path):
            subnet = state.behind(made.request, found, SUBNET)
            name = subnet.name if subnet else _last_segment(found.value, "/subnets/")
            if isinstance(name, str) and name != wanted:
                problem = f"a firewall sits in a subnet named {wanted}"
                allowed = f"the id of {wanted}"
                refuse(Refusal("pair", found.path, problem, name, allowed, _FIREWALL_SOURCE))
    found = made.at("firewallPolicy.id")
    policy = state.behind(made.request, found, POLICY)
    tiers = ("Basic", "Standard", "Premium")
    own, other = made.text("sku.tier"), policy.text("sku.tier") if policy else None
    if own in tiers and other in tiers and tiers.index(other) > tiers.index(own):
        problem = f"a {own} firewall cannot use a {other} policy"
        allowed = f"a policy of tier {own}"
        refuse(Refusal("pair", found.path, problem, other, allowed, _TIER_SOURCE))


def check_collection_group(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse names in network rules without a DNS proxy, and priorities used twice."""
    if made.parent and paths.first(made.parent.inputs, "dnsSettings.enableProxy") in (None, False):
        for found in paths.find(made.inputs, "ruleCollections[].rules[].destinationFqdns[]"):
            problem = "names in network rules need the DNS proxy of the policy"
            allowed = "dnsSettings.enableProxy: true on the policy"
            got = str(found.value)
            refuse(Refusal("pair", found.path, problem, got, allowed, _PROXY_SOURCE))
    priority = paths.first(made.inputs, "priority")
    for other in state.of_type(COLLECTION_GROUP):
        same = made.parent and other.parent and other.parent.urn == made.parent.urn
        used = paths.first(other.inputs, "priority")
        if same and other.urn != made.urn and isinstance(priority, int) and used == priority:
            _refuse_priority(refuse, "priority", str(priority), other.request.name)


def _rules_of(state: State, made: Created) -> Iterator[tuple[str, object]]:
    for other in state.of_type(RULE):
        same_parent = made.parent and other.parent and other.parent.urn == made.parent.urn
        if other.urn != made.urn and (same_parent or _same_group(made, other)):
            yield other.request.name, other.inputs
    if made.parent:
        for rule in paths.find(made.parent.inputs, "securityRules[]"):
            if isinstance(rule.value, dict) and rule.value.get("name") != made.name:
                yield str(rule.value.get("name")), rule.value


def _same_group(one: Created, other: Created) -> bool:
    ids = [item.id.lower().rpartition("/") for item in (one, other) if isinstance(item.id, str)]
    return len(ids) == 2 and ids[0][0] == ids[1][0]


def _priority(rule: object) -> tuple[object, object] | None:
    direction, priority = paths.first(rule, "direction"), paths.first(rule, "priority")
    known = isinstance(direction, str) and isinstance(priority, int)
    return (direction, priority) if known else None


def _refuse_priority(refuse: Refuse, path: str, got: str, other: str) -> None:
    problem, allowed = f"is the priority of {other} already", "a priority of its own"
    refuse(Refusal("duplicate-priority", path, problem, got, allowed, _PRIORITY_SOURCE))


def _last_segment(value: object, marker: str) -> str | None:
    return value.rpartition(marker)[2] if isinstance(value, str) and marker in value else None
