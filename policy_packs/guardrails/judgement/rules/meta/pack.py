"""Exemptions and configuration: nothing is waved through for ever, or by mistake."""

from collections.abc import Iterator

from ...judge import Review
from ...rule import pack_rule
from ...verdict import Verdict

_LINK = "https://learn.microsoft.com/azure/governance/policy/concepts/exemption-structure"


@pack_rule(
    "meta-exemptions",
    title="Every exemption is in date, used, and no wider than what it covers",
    severity="high",
    why="An exemption that nobody needs, or that covers more, hides the next violation.",
    fix="Remove or narrow it, or renew it with a new reason.",
    link=_LINK,
)
def exemptions(review: Review) -> Iterator[Verdict]:
    """Compare each exemption with the violations of its rule."""
    for one in review.context.exemptions:
        if problem := one.problem(review.context.today):
            yield Verdict("violation", "", one.place, problem)
            continue
        found = {
            judged.verdict.urn
            for judged in review.judged
            if judged.rule.id == one.rule and judged.verdict.kind == "violation"
        }
        matched = [r for r in review.graph.resources.values() if one.matches(r)]
        spared = [resource.name for resource in matched if resource.urn not in found]
        if len(spared) == len(matched):
            yield Verdict("violation", "", one.place, f"covers no violation of {one.rule}")
        elif spared:
            problem = f"also takes in {', '.join(spared)}, which {one.rule} has nothing against"
            yield Verdict("violation", "", one.place, problem)


@pack_rule(
    "meta-config",
    title="The stack's levels, settings and exemptions are written without mistakes",
    severity="high",
    why="A misspelt rule keeps its default, and nobody notices.",
    fix="Correct the file.",
    link="https://www.pulumi.com/docs/insights/policy/policy-packs/configuration/",
)
def config(review: Review) -> Iterator[Verdict]:
    """Tell the mistakes found when the stack's files were read."""
    for mistake in review.context.mistakes:
        yield Verdict("violation", "", "", mistake)
