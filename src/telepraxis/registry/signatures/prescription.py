"""What a signed prescription says: the payload of kind "prescription" (docs/guides/signatures.md)."""

from dataclasses import dataclass
from datetime import date

KIND = "prescription"


class NotAPrescription(ValueError):
    """The payload has not the parts of a prescription."""


@dataclass(frozen=True)
class Line:
    """One medicine: all in the words that the pharmacist and the patient read."""

    medicine: str
    dosage: str
    quantity: str
    repeats: int = 0
    note: str = ""


@dataclass(frozen=True)
class Prescription:
    """A whole basket. `id` names it at `site`, where one asks whether it was dispensed or cancelled."""

    id: str
    site: str
    patient: str
    born: date
    prescriber: str
    licence: str
    lines: tuple[Line, ...]

    def payload(self) -> dict:
        """Return it as it is signed."""
        return {
            "id": self.id,
            "site": self.site,
            "patient": {"name": self.patient, "born": self.born.isoformat()},
            "prescriber": {"name": self.prescriber, "licence": self.licence},
            "lines": [_line(each) for each in self.lines],
        }


def _line(line: Line) -> dict:
    said = {"medicine": line.medicine, "dosage": line.dosage, "quantity": line.quantity}
    return said | ({"repeats": line.repeats} if line.repeats else {}) | ({"note": line.note} if line.note else {})


def read(payload: dict) -> Prescription:
    """Return what a verified payload says.

    :raises NotAPrescription: a part is missing or of another kind.
    """
    try:
        return Prescription(
            id=_text(payload["id"]),
            site=_text(payload["site"]),
            patient=_text(payload["patient"]["name"]),
            born=date.fromisoformat(payload["patient"]["born"]),
            prescriber=_text(payload["prescriber"]["name"]),
            licence=_text(payload["prescriber"]["licence"]),
            lines=tuple(_read_line(each) for each in payload["lines"]),
        )
    except (KeyError, TypeError, ValueError) as reason:
        raise NotAPrescription("A part of the prescription is missing.") from reason


def _read_line(said: dict) -> Line:
    repeats = said.get("repeats", 0)
    if not isinstance(repeats, int) or isinstance(repeats, bool) or repeats < 0:
        raise ValueError("repeats is a number from 0")
    return Line(
        _text(said["medicine"]), _text(said["dosage"]), _text(said["quantity"]), repeats, _text(said.get("note", ""))
    )


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError("text is expected")
    return said
