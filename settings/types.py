"""The types a setting may have: each says what is wrong with a text, and what to write instead."""

import datetime as dt
import difflib
import ipaddress
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Discriminator, Field, PlainSerializer, Tag

from settings.forms import Form, matches
from settings.regions import REGIONS

K = TypeVar("K")
V = TypeVar("V")
New = TypeVar("New")
Existing = TypeVar("Existing")

# What a virtual network may be given (learn.microsoft.com/azure/virtual-network/
# virtual-networks-faq): RFC 1918 and RFC 6598.
_PRIVATE = tuple(
    ipaddress.IPv4Network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)


def _region(value: str) -> str:
    if value not in REGIONS:
        squeezed = re.sub(r"[^a-z0-9]", "", value.lower())
        near = difflib.get_close_matches(squeezed, REGIONS, n=1, cutoff=0.75)
        name = near[0] if near else "the name `az account list-locations` prints, such as eastus2"
        raise ValueError(f"is not the name of an Azure region; write {name}")
    return value


def _address_range(value: str) -> str:
    form = "is not an IPv4 range; write one such as 10.20.0.0/22"
    if not re.fullmatch(r"[0-9.]+/[0-9]{1,2}", value):
        raise ValueError(form)
    try:
        network = ipaddress.IPv4Network(value, strict=False)
    except ValueError:
        raise ValueError(form) from None
    if str(network) != value:
        raise ValueError(f"does not start on a boundary of its size; write {network}")
    if not any(network.subnet_of(private) for private in _PRIVATE):
        ranges = ", ".join(map(str, _PRIVATE))
        raise ValueError(f"is not a private range; choose one inside {ranges}")
    return value


def _private_address(value: str) -> str:
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        raise ValueError("is not an IPv4 address; write one such as 10.0.1.4") from None
    if not any(address in private for private in _PRIVATE):
        raise ValueError("is not a private address; write one such as 10.0.1.4")
    return value


def _date(value: str) -> str:
    try:
        date = dt.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise ValueError('is not a date; write one such as "2026-12-01", in quotes') from None
    if date.isoformat() != value:
        raise ValueError(f'is not spelt as a date; write "{date}", in quotes')
    if not 2020 <= date.year < 2100:
        raise ValueError(f"is in the year {date.year}; write one from 2020 to 2099")
    return value


def _vm_size(value: str) -> str:
    parts = re.fullmatch(
        r"(?:standard[_ ])?([a-z]{1,3})([0-9]+(?:-[0-9]+)?)([a-z]*)((?:_[a-z0-9]+?)*?)(_v[0-9]+)?",
        value.strip(),
        re.IGNORECASE,
    )
    if parts is None:
        raise ValueError(
            "is not a VM size; write one that `az vm list-skus` prints, such as Standard_D4ds_v5"
        )
    family, cores, features, accelerator, version = (part or "" for part in parts.groups())
    right = (
        f"Standard_{family.upper()}{cores}{features.lower()}{accelerator.upper()}{version.lower()}"
    )
    if value != right:
        raise ValueError(f"is not spelt as Azure spells a VM size; write {right}")
    return value


def _each_once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise ValueError(f"names {twice} {values.count(twice)} times; keep one")
    return values


def _new_or_existing(value: Any) -> str:
    """Tell by whether `id` is given, never by trial, so that mistakes are told of one form."""
    has_id = "id" in value if isinstance(value, Mapping) else hasattr(value, "id")
    return "<existing>" if has_id else "<new>"


Email = Annotated[
    str,
    matches(
        r"[A-Za-z0-9._%+'-]{1,64}@([A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,60}",
        "is not an e-mail address; write name@example.com",
    ),
]
HttpsUrl = Annotated[
    str, matches(r"https://[^\s/]{1,250}(/\S{0,1700})?", "is not an https URL; copy it again")
]
HostName = Annotated[
    str,
    matches(
        r"(?=.{4,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
        "is not a host name; write one such as pypi.org or *.pypi.org, without https:// and path",
    ),
]
ZoneName = Annotated[
    str,
    matches(
        r"privatelink(\.[a-z0-9-]{1,63}){2,8}",
        "is not a private link zone; write one such as privatelink.blob.core.windows.net",
    ),
]
GroupName = Annotated[
    str,
    matches(
        r"[A-Za-z0-9_.()-]{0,89}[A-Za-z0-9_()-]",
        "breaks Azure's limit; use up to 90 letters, digits and -_.(), no dot at the end",
    ),
]
ContainerName = Annotated[
    str,
    matches(
        r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
        "is not a container name; use 3 to 63 lower-case letters, digits and single hyphens",
    ),
]
CacheRuleName = Annotated[
    str, matches(r"[A-Za-z0-9-]{5,50}", "is not a rule name; use 5 to 50 letters and digits")
]
PipelineName = Annotated[
    str,
    matches(
        r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*",
        "is part of a resource's name; use up to 40 lower-case letters, digits and hyphens",
    ),
]
IstioRevision = Annotated[
    str,
    matches(
        r"asm-1-[0-9]{2}",
        "is not a revision of the add-on; write one that `az aks mesh get-revisions` prints, such "
        "as asm-1-30",
    ),
]
KubernetesName = Annotated[
    str,
    matches(
        r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "is not a name in Kubernetes; use up to 63 lower-case letters, digits and hyphens",
    ),
]
VaultObjectName = Annotated[
    str,
    matches(
        r"[A-Za-z0-9-]{1,127}",
        "is not a name in a key vault; use up to 127 letters, digits, hyphens",
    ),
]
EnvironmentName = Annotated[
    str,
    matches(
        r"[a-z][a-z0-9]{1,5}",
        "breaks the limit of names that carry it (a vault's has 24 characters); use 2 to 6 "
        "lower-case letters and digits, a letter first",
    ),
]
WorkloadName = Annotated[
    str,
    matches(
        r"[a-z][a-z0-9]{1,7}",
        "breaks the limit of names that carry it (a vault's has 24 characters); use 2 to 8 "
        "lower-case letters and digits, a letter first",
    ),
]
CostCenter = Annotated[
    str,
    matches(
        r"[A-Za-z0-9][A-Za-z0-9-]{1,19}",
        "is not a cost center; use 2 to 20 letters, digits and hyphens",
    ),
]
ProjectName = Annotated[
    str,
    matches(
        r"[a-z0-9][a-z0-9-]{1,39}",
        "is not a project name; use 2 to 40 lower-case letters, digits and hyphens",
    ),
]
IPv4Address = Annotated[str, Form(_private_address, format="ipv4")]
Region = Annotated[str, Form(_region, enum=list(REGIONS))]
AddressRange = Annotated[
    str, Form(_address_range, pattern=r"^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$")
]
Date = Annotated[str, Form(_date, format="date")]
ClockTime = Annotated[
    str,
    matches(
        r"([01][0-9]|2[0-3]):[0-5][0-9]",
        'is not a time of day; write one such as "19:00", in quotes',
    ),
]
VmSize = Annotated[
    str,
    Form(_vm_size, pattern="^Standard_[A-Z]{1,3}[0-9]+(-[0-9]+)?[a-z]*(_[A-Z0-9]+)*(_v[0-9]+)?$"),
]
KubernetesVersion = Annotated[
    str,
    matches(
        r"1\.[0-9]{2}(\.[0-9]{1,2})?",
        'is not spelt as AKS spells a version; write "1.36" or "1.36.1", in quotes',
    ),
]
Percent = Annotated[int, Field(ge=0, le=100)]
Distinct = Annotated[tuple[V, ...], Form(_each_once, uniqueItems=True)]
"""A list that says nothing twice."""

FrozenMap = Annotated[Mapping[K, V], AfterValidator(MappingProxyType), PlainSerializer(dict)]
"""Values by name, which nobody can change."""

Either = Annotated[
    Annotated[New, Tag("<new>")] | Annotated[Existing, Tag("<existing>")],
    Discriminator(_new_or_existing),
]
"""A thing to make, or one that exists and is brought by `id`."""
