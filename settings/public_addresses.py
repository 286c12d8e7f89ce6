"""Public addresses, for what cannot be private."""

import ipaddress
from typing import Annotated

from settings.forms import Form


def _public_range(value: str) -> str:
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except ValueError:
        raise ValueError("is not an IPv4 address or range; write one such as 20.1.2.0/24") from None
    if str(network).removesuffix("/32") != value:
        right = str(network).removesuffix("/32")
        raise ValueError(f"is not spelt as Azure keeps it; write {right}")
    if network.prefixlen == 31:
        raise ValueError("is a range of two, which storage refuses; write the two addresses")
    if not network.is_global:
        raise ValueError("is not a public range; state is reached over public addresses")
    return value


PublicRange = Annotated[
    str, Form(_public_range, pattern=r"^([0-9]{1,3}\.){3}[0-9]{1,3}(/[0-9]{1,2})?$")
]
