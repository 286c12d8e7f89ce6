"""What the plan tells of costs that nobody watches."""

from collections.abc import Iterator

from settings.platform import PlatformSettings


def cost_notes(settings: PlatformSettings) -> Iterator[str]:
    """Yield a line for each way in which spending goes unseen."""
    budget = settings.budget
    if budget is None:
        yield "budget: nobody hears of spending; set monthly_usd and recipients"
    elif budget.scope == "resource_group" and settings.serving.enabled:
        yield (
            "budget.scope: the nodes are in a group that Azure keeps, and are not counted; give "
            "the deployer Cost Management Contributor on the subscription and remove the setting"
        )
    if settings.serving.enabled and settings.tier == "non_production" and not settings.schedule:
        yield "schedule: nothing stops at night; the cluster costs nearly three times its hours"
