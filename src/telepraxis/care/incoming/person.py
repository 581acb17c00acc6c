"""Whether the person in the file is this patient. Pure: documents in, findings out."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from telepraxis.base.record.projections import full_name
from telepraxis.base.ui.times import written_date_text
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.names import same_person_by_name

SAME, DIFFERS, UNTOLD = "same", "differs", "untold"
ALIKE = 0.75


@dataclass(frozen=True)
class Trait:
    """One thing by which people are told apart: what it is here, what in the file."""

    label: str
    here: str
    there: str
    finding: str


@dataclass(frozen=True)
class Person:
    """The person in the file, held against this patient."""

    name: str
    traits: tuple[Trait, ...]

    @property
    def differs(self) -> bool:
        return any(trait.finding == DIFFERS for trait in self.traits)

    @property
    def must_be_checked(self) -> bool:
        """Whether somebody has to say that it is the same person: something differs, or too little is told."""
        told = [trait.finding for trait in self.traits[:2]]
        return self.differs or told != [SAME, SAME]


def nobody_named() -> Person:
    """Return who the file is about when it does not say."""
    return Person("", ())


def held_against(here: dict, there: dict) -> Person:
    """Return the person of a Patient document in the file, held against the patient's own."""
    traits = (_name(here, there), _birth_date(here, there), _gender(here, there), *_numbers(here, there))
    return Person(full_name(there), tuple(trait for trait in traits if trait.here or trait.there))


def _name(here: dict, there: dict) -> Trait:
    names = [full_name({"name": [name]}) for name in there.get("name", [])]
    shown, known = full_name(there), full_name(here)
    alike = max((same_person_by_name(known, name) for name in names if name), default=0) if known else 0
    return Trait(_("Name"), known, shown, _finding(known, shown, alike >= ALIKE))


def _birth_date(here: dict, there: dict) -> Trait:
    known, told = here.get("birthDate") or "", there.get("birthDate") or ""
    shorter = min(len(known), len(told))
    finding = _finding(known, told, known[:shorter] == told[:shorter])
    return Trait(_("Date of birth"), written_date_text(known), written_date_text(told), finding)


def _gender(here: dict, there: dict) -> Trait:
    known, told = (doc.get("gender", "") for doc in (here, there))
    known, told = ("" if each == "unknown" else each for each in (known, told))
    words = {"female": _("Female"), "male": _("Male"), "other": _("Other"), "": ""}
    return Trait(_("Gender"), words.get(known, known), words.get(told, told), _finding(known, told, known == told))


def _numbers(here: dict, there: dict) -> list[Trait]:
    """Return the numbers that both records have of one issuer."""
    known = {each.system: each for each in details_of(here).identifiers if each.system}
    told = {each.system: each for each in details_of(there).identifiers if each.system}
    return [
        Trait(
            known[system].kind or told[system].kind or _("Number"),
            known[system].value,
            told[system].value,
            SAME if known[system].value == told[system].value else DIFFERS,
        )
        for system in sorted(known.keys() & told.keys())
    ]


def _finding(known: str, told: str, same: bool) -> str:
    if not (known and told):
        return UNTOLD
    return SAME if same else DIFFERS
