"""Medicines: MedicationStatement (R4, http://hl7.org/fhir/R4/medicationstatement.html), with what was prescribed here.

One list, whoever prescribed: what the patient takes. A MedicationRequest is shown in it and changed where one
prescribes.
"""

from django.utils.translation import gettext_lazy as _

from ..kind import Ending, Kind
from ..parts import REMARK, Choice, Coded, Concept, PeriodDay, Text, ToldByPatient, words_of

FROM = "urn:telepraxis:medicine-from"


class MedicineConcept(Concept):
    """The medicine, in a concept or, from elsewhere, as a reference: to what the document contains, or by its name."""

    def read(self, doc: dict) -> Coded:
        if "medicationReference" not in doc:
            return super().read(doc)
        reference = doc["medicationReference"]
        for inside in doc.get("contained", []):
            if reference.get("reference") == f"#{inside.get('id')}" and "code" in inside:
                return super().read({self.place: inside["code"]})
        return Coded(words_of(reference))

    def write(self, doc: dict, value: Coded) -> None:
        reference = doc.pop("medicationReference", {}).get("reference", "")
        kept = [each for each in doc.pop("contained", []) if f"#{each.get('id')}" != reference]
        if kept:
            doc["contained"] = kept
        super().write(doc, value)


def _check(values) -> dict:
    if values.get("until") and values.get("since") and values["until"] < values["since"][: len(values["until"])]:
        return {"until": _("The end lies before the beginning.")}
    return {}


MEDICINE = Kind(
    name="medicine",
    label=_("Medicines"),
    one=_("Medicine"),
    plain=_("What you take"),
    type="MedicationStatement",
    also=("MedicationRequest",),
    parts=(
        MedicineConcept(
            name="what",
            label=_("Medicine and strength"),
            place="medicationCodeableConcept",
            picks="medicine",
            required=True,
        ),
        Text(name="dose", label=_("How it is taken"), place="dosage.0.text", hint=_("one tablet once a day")),
        Choice(
            name="source",
            label=_("Where it comes from"),
            place="category",
            system=FROM,
            usual="elsewhere",
            options={
                "here": _("prescribed here"),
                "elsewhere": _("prescribed elsewhere"),
                "over-the-counter": _("over the counter"),
            },
            displays={
                "here": "Prescribed here",
                "elsewhere": "Prescribed elsewhere",
                "over-the-counter": "Over the counter",
            },
        ),
        Concept(name="reason", label=_("What for"), place="reasonCode.0", picks="problem"),
        PeriodDay(name="since", label=_("Since"), place="effectivePeriod.start"),
        Choice(
            name="state",
            label=_("State"),
            place="status",
            usual="active",
            required=True,
            options={
                "active": _("taken"),
                "on-hold": _("paused"),
                "intended": _("to be started"),
                "stopped": _("stopped"),
                "completed": _("finished"),
                "not-taken": _("not taken"),
                "unknown": _("unknown whether taken"),
            },
            is_more=True,
        ),
        PeriodDay(name="until", label=_("Until"), place="effectivePeriod.end", may_be_ahead=True, is_more=True),
        Concept(name="why_stopped", label=_("Why stopped or paused"), place="statusReason.0", is_more=True),
        ToldByPatient(name="told", label=_("Told by the patient"), place="informationSource", is_more=True),
        REMARK,
    ),
    main="what",
    more=("dose", "source", "reason", "why_stopped", "remark"),
    dated="since",
    state="status",
    past=frozenset({"stopped", "completed", "not-taken", "cancelled"}),
    stamped_by="informationSource",
    stamped_at="dateAsserted",
    ending=Ending(
        button=_("Stop"),
        asks_why=_("Why is it stopped?"),
        part="state",
        becomes="stopped",
        day="until",
        why="why_stopped",
    ),
    check=_check,
)
