"""Who may do what where, and how to wait until Azure believes it.

Guarantees:
    no-rule-over-rights: nobody gets Owner or the right to grant rights, and no group of people may
        change what the program made.
    no-secrets-for-people: no group of people reads secrets, but for the one that breaks the glass.
    only-what-is-needed: each identity holds exactly the rights written down with their source.
    true-roles: every role has the id that Microsoft publishes.
    narrow: a right lies on one resource, never on a group of resources or a subscription.
    no-grant-twice: a right stands in the table once, and two rows that meet in one right on one
        resource are an error that names both.
    no-lookup: Azure is told what kind of principal it is given, and never looks up one that is
        seconds old.
    old-before-new: a grant that must be replaced is deleted first, because its name stays.
    lasting-names: a grant has the same name in every run, and another in every stack.
    known-targets: a target that no row names is an error, never a silent nothing.
    waits-for-rights-only: a refusal for anything but missing rights fails at once.
    waits-ten-minutes: it waits 15 s, then twice as long each time, and gives up after ten minutes.
    says-what-it-waits-for: each wait names the resource, the refusal and the time.
"""

from components.shared.grants.assignment import (
    Eligibility,
    Principal,
    grant_name,
    grant_on,
    role_definition_id,
)
from components.shared.grants.table import CUSTOM_ROLE, GRANTS, Grant, Group, Target, Who
from components.shared.grants.waiting import wait_for_grants

__all__ = [
    "CUSTOM_ROLE",
    "GRANTS",
    "Eligibility",
    "Grant",
    "Group",
    "Principal",
    "Target",
    "Who",
    "grant_name",
    "grant_on",
    "role_definition_id",
    "wait_for_grants",
]
