"""Immunizations: Immunization (R4, http://hl7.org/fhir/R4/immunization.html)."""

from django.utils.translation import gettext_lazy as _

from ..kind import Kind
from ..parts import REMARK, Choice, Concept, Day, Name, ReportedByPatient, Text

SITES = "http://terminology.hl7.org/CodeSystem/v3-ActSite"
ENTERING = {
    "system": "http://terminology.hl7.org/CodeSystem/v2-0443",
    "code": "EP",
    "display": "Entering Provider (probably not the same as transcriptionist?)",
}


class GivenOn(Day):
    """When it was given. What stands there in words ("as a child") is shown, and gives way to a date."""

    def write(self, doc: dict, value: str) -> None:
        doc.pop("occurrenceString", None)
        super().write(doc, value)
        if not value:
            doc["occurrenceString"] = "unknown"  # 1..1: it was given, nobody knows when

    def said(self, doc: dict) -> str:
        words = doc.get("occurrenceString", "")
        return str(_("date unknown")) if words == "unknown" else super().said(doc)


IMMUNIZATION = Kind(
    name="immunization",
    label=_("Immunizations"),
    one=_("Immunization"),
    plain=_("Your immunizations"),
    type="Immunization",
    parts=(
        Concept(name="what", label=_("Vaccine"), place="vaccineCode", picks="vaccine", required=True),
        GivenOn(name="day", label=_("Given on"), place="occurrence"),
        Text(name="lot", label=_("Lot"), place="lotNumber", longest=60),
        Choice(
            name="site",
            label=_("Where on the body"),
            place="site",
            system=SITES,
            options={
                "LA": _("left arm"),
                "RA": _("right arm"),
                "LT": _("left thigh"),
                "RT": _("right thigh"),
            },
            displays={"LA": "left arm", "RA": "right arm", "LT": "left thigh", "RT": "right thigh"},
        ),
        ReportedByPatient(name="told", label=_("Reported by the patient, given elsewhere"), place="primarySource"),
        Name(name="maker", label=_("Maker"), place="manufacturer", is_more=True),
        Choice(
            name="state",
            label=_("State"),
            place="status",
            usual="completed",
            required=True,
            options={"completed": _("given"), "not-done": _("not given")},
            is_more=True,
        ),
        Concept(name="why_not", label=_("Why not given"), place="statusReason", is_more=True),
        REMARK,
    ),
    main="what",
    more=("site", "lot", "why_not", "remark"),
    dated="day",
    state="status",
    subject="patient",
    fixed={"occurrenceString": "unknown", "primarySource": True, "performer": [{"function": {"coding": [ENTERING]}}]},
    stamped_at="recorded",
    stamped_by="performer.0.actor",
)
