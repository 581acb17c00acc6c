"""Allergies and intolerances: AllergyIntolerance (R4, http://hl7.org/fhir/R4/allergyintolerance.html).

"No known allergies" is an entry too: a statement that somebody made on a day, not an absence of entries.
"""

from django.utils.translation import gettext_lazy as _

from ..kind import Ending, Kind
from ..parts import REMARK, Choice, Coded, Concept, Day, ToldByPatient
from ..places import at

CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
SNOMED = "http://snomed.info/sct"
NONE_KNOWN = Coded("No known allergy", SNOMED, "716186003")
NO_DRUG = "409137002"
NONE_OF_SOME = frozenset({NO_DRUG, "429625007", "428607008"})  # no known drug, food, environmental allergy
OVER = frozenset({"inactive", "resolved"})
CERTAINTIES = {
    "confirmed": _("confirmed"),
    "unconfirmed": _("unconfirmed"),
    "presumed": _("presumed"),
    "refuted": _("ruled out"),
}


def _check(values) -> dict:
    if values.get("severity") and not values.get("reaction"):
        return {"reaction": _("Say which reaction was so severe.")}
    return {}


def says_none_known(doc: dict) -> bool:
    """Tell whether a document states that no allergies are known, of any sort or of one."""
    return bool(_codes(doc) & ({NONE_KNOWN.code} | NONE_OF_SOME))


def says_none_at_all(doc: dict) -> bool:
    """Tell whether a document states that no allergies of whatever sort are known."""
    return NONE_KNOWN.code in _codes(doc)


def is_contradicted(doc: dict) -> bool:
    """Tell whether any allergy ends this statement. One to a food does not say that there is none to pollen; of drugs
    it is asked again rather than believed.
    """
    return bool(_codes(doc) & {NONE_KNOWN.code, NO_DRUG})


def _codes(doc: dict) -> set[str]:
    return {each.get("code", "") for each in at(doc, "code.coding") or []}


ALLERGY = Kind(
    name="allergy",
    label=_("Allergies"),
    one=_("Allergy or intolerance"),
    plain=_("What you should not get"),
    type="AllergyIntolerance",
    parts=(
        Concept(name="what", label=_("Substance"), place="code", picks="substance", required=True),
        Concept(name="reaction", label=_("Reaction"), place="reaction.0.manifestation.0", hint=_("rash, swelling, …")),
        Choice(
            name="severity",
            label=_("How severe it was"),
            place="reaction.0.severity",
            options={"mild": _("mild"), "moderate": _("moderate"), "severe": _("severe")},
        ),
        Choice(
            name="sort",
            label=_("Sort"),
            place="type",
            options={"allergy": _("allergy"), "intolerance": _("intolerance")},
        ),
        Choice(
            name="risk",
            label=_("Risk next time"),
            place="criticality",
            options={
                "low": _("low risk"),
                "high": _("high risk"),
                "unable-to-assess": _("risk unknown"),
            },
            is_more=True,
        ),
        Day(name="onset", label=_("Since"), place="onset", is_more=True),
        Choice(
            name="state",
            label=_("State"),
            place="clinicalStatus",
            system=CLINICAL,
            usual="active",
            required=True,
            options={"active": _("active"), "inactive": _("inactive"), "resolved": _("resolved")},
            is_more=True,
        ),
        Choice(
            name="certainty",
            label=_("How certain"),
            place="verificationStatus",
            system=VERIFICATION,
            usual="confirmed",
            options=CERTAINTIES,
            is_more=True,
        ),
        ToldByPatient(name="told", label=_("Told by the patient"), place="asserter", is_more=True),
        REMARK,
    ),
    main="what",
    more=("reaction", "severity", "risk", "remark"),
    dated="onset",
    state="clinicalStatus",
    past=OVER,
    subject="patient",
    stamped_by="recorder",
    stamped_at="recordedDate",
    ending=Ending(button=_("Resolve"), asks_why=_("Why? (optional)"), part="state", becomes="resolved", day=""),
    check=_check,
)
