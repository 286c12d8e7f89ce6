"""Settings of bootstrap that contradict each other."""

from collections import Counter
from collections.abc import Callable, Iterator

from settings.bootstrap import SHARED, BootstrapSettings
from settings.problems import Problem, shown
from settings.withheld import unless_withheld


def check(settings: BootstrapSettings) -> Iterator[Problem]:
    """Yield every contradiction; a check that meets a refused value ends, the others go on."""
    for single in CHECKS:
        yield from unless_withheld(single, settings)


def _names(settings: BootstrapSettings) -> Iterator[Problem]:
    if SHARED in settings.environments:
        wrong = "is the name of what all environments share"
        yield Problem(f"environments.{SHARED}", wrong, "give the environment another name")


def _groups(settings: BootstrapSettings) -> Iterator[Problem]:
    given = {
        name: group.lower()
        for name, one in settings.environments.items()
        if (group := one.resource_group) is not None
    }
    counts = Counter(given.values())
    for name, group in given.items():
        if counts[group] > 1:
            path = f"environments.{name}.resource_group"
            wrong = "is the group of another environment too"
            # The deployer of one would be Contributor of the other.
            yield Problem(path, wrong, "give each environment its own", shown(group))


def _subscriptions(settings: BootstrapSettings) -> Iterator[Problem]:
    same = settings.tenant_id == settings.subscription_id
    if same and settings.subscription_id.strip("0-"):
        fix = "write what `az account show --query tenantId` prints"
        yield Problem("tenant_id", "is the id of the subscription", fix, shown(settings.tenant_id))


def _pipelines(settings: BootstrapSettings) -> Iterator[Problem]:
    for name, one in settings.environments.items():
        tokens = Counter((p.token_issuer, p.token_subject) for p in one.deployer_pipelines.values())
        for (_, subject), count in tokens.items():
            if count > 1:
                path = f"environments.{name}.deployer_pipelines"
                # Azure takes a pair of issuer and subject once per identity.
                yield Problem(path, f"names {subject} {count} times", "keep one")


def _deployers_apart(settings: BootstrapSettings) -> Iterator[Problem]:
    owners: dict[tuple[str, str], str] = {}
    for name, one in settings.environments.items():
        for pipeline, token in one.deployer_pipelines.items():
            pair = (token.token_issuer, token.token_subject)
            first = owners.setdefault(pair, name)
            if first != name:
                path = f"environments.{name}.deployer_pipelines.{pipeline}"
                wrong = f"may sign in as the deployer of {first} already"
                yield Problem(path, wrong, "let each pipeline deploy one environment")


def _flow_log_region(settings: BootstrapSettings) -> Iterator[Problem]:
    # learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview: the account lies in the
    # region of the network.
    for name, one in settings.environments.items():
        if one.network_id is not None and one.location not in (None, settings.location):
            yield Problem(
                f"environments.{name}.network_id",
                f"flows are written to an account in the network's region, and ours is in "
                f"{settings.location}",
                "remove it, and log its flows from a bootstrap stack of that region",
            )


CHECKS: tuple[Callable[[BootstrapSettings], Iterator[Problem]], ...] = (
    _names,
    _groups,
    _subscriptions,
    _pipelines,
    _deployers_apart,
    _flow_log_region,
)
