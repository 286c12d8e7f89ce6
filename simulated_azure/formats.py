"""Text formats that a regular expression describes badly."""

import ipaddress
import re
import uuid
from collections.abc import Callable
from datetime import datetime


def is_cidr(text: str) -> bool:
    """Tell whether a text is a network such as 10.0.0.0/24, without host bits."""
    return _is_network(text, strict=True)


def _is_network(text: str, *, strict: bool) -> bool:
    try:
        ipaddress.ip_network(text, strict=strict)
    except ValueError:
        return False
    return "/" in text


def is_ip_address(text: str) -> bool:
    """Tell whether a text is one IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_ipv4_range(text: str) -> bool:
    """Tell whether a text is one IPv4 address or an IPv4 network."""
    return ":" not in text and (is_ip_address(text) or _is_network(text, strict=False))


def is_public_ipv4_range(text: str) -> bool:
    """Tell whether a text is a public IPv4 address, or a public network of /30 or larger."""
    if not is_ipv4_range(text):
        return False
    network = ipaddress.ip_network(text, strict=False)
    return not network.is_private and ("/" not in text or network.prefixlen <= 30)


def is_route_prefix(text: str) -> bool:
    """Tell whether a text is the destination of a route: a network or a service tag."""
    if _is_network(text, strict=False):
        return True
    return re.fullmatch(r"[A-Z][A-Za-z]+(\.[A-Za-z0-9]+)?", text) is not None


def is_rule_address(text: str) -> bool:
    """Tell whether a text can stand in an NSG rule: `*`, a network, an address, a service tag."""
    if text[:1].isdigit() or ":" in text:
        return is_ip_address(text) or _is_network(text, strict=False)
    return text == "*" or re.fullmatch(r"[A-Z][A-Za-z0-9]+(\.[A-Za-z0-9]+)?", text) is not None


def is_port_range(text: str) -> bool:
    """Tell whether a text is `*`, a port or a range of ports such as 8080-8090."""
    match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", text)
    if match is None:
        return text == "*"
    low, high = int(match[1]), int(match[2] or match[1])
    return low <= high <= 65535


def is_guid(text: str) -> bool:
    """Tell whether a text is a GUID with dashes."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def is_https_url(text: str) -> bool:
    """Tell whether a text is an https URL with a host."""
    return re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?(/\S*)?", text) is not None


def is_arm_id(text: str) -> bool:
    """Tell whether a text is the id of a resource, a group, a subscription or a tenant scope."""
    segment = r"[^/\s]+"
    return (
        re.fullmatch(
            rf"(/subscriptions/{segment}(/resourceGroups/{segment})?"
            rf"|/providers/Microsoft\.Management/managementGroups/{segment})?"
            rf"(/providers/{segment}(/{segment}/{segment})+)*",
            text,
            re.IGNORECASE,
        )
        is not None
        and text != ""
    )


def is_utc_time(text: str) -> bool:
    """Tell whether a text is an ISO 8601 time with a zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def is_duration(text: str) -> bool:
    """Tell whether a text is an ISO 8601 duration such as P7D or PT15M."""
    return (
        re.fullmatch(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?", text)
        is not None
    )


def is_email_address(text: str) -> bool:
    """Tell whether a text looks like an e-mail address."""
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text) is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    "arm-id": is_arm_id,
    "cidr": is_cidr,
    "duration": is_duration,
    "email-address": is_email_address,
    "guid": is_guid,
    "https-url": is_https_url,
    "ip-address": is_ip_address,
    "ipv4-range": is_ipv4_range,
    "port-range": is_port_range,
    "public-ipv4-range": is_public_ipv4_range,
    "route-prefix": is_route_prefix,
    "rule-address": is_rule_address,
    "utc-time": is_utc_time,
}
"""Format name, as data writes it, to its test."""
