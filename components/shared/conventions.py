"""The only source of physical names, tags and ids that follow from the settings.

Names follow Microsoft's Cloud Adoption Framework: abbreviation first, then workload, role,
environment and region (learn.microsoft.com/azure/cloud-adoption-framework/ready/
azure-best-practices/resource-abbreviations). Where Azure wants a name unique in the world, or
keeps it for a while after a deletion, a short suffix follows that only subscription, workload,
environment, region and `name_generation` decide.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from settings.platform import TagSettings
from settings.regions import REGIONS

# Of a value (kubernetes.io/docs/concepts/overview/working-with-objects/labels).
_LONGEST_LABEL = 63


@dataclass(frozen=True)
class NameRule:
    """How Azure wants one kind of name, and which parts ours has."""

    pattern: str
    separator: str = "-"
    region: bool = True
    suffix: bool = False
    # Without, the suffix alone tells one stack's names from another's.
    stack: bool = True


# Limits: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
NAME_RULES: dict[str, NameRule] = {
    "afw": NameRule(r"[A-Za-z0-9][\w.-]{0,54}\w"),
    "afwp": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    # An action group.
    "ag": NameRule(r"[A-Za-z0-9][\w.-]{0,258}\w"),
    # No longer than a DNS prefix, which it also is.
    "aks": NameRule(r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?"),
    # No abbreviation in the framework; an alert rule.
    "alert": NameRule(r"[A-Za-z0-9][\w-]{0,258}\w"),
    "ampls": NameRule(r"[A-Za-z0-9][\w.-]{0,253}\w"),
    "amw": NameRule(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]"),
    "appi": NameRule(r"[A-Za-z0-9][\w.-]{0,258}\w"),
    "apr": NameRule(r"[A-Za-z0-9][\w-]{0,258}\w"),
    "bas": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    # A compute instance: 24 characters, unique in the region, no hyphen before digits at the end
    # (learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance).
    # No abbreviation in the framework; the monthly budget.
    "budget": NameRule(r"[A-Za-z0-9][\w-]{0,61}\w"),
    "ci": NameRule(r"[a-z][a-z0-9]{2,23}", separator="", region=False, suffix=True, stack=False),
    "cr": NameRule(r"[a-z0-9]{5,50}", separator="", region=False, suffix=True),
    "dce": NameRule(r"[A-Za-z0-9][A-Za-z0-9-]{1,42}[A-Za-z0-9]"),
    "dcr": NameRule(r"[A-Za-z0-9][\w.-]{1,62}\w"),
    "dnspr": NameRule(r"[A-Za-z0-9][\w-]{0,78}[A-Za-z0-9]"),
    # No abbreviation in the framework; the daily file of costs.
    "export": NameRule(r"[A-Za-z0-9][\w-]{0,62}\w"),
    # No abbreviation in the framework; a federated identity credential.
    "fic": NameRule(r"[A-Za-z0-9][\w-]{2,119}"),
    "id": NameRule(r"[A-Za-z0-9][\w-]{2,127}"),
    "in": NameRule(r"[A-Za-z0-9][\w-]{0,78}[A-Za-z0-9]"),
    "kv": NameRule(r"[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]", region=False, suffix=True),
    "log": NameRule(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]", suffix=True),
    "logic": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    # No abbreviation in the framework; a managed DevOps pool.
    "mdp": NameRule(r"[A-Za-z0-9][A-Za-z0-9.-]{1,42}[A-Za-z0-9]", suffix=True),
    "mlw": NameRule(r"[A-Za-z0-9][A-Za-z0-9_-]{2,32}", suffix=True),
    "ng": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "nic": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "nsg": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "peer": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "pep": NameRule(r"[A-Za-z0-9][\w.-]{0,62}\w"),
    "pip": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "rg": NameRule(r"[\w().-]{0,89}[\w()-]"),
    "rt": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "snet": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    "st": NameRule(r"[a-z0-9]{3,24}", separator="", region=False, suffix=True),
    "vgw": NameRule(r"[A-Za-z0-9][\w.-]{0,78}\w"),
    # A Linux host, whose name is its computer's too.
    "vm": NameRule(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}[A-Za-z0-9]"),
    "vnet": NameRule(r"[A-Za-z0-9][\w.-]{0,62}\w"),
}


class StackFacts(Protocol):
    """What names, tags and ids follow from: the settings of a stack, or a part of them."""

    @property
    def workload(self) -> str: ...  # noqa: D102
    @property
    def environment(self) -> str: ...  # noqa: D102
    @property
    def location(self) -> str: ...  # noqa: D102
    @property
    def subscription_id(self) -> str: ...  # noqa: D102
    @property
    def tenant_id(self) -> str: ...  # noqa: D102
    @property
    def name_generation(self) -> int: ...  # noqa: D102
    @property
    def resource_group(self) -> str | None: ...  # noqa: D102
    @property
    def tags(self) -> TagSettings: ...  # noqa: D102


class Conventions:
    """Names, tags and places of one stack.

    Guarantees:
        names-fit: every name is within Azure's limits for its kind, or making it is an error.
        names-differ: two roles of one kind never have the same name.
        names-repeat: the same settings give the same names, on any machine, on any day.
        generation-renames: raising `name_generation` changes every name that Azure may keep
            after a deletion, and no other.
        tags-complete: every resource carries who owns it, who pays, how strict its data is and
            which component made it.
    """

    def __init__(self, settings: StackFacts) -> None:
        self._settings = settings
        self.workload = settings.workload
        self.environment = settings.environment
        self.location = settings.location
        self.subscription_id = settings.subscription_id
        self.tenant_id = settings.tenant_id
        self.owner = settings.tags.owner
        self.name_generation = settings.name_generation
        self.resource_group_name = settings.resource_group or self.name("rg")

    def name(self, kind: str, role: str = "") -> str:
        """Return the physical name of a resource.

        Args:
            kind: the CAF abbreviation, a key of `NAME_RULES`.
            role: what tells it from others of its kind; empty for the only one.

        Raises:
            ValueError: the name would break Azure's limit for its kind, or the role could meet
                another.
        """
        rule = NAME_RULES[kind]
        # Azure tells names apart without case, so two roles that differ in nothing else would meet.
        if role and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", role):
            raise ValueError(f"role {role!r} is not lower-case words joined by hyphens; rewrite it")
        parts = [kind, self.workload, role, self.environment] if rule.stack else [kind, role]
        if rule.region:
            parts.append(REGIONS[self.location].code)
        if rule.suffix:
            parts.append(self._suffix())
        name = rule.separator.join(part for part in parts if part)
        if not re.fullmatch(rule.pattern, name, re.ASCII):
            raise ValueError(
                f"{name!r} ({len(name)} characters) breaks Azure's limit for {kind} names; "
                f"shorten its role {role!r}"
            )
        return name

    def tags(self, component: str) -> dict[str, str]:
        """Return the tags of a resource that `component` makes."""
        tags = self._settings.tags
        return {
            "Environment": self.environment,
            "CostCenter": tags.cost_center,
            "Owner": tags.owner,
            "Project": tags.project,
            "ManagedBy": "pulumi",
            "DataClassification": tags.data_classification,
            "component": component,
        }

    def labels(self) -> dict[str, str]:
        """Return what a namespace or pod carries for the tags that end at its node.

        A label takes fewer characters than a mailbox has; the others become `_`.
        """
        tags = self._settings.tags
        owner = re.sub(r"[^A-Za-z0-9._-]", "_", tags.owner)[:_LONGEST_LABEL].strip("._-")
        return {"cost-center": tags.cost_center, "owner": owner}

    def resource_group_id(self) -> str:
        """Return the id of the platform's resource group."""
        return f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group_name}"

    def _suffix(self) -> str:
        seed = (
            self.subscription_id.lower(),
            self.workload,
            self.environment,
            self.location,
            str(self.name_generation),
        )
        number = int(sha256("/".join(seed).encode()).hexdigest(), 16)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"
        return "".join(digits[number // 36**place % 36] for place in range(5))
