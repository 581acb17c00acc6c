"""The shapes of what can be prescribed, the same for the catalogue, the order, the checks and the pharmacy. Pure."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Ingredient:
    """One active substance and how much of it: 500 mg in one tablet, 50 mg in each 1 mL, 25 ug per 1 h of a patch.

    Units are UCUM (`mg`, `ug`, `g`, `[IU]`, `mmol`, `%`). `per_unit` "" means one piece of the form.
    `amount` is None where the catalogue does not say it.
    """

    substance: str  # slug of the international nonproprietary name: amoxicillin, clavulanic-acid
    name: str  # as people read it: Amoxicillin
    amount: Decimal | None = None
    unit: str = ""
    per: Decimal = Decimal(1)
    per_unit: str = ""  # "" a piece, or mL, g, h, {actuation}


@dataclass(frozen=True)
class Pack:
    """A box as it is sold: `quantity` pieces, millilitres or grams of the medicine; 0 where the catalogue is silent.

    `code` is a GTIN-14 or an NDC, "" for a size that is usual but bears no code.
    """

    system: str
    code: str
    quantity: Decimal
    words: str = ""  # "21 capsules in blisters"


@dataclass(frozen=True)
class Medicine:
    """Substances in a strength and a form. `system` and `code` name it; `id` is its row, 0 where it has none."""

    id: int
    system: str
    code: str
    name: str  # Amoxicillin 500 mg capsule
    ingredients: tuple[Ingredient, ...]
    form: str  # one of formulary.dose_forms.FORMS: tablet, capsule, oral-solution, cream, inhaler ...
    routes: tuple[str, ...]  # of formulary.dose_forms.ROUTES, the usual one first: oral, topical, inhaled ...
    counted_in: str  # what a dose is counted in: tablet, capsule, mL, g, puff, drop, patch, suppository ...
    brand: str = ""  # of a brand's own product; "" for the generic
    packs: tuple[Pack, ...] = ()
    schedule: str = ""  # controlled substance: II, III, IV, V as in 21 CFR 1308; "" for all others
    may_be_split: bool = False  # half a tablet is possible
    jurisdiction: str = ""  # ISO 3166 of the catalogue; "" for everywhere
    is_active: bool = True  # an edition that came later no longer lists it: not to be prescribed anew

    @property
    def is_controlled(self) -> bool:
        return bool(self.schedule)
