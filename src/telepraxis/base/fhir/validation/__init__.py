"""Whether a document is legal R4: `check` for the base specification, `check_profile` for a profile of it.

`check` walks a document along HL7's StructureDefinitions, compiled when first needed: structure, cardinality, primitive
formats, required bindings, targets of references, invariants (`rules/`), what is contained. `packages.load` reads a
guide's profiles for `check_profile`.
"""

from . import packages
from .checking import check
from .packages import Package, Packages
from .profiles import check_profile

__all__ = ["Package", "Packages", "check", "check_profile", "packages"]
