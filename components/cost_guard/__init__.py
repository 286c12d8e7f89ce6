"""Who hears of spending, and what stops outside running hours."""

from components.cost_guard.guard import CostGuard, CostGuardArgs
from components.cost_guard.off_hours import OffHours, Stoppable

__all__ = ["CostGuard", "CostGuardArgs", "OffHours", "Stoppable"]
