"""One line of a basket as it is worked with: what was typed and what it means. Pure but for reading its row."""

from dataclasses import dataclass, replace
from uuid import UUID

from telepraxis.registry.formulary.medicine import Medicine

from .models import BasketLine
from .ordering.dosage import Dosage, Supply
from .shapes import plain, shaped

LONGEST = {"typed": 500, "substitution_why": 200, "indication": 300, "note": 500}


@dataclass(frozen=True)
class Line:
    """A medicine on its way to be prescribed. `medicine`, `dosage` and `supply` are None until they are understood."""

    typed: str = ""
    medicine: Medicine | None = None
    dosage: Dosage | None = None
    supply: Supply | None = None
    substitution: bool = True
    substitution_why: str = ""
    indication: str = ""
    note: str = ""
    renews: UUID | None = None
    is_ready: bool = False

    @property
    def schedule(self) -> str:
        return self.medicine.schedule if self.medicine else ""

    @property
    def is_controlled(self) -> bool:
        return bool(self.schedule)


def read(row: BasketLine) -> Line:
    """Return the line of a row, the medicine as it was when it was chosen."""
    return Line(
        row.typed,
        shaped(Medicine, row.medicine or None),
        shaped(Dosage, row.dosage or None),
        shaped(Supply, row.supply or None),
        row.substitution,
        row.substitution_why,
        row.indication,
        row.note,
        row.renews,
        row.is_ready,
    )


def columns(line: Line) -> dict:
    """Return the columns of the row that keeps the line; whoever changes a line says anew that it is ready."""
    said = {name: getattr(line, name).strip()[:longest] for name, longest in LONGEST.items()}
    if line.substitution:
        said["substitution_why"] = ""
    return said | {
        "medicine": plain(line.medicine) if line.medicine else {},
        "dosage": plain(line.dosage) if line.dosage else {},
        "supply": plain(line.supply) if line.supply else {},
        "substitution": line.substitution,
        "renews": line.renews,
        "is_ready": False,
    }


def kept(line: Line) -> dict:
    """Return the line as a sentence keeps it: without what belongs to one patient."""
    bare = replace(line, renews=None, is_ready=False, dosage=_without_weight(line.dosage))
    return {name: value for name, value in columns(bare).items() if name not in ("renews", "is_ready")}


def of_kept(said: dict) -> Line:
    """Return the line that a sentence keeps."""
    return Line(
        said["typed"],
        shaped(Medicine, said["medicine"] or None),
        shaped(Dosage, said["dosage"] or None),
        shaped(Supply, said["supply"] or None),
        said["substitution"],
        said["substitution_why"],
        said["indication"],
        said["note"],
    )


def _without_weight(dosage: Dosage | None) -> Dosage | None:
    """Return a dosage by weight as it is before a body is weighed: what it came to holds for one child."""
    if dosage is None or not any(step.dose.weight_kg for step in dosage.steps):
        return dosage
    steps = tuple(replace(step, dose=replace(step.dose, weight_kg=None)) for step in dosage.steps)
    return replace(dosage, steps=steps)


def fallen(line: Line, out: dict[tuple[str, str], str]) -> tuple[str, ...]:
    """Return why the medicine is not prescribed anew, of what `formulary.remembered.fallen_out` found: or nothing."""
    why = out.get((line.medicine.system, line.medicine.code)) if line.medicine else None
    return (why,) if why else ()


def missing(line: Line) -> tuple[str, ...]:
    """Return by name what a line lacks before it can be signed: medicine, dosage, weight, quantity."""
    if line.medicine is None:
        return ("medicine",)
    if line.dosage is None or not line.dosage.steps:
        return ("dosage",)
    lacks = []
    if any(step.dose.per_kg is not None and step.dose.weight_kg is None for step in line.dosage.steps):
        lacks.append("weight")
    if line.supply is None or not line.supply.quantity:
        lacks.append("quantity")
    return tuple(lacks)
