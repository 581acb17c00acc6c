"""What stands in the chart's documents, as decision support understands it: allergies, problems, what is taken."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from telepraxis.base.record.models import Resource
from telepraxis.commons.decision_support.facts import Allergy, Basket, Problem, Taken
from telepraxis.registry.formulary import reading as formulary
from telepraxis.registry.formulary import substances
from telepraxis.registry.formulary.medicine import Ingredient, Medicine

from . import medicine_document, rhythm
from .models import PrescribedLine
from .ordering import document, totals
from .ordering.dosage import Dosage

NONE_KNOWN = {"716186003", "409137002"}  # no known allergy, no known drug allergy (SNOMED CT)
OTHER_NONE = {"429625007", "428607008"}  # of foods, of the environment: nothing about medicines
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
OVER = {"inactive", "resolved", "remission"}
WRONG = {"entered-in-error", "refuted"}
TAKEN = {
    "MedicationStatement": {"active", "intended", "on-hold", "unknown"},
    "MedicationRequest": {"active", "on-hold"},
}
Rows = Iterable[tuple[Resource, dict]]


def allergies(docs: Iterable[dict]) -> tuple[tuple[Allergy, ...], bool]:
    """Return the allergies that stand, and whether it was stated that none to medicines is known."""
    found, none_known = [], False
    for doc in docs:
        codes = {each.get("code") for each in _codings(doc.get("code"))}
        if _is_over(doc):
            continue
        if codes & NONE_KNOWN:
            none_known = True
        elif not codes & OTHER_NONE:
            found.append(_allergy(doc))
    return tuple(found), none_known and not found


def _allergy(doc: dict) -> Allergy:
    reactions = doc.get("reaction") or []
    manifestations = [_words(each) for reaction in reactions for each in reaction.get("manifestation", [])]
    severe = any(reaction.get("severity") == "severe" for reaction in reactions)
    return Allergy(
        words=_words(doc.get("code")),
        substance=_substance(doc.get("code")),
        reaction=", ".join(filter(None, manifestations)),
        is_severe=severe or doc.get("criticality") == "high",
        is_intolerance=doc.get("type") == "intolerance",
    )


def _substance(concept: dict | None) -> str:
    """Return the slug of a substance or class: by our code, else by its name where that is one we know, else ""."""
    for coding in _codings(concept):
        if coding.get("system") == medicine_document.SUBSTANCE and coding.get("code"):
            return coding["code"]
    for name in filter(None, (*(each.get("display") for each in _codings(concept)), (concept or {}).get("text"))):
        slug = substances.slug_of(name)
        if substances.known(slug) or slug in substances.classes():
            return slug
    return ""


def problems(docs: Iterable[dict]) -> Iterator[Problem]:
    """Yield the problems that stand."""
    for doc in docs:
        if not _is_over(doc):
            code = next((each.get("code", "") for each in _codings(doc.get("code")) if each.get("system") == ICD), "")
            yield Problem(_words(doc.get("code")), code)


def taken(rows: Rows, *, besides: set[UUID]) -> tuple[Taken, ...]:
    """Return what the person takes; without what the lines `besides` (PrescribedLine) prescribe. Four queries at most.

    Where a document of ours contains the medicine it is believed; a code is looked up in the catalogue; what is left
    is known by its name, or not at all.
    """
    standing = [(row, doc) for row, doc in rows if doc.get("status") in TAKEN[row.type]]
    if besides:
        renewed = set(PrescribedLine.objects.filter(id__in=besides).values_list("document_id", flat=True))
        standing = [(row, doc) for row, doc in standing if row.uid not in renewed]
    unknown = [doc for _, doc in standing if medicine_document.read(doc) is None]
    codes = {
        (each["system"], each["code"])
        for doc in unknown
        for each in _codings(concept_of(doc))
        if each.get("system") and each.get("code")
    }
    catalogue = formulary.many(codes) if codes else {}
    return tuple(_taken(row, doc, catalogue) for row, doc in standing)


def _taken(row: Resource, doc: dict, catalogue: dict[tuple[str, str], Medicine]) -> Taken:
    concept = concept_of(doc)
    medicine = medicine_document.read(doc) or next(
        (
            known
            for each in _codings(concept)
            if (known := catalogue.get((each.get("system"), each.get("code")))) is not None
        ),
        None,
    )
    dosage = _dosage(doc) if row.type == "MedicationRequest" and medicine else None
    single, daily = totals.amounts(medicine, dosage) if dosage and medicine else ((), ())
    return Taken(
        key=f"{row.type}/{row.logical_id}",
        words=_words(concept),
        ingredients=medicine.ingredients if medicine else _by_name(concept),
        route=dosage.route if dosage else "",
        single=single,
        daily=daily,
        days_a_week=rhythm.days_a_week(dosage),
    )


def _dosage(doc: dict) -> Dosage | None:
    try:
        return document.from_document(doc)[0]
    except document.NotModelled:
        return None  # prescribed elsewhere, in more words than we have: how much is taken stays unknown


def concept_of(doc: dict) -> dict:
    """Return what a document calls its medicine, in it or in what it contains."""
    if "medicationCodeableConcept" in doc:
        return doc["medicationCodeableConcept"] or {}
    reference = doc.get("medicationReference") or {}
    for inside in doc.get("contained", []):
        if reference.get("reference") == f"#{inside.get('id')}":
            return inside.get("code") or {}
    return {"text": reference.get("display", "")}


def _by_name(concept: dict) -> tuple[Ingredient, ...]:
    """Return the one substance that a name begins with: "Salbutamol 100 µg" is salbutamol."""
    names = [each.get("display") for each in _codings(concept)] + [concept.get("text")]
    for name in filter(None, names):
        words = name.split()
        for count in range(min(len(words), 4), 0, -1):
            if found := substances.known(substances.slug_of(" ".join(words[:count]))):
                return (Ingredient(found.slug, found.name),)
    return ()


def _is_over(doc: dict) -> bool:
    stated = {each.get("code") for name in ("clinicalStatus", "verificationStatus") for each in _codings(doc.get(name))}
    return bool(stated & (OVER | WRONG))


def _codings(concept: dict | None) -> list[dict]:
    return (concept or {}).get("coding") or []


def _words(concept: dict | None) -> str:
    return (concept or {}).get("text") or next(
        (each["display"] for each in _codings(concept) if each.get("display")), ""
    )


def changes(before: Basket, after: Basket) -> tuple[str, ...]:
    """Return in words what has become other in what is known of the person."""
    said = [
        *_other(before.allergies, after.allergies, _("Allergy: %(what)s"), before.none_known != after.none_known),
        *_other(before.taking, after.taking, _("Medicine taken: %(what)s"), False),
        *_other(before.problems, after.problems, _("Problem: %(what)s"), False),
    ]
    if before.person != after.person:
        said.append(_("Measurements or personal details"))
    return tuple(said)


def _other(before: tuple, after: tuple, sentence: str, statement: bool) -> list[str]:
    """Return a sentence for each that came, went or is described anew."""
    changed = [each.words for each in (*before, *after) if (each in before) != (each in after)]
    if statement and not changed:
        changed = [_("none known")]
    return [sentence % {"what": words} for words in dict.fromkeys(changed)]
