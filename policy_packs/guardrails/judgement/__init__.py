"""What is allowed. All imports in here are relative: the engine and `preflight` both load it."""

from .context import Context, read_context, wrong_pack_config
from .exemptions import Exemption
from .graph import Graph, Resource
from .judge import Judged, Judgement, judge
from .plan import from_plan
from .registry import all_rules
from .rule import Rule
from .values import UNKNOWN, Secret
from .verdict import Verdict

__all__ = [
    "UNKNOWN",
    "Context",
    "Exemption",
    "Graph",
    "Judged",
    "Judgement",
    "Resource",
    "Rule",
    "Secret",
    "Verdict",
    "all_rules",
    "from_plan",
    "judge",
    "read_context",
    "wrong_pack_config",
]
