"""The controls of security catalogues that a rule is evidence for."""

from dataclasses import dataclass, fields

from .data import table


@dataclass(frozen=True)
class Controls:
    """Control ids by catalogue; empty means explicitly none.

    What an Azure Policy definition is evidence for is looked up in `data/azure_policy.toml` and
    joins what is given here.

    Attributes:
        azure_policy: ids of built-in definitions that demand the same.
        mcsb: Microsoft cloud security benchmark; `v2:` marks its preview.
        cis: CIS Microsoft Azure Foundations Benchmark 3.0.
        iso27001: ISO/IEC 27001:2022.
        soc2: trust services criteria.
        hipaa: HITRUST/HIPAA.
        gdpr: articles.
    """

    azure_policy: tuple[str, ...] = ()
    mcsb: tuple[str, ...] = ()
    cis: tuple[str, ...] = ()
    iso27001: tuple[str, ...] = ()
    soc2: tuple[str, ...] = ()
    hipaa: tuple[str, ...] = ()
    gdpr: tuple[str, ...] = ()

    def all(self) -> dict[str, tuple[str, ...]]:
        """Return every catalogue's ids, sorted; a catalogue without any has `("none",)`.

        Raises:
            KeyError: an Azure Policy id is not in the data.
        """
        definitions = [table("azure_policy")["definitions"][key] for key in self.azure_policy]
        result = {}
        for catalogue in (field.name for field in fields(self)):
            own = set(getattr(self, catalogue))
            for definition in definitions:
                own.update(definition.get(catalogue, ()))
            result[catalogue] = tuple(sorted(own)) or ("none",)
        return result


NO_CONTROL = Controls()
"""No catalogue demands it; the platform does."""
