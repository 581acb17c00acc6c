"""Procedures: Procedure (R4, http://hl7.org/fhir/R4/procedure.html)."""

from django.utils.translation import gettext_lazy as _

from ..kind import Kind
from ..parts import REMARK, Choice, Concept, Day, Name, ToldByPatient

PROCEDURE = Kind(
    name="procedure",
    label=_("Procedures"),
    one=_("Procedure"),
    plain=_("Operations and procedures"),
    type="Procedure",
    parts=(
        Concept(name="what", label=_("Procedure"), place="code", picks="procedure", required=True),
        Day(name="day", label=_("Done on"), place="performed"),
        Concept(name="site", label=_("Where on the body"), place="bodySite.0"),
        Concept(name="reason", label=_("What for"), place="reasonCode.0"),
        Name(name="place", label=_("Where it was done"), place="location", is_more=True),
        Concept(name="outcome", label=_("Outcome"), place="outcome", is_more=True),
        Choice(
            name="state",
            label=_("State"),
            place="status",
            usual="completed",
            required=True,
            options={
                "completed": _("done"),
                "in-progress": _("under way"),
                "preparation": _("planned"),
                "on-hold": _("on hold"),
                "stopped": _("broken off"),
                "not-done": _("not done"),
                "unknown": _("unknown"),
            },
            is_more=True,
        ),
        ToldByPatient(name="told", label=_("Told by the patient"), place="asserter", is_more=True),
        REMARK,
    ),
    main="what",
    more=("site", "reason", "outcome", "place", "remark"),
    dated="day",
    state="status",
    past=frozenset({"not-done"}),
    stamped_by="recorder",
)
