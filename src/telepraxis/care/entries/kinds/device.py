"""Devices: DeviceUseStatement (R4, http://hl7.org/fhir/R4/deviceusestatement.html) with the Device inside it."""

from django.utils.translation import gettext_lazy as _

from telepraxis.care.incoming.lines import words_of

from ..kind import Ending, Kind
from ..parts import REMARK, Choice, Coded, Concept, PeriodDay, ToldByPatient, concept_of
from ..places import at

INSIDE = "device"


class DeviceConcept(Concept):
    """What device it is: the type of the Device that the document contains, or a reference's words."""

    def read(self, doc: dict) -> Coded:
        reference = doc.get("device", {})
        for inside in doc.get("contained", []):
            if reference.get("reference") == f"#{inside.get('id')}":
                named = at(inside, "deviceName.0.name") or ""
                return super().read({self.place: inside.get("type", {})}) or Coded(named)
        return Coded(words_of(reference))

    def write(self, doc: dict, value: Coded) -> None:
        reference = doc.get("device", {}).get("reference", "")
        inside = next((each for each in doc.get("contained", []) if reference == f"#{each.get('id')}"), None)
        if inside is None:
            inside = {"resourceType": "Device", "id": INSIDE}
            doc["contained"] = [*doc.get("contained", []), inside]
            doc["device"] = {"reference": f"#{INSIDE}"}
        inside["type"] = concept_of(value)


DEVICE = Kind(
    name="device",
    label=_("Devices and implants"),
    one=_("Device or implant"),
    plain=_("Devices and implants"),
    type="DeviceUseStatement",
    parts=(
        DeviceConcept(name="what", label=_("Device"), place="device", required=True),
        PeriodDay(name="since", label=_("Since"), place="timingPeriod.start"),
        Concept(name="site", label=_("Where on the body"), place="bodySite"),
        Concept(name="reason", label=_("What for"), place="reasonCode.0"),
        Choice(
            name="state",
            label=_("State"),
            place="status",
            usual="active",
            required=True,
            options={
                "active": _("in use"),
                "on-hold": _("not in use for now"),
                "intended": _("planned"),
                "stopped": _("removed early"),
                "completed": _("removed"),
            },
            is_more=True,
        ),
        PeriodDay(name="until", label=_("Until"), place="timingPeriod.end", is_more=True),
        ToldByPatient(name="told", label=_("Told by the patient"), place="source", is_more=True),
        REMARK,
    ),
    main="what",
    more=("site", "reason", "remark"),
    dated="since",
    state="status",
    past=frozenset({"completed", "stopped"}),
    stamped_by="source",
    stamped_at="recordedOn",
    ending=Ending(button=_("Removed"), asks_why=_("Why? (optional)"), part="state", becomes="completed", day="until"),
)
