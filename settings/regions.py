"""Azure's public regions: the short code that goes into names, and whether they have zones.

Source: geo codes of Azure Backup (learn.microsoft.com/azure/backup, "geo-code mapping"), zones of
learn.microsoft.com/azure/reliability/regions-list. Names must never change for a region in use.
"""

from typing import NamedTuple


class Region(NamedTuple):
    """A region's short code and whether it has availability zones."""

    code: str
    zones: bool


REGIONS: dict[str, Region] = {
    "australiacentral": Region("acl", False),
    "australiacentral2": Region("acl2", False),
    "australiaeast": Region("ae", True),
    "australiasoutheast": Region("ase", False),
    "austriaeast": Region("aue", True),
    "belgiumcentral": Region("bec", True),
    "brazilsouth": Region("brs", True),
    "brazilsoutheast": Region("bse", False),
    "canadacentral": Region("cnc", True),
    "canadaeast": Region("cne", False),
    "centralindia": Region("inc", True),
    "centralus": Region("cus", True),
    "chilecentral": Region("clc", True),
    "denmarkeast": Region("dke", True),
    "eastasia": Region("ea", True),
    "eastus": Region("eus", True),
    "eastus2": Region("eus2", True),
    "francecentral": Region("frc", True),
    "francesouth": Region("frs", False),
    "germanynorth": Region("gn", False),
    "germanywestcentral": Region("gwc", True),
    "indonesiacentral": Region("idc", True),
    "israelcentral": Region("ilc", True),
    "italynorth": Region("itn", True),
    "japaneast": Region("jpe", True),
    "japanwest": Region("jpw", True),
    "jioindiacentral": Region("jic", False),
    "jioindiawest": Region("jiw", False),
    "koreacentral": Region("krc", True),
    "koreasouth": Region("krs", False),
    "malaysiawest": Region("myw", True),
    "mexicocentral": Region("mxc", True),
    "newzealandnorth": Region("nzn", True),
    "northcentralus": Region("ncus", False),
    "northeurope": Region("ne", True),
    "norwayeast": Region("nwe", True),
    "norwaywest": Region("nww", False),
    "polandcentral": Region("plc", True),
    "qatarcentral": Region("qac", True),
    "southafricanorth": Region("san", True),
    "southafricawest": Region("saw", False),
    "southcentralus": Region("scus", True),
    "southeastasia": Region("sea", True),
    "southindia": Region("ins", False),
    "spaincentral": Region("spc", True),
    "swedencentral": Region("sdc", True),
    "switzerlandnorth": Region("szn", True),
    "switzerlandwest": Region("szw", False),
    "uaecentral": Region("uac", False),
    "uaenorth": Region("uan", True),
    "uksouth": Region("uks", True),
    "ukwest": Region("ukw", False),
    "westcentralus": Region("wcus", False),
    "westeurope": Region("we", True),
    "westindia": Region("inw", False),
    "westus": Region("wus", False),
    "westus2": Region("wus2", True),
    "westus3": Region("wus3", True),
}
