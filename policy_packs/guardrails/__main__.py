"""Start the pack. `PolicyPack` serves until the engine ends it; nothing may print before it."""

# The engine starts this file with the pack as the folder that imports are looked up in.
from judgement.crossguard import policies  # ty: ignore[import-not-found]
from pulumi_policy import EnforcementLevel, PolicyPack

PolicyPack("guardrails", policies(), enforcement_level=EnforcementLevel.MANDATORY)
