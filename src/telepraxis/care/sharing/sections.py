"""The sections of the International Patient Summary and which documents stand in them. Pure.

Codes: LOINC, as IPS 2.0 names them (http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.care.directives.answering import ASKED
from telepraxis.care.directives.document import is_directive

ERROR = "entered-in-error"
PAST_PROBLEMS = ("resolved", "remission", "inactive")
TAKEN = ("active", "on-hold", "intended", "unknown")
ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

Doc = dict


@dataclass(frozen=True)
class Section:
    """One section: its code, what it is called, what is in it, and what stands there when nothing is known.

    `absent` is the entry by which the summary says "no information" where it must say something: (type, code, words).
    """

    code: str
    display: str
    title: str | Promise
    holds: Callable[[Doc], bool]
    types: frozenset[str]
    absent: tuple[str, str, str] | None = None
    always: bool = True


def code_of(concept: Doc | None) -> str:
    """Return the first code of a concept, "" where it has none."""
    return next((each["code"] for each in (concept or {}).get("coding", []) if each.get("code")), "")


def categories(doc: Doc) -> set[str]:
    """Return the codes of a document's categories."""
    found = doc.get("category") or []
    return {code_of(each) for each in (found if isinstance(found, list) else [found])}


def counts(doc: Doc) -> bool:
    """Tell whether a document says something: not entered in error, not ruled out, not cancelled."""
    state = {doc.get("status"), doc.get("lifecycleStatus"), code_of(doc.get("verificationStatus"))}
    return not state & {ERROR, "refuted", "cancelled", "not-done"}


def _is(*types: str, only: Callable[[Doc], bool] = lambda doc: True) -> tuple[Callable[[Doc], bool], frozenset[str]]:
    return (lambda doc: doc["resourceType"] in types and only(doc)), frozenset(types)


def _is_past(doc: Doc) -> bool:
    return code_of(doc.get("clinicalStatus")) in PAST_PROBLEMS


def _is_open_plan(doc: Doc) -> bool:
    return (doc.get("status") or doc.get("lifecycleStatus")) in (
        "active", "on-hold", "draft", "proposed", "planned", "accepted", "unknown",
    )  # fmt: skip


SECTIONS: tuple[Section, ...] = (
    Section(
        "48765-2", "Allergies and adverse reactions Document", _("Allergies and intolerances"),
        *_is("AllergyIntolerance", only=lambda doc: code_of(doc.get("clinicalStatus")) not in ("inactive", "resolved")),
        ("AllergyIntolerance", "no-allergy-info", "No information about allergies"),
    ),
    Section(
        "11450-4", "Problem list - Reported", _("Problems"),
        *_is("Condition", only=lambda doc: not _is_past(doc)),
        ("Condition", "no-problem-info", "No information about problems"),
    ),
    Section(
        "10160-0", "History of Medication use Narrative", _("Medicines"),
        *_is("MedicationStatement", "MedicationRequest", only=lambda doc: doc.get("status") in TAKEN),
        ("MedicationStatement", "no-medication-info", "No information about medications"),
    ),
    Section("11369-6", "History of Immunization note", _("Immunizations"), *_is("Immunization")),
    Section(
        "30954-2", "Relevant diagnostic tests/laboratory data note", _("Results"),
        *_is("Observation", "DiagnosticReport", only=lambda doc: (
            doc["resourceType"] == "DiagnosticReport" or bool({"laboratory", "imaging", "procedure"} & categories(doc))
        )),
    ),
    Section("47519-4", "History of Procedures Document", _("Procedures"), *_is("Procedure")),
    Section(
        "8716-3", "Vital signs note", _("Vital signs"),
        *_is("Observation", only=lambda doc: "vital-signs" in categories(doc)),
    ),
    Section(
        "42348-3", "Advance directives", _("Advance directives"),
        *_is("Consent", "Observation", only=lambda doc: is_directive(doc) or code_of(doc.get("code")) == ASKED),
        always=False,
    ),
    Section("46264-8", "History of medical device use", _("Devices"), *_is("DeviceUseStatement"), always=False),
    Section(
        "11348-0", "History of Past illness note", _("Past problems"), *_is("Condition", only=_is_past), always=False
    ),
    Section(
        "29762-2", "Social history note", _("Social history"),
        *_is("Observation", only=lambda doc: "social-history" in categories(doc)), always=False,
    ),
    Section(
        "10157-6", "History of family member diseases note", _("Family history"), *_is("FamilyMemberHistory"),
        always=False,
    ),
    Section(
        "18776-5", "Plan of care note", _("Plan of care"), *_is("CarePlan", "Goal", only=_is_open_plan)
    ),
)  # fmt: skip
DOCUMENTS = Section("11503-0", "Medical records", _("Documents"), *_is("DocumentReference"), always=False)

OBSERVED = ("vital-signs", "laboratory", "imaging", "procedure", "social-history")
IN_TABLES = ("Consent", "Observation", "CarePlan", "DocumentReference")
GENERAL = frozenset().union(*(each.types for each in SECTIONS)) - set(IN_TABLES) - {"DiagnosticReport"}
TYPES = GENERAL | {"Consent", "Observation", "CarePlan", "DiagnosticReport"}


def sorted_into(docs: Iterable[Doc]) -> dict[str, list[Doc]]:
    """Return {code of a section: its documents}; what belongs nowhere is left out."""
    found: dict[str, list[Doc]] = {each.code: [] for each in SECTIONS}
    for doc in docs:
        if counts(doc) and (home := next((each for each in SECTIONS if each.holds(doc)), None)):
            found[home.code].append(doc)
    return found
