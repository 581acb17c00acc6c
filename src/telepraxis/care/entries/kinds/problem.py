"""Problems: Condition (R4, http://hl7.org/fhir/R4/condition.html)."""

from django.utils.translation import gettext_lazy as _

from ..kind import Ending, Kind
from ..parts import REMARK, Choice, Concept, Day, ToldByPatient

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
SNOMED = "http://snomed.info/sct"
LIST_ITEM = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/condition-category",
            "code": "problem-list-item",
            "display": "Problem List Item",
        }
    ]
}
OVER = frozenset({"inactive", "remission", "resolved"})
SEVERITIES = {"255604002": _("mild"), "6736007": _("moderate"), "24484000": _("severe")}


def _check(values) -> dict:
    if values.get("abated") and values.get("state") not in OVER:
        return {"state": _("It has an end: choose remission, inactive or resolved, or take the end out.")}
    if values.get("abated") and values.get("onset") and values["abated"] < values["onset"][: len(values["abated"])]:
        return {"abated": _("The end lies before the beginning.")}
    return {}


PROBLEM = Kind(
    name="problem",
    label=_("Problems"),
    one=_("Problem"),
    plain=_("Conditions your practice knows of"),
    type="Condition",
    parts=(
        Concept(name="what", label=_("Problem"), place="code", picks="problem", required=True),
        Day(name="onset", label=_("Since"), place="onset"),
        Choice(
            name="state",
            label=_("State"),
            place="clinicalStatus",
            system=CLINICAL,
            usual="active",
            required=True,
            options={
                "active": _("active"),
                "recurrence": _("came back"),
                "relapse": _("relapse"),
                "remission": _("in remission"),
                "inactive": _("inactive"),
                "resolved": _("resolved"),
            },
        ),
        Choice(
            name="certainty",
            label=_("How certain"),
            place="verificationStatus",
            system=VERIFICATION,
            usual="confirmed",
            options={
                "confirmed": _("confirmed"),
                "provisional": _("provisional"),
                "differential": _("one of several possible"),
                "unconfirmed": _("unconfirmed"),
                "refuted": _("ruled out"),
            },
        ),
        Choice(
            name="severity",
            label=_("Severity"),
            place="severity",
            system=SNOMED,
            options=SEVERITIES,
            displays={"255604002": "Mild", "6736007": "Moderate", "24484000": "Severe"},
            is_more=True,
        ),
        Day(name="abated", label=_("Ended"), place="abatement", is_more=True),
        ToldByPatient(name="told", label=_("Told by the patient"), place="asserter", is_more=True),
        REMARK,
    ),
    main="what",
    more=("severity", "remark"),
    dated="onset",
    state="clinicalStatus",
    past=OVER,
    fixed={"category": [LIST_ITEM]},
    stamped_by="recorder",
    stamped_at="recordedDate",
    ending=Ending(
        button=_("Resolve"), asks_why=_("What solved it? (optional)"), part="state", becomes="resolved", day="abated"
    ),
    check=_check,
)
