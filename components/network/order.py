"""Order that data flow alone does not show."""

from collections.abc import Iterable

import pulumi


def known_after(
    value: pulumi.Input[str], resources: Iterable[pulumi.Resource]
) -> pulumi.Output[str]:
    """Return `value`, known once the resources exist.

    For an id whose users need more than what it names: a subnet is of no use to a cluster before
    its way out, a zone to an endpoint before the network resolves it.
    """
    # URNs, unlike ids, are known in a preview, and with them a value that was known before.
    urns = [resource.urn for resource in resources]
    return pulumi.Output.all(value, *urns).apply(lambda values: values[0])
