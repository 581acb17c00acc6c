"""Family history: FamilyMemberHistory (R4, http://hl7.org/fhir/R4/familymemberhistory.html), an entry per illness."""

from django.utils.translation import gettext_lazy as _

from telepraxis.care.incoming.lines import words_of

from ..kind import Kind
from ..parts import LONGEST, REMARK, Choice, Concept, Number

ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
RELATIONS = {
    "MTH": _("mother"),
    "FTH": _("father"),
    "SIS": _("sister"),
    "BRO": _("brother"),
    "DAUC": _("daughter"),
    "SONC": _("son"),
    "MGRMTH": _("mother's mother"),
    "MGRFTH": _("mother's father"),
    "PGRMTH": _("father's mother"),
    "PGRFTH": _("father's father"),
    "GRMTH": _("grandmother"),
    "GRFTH": _("grandfather"),
    "AUNT": _("aunt"),
    "UNCLE": _("uncle"),
    "COUSN": _("cousin"),
    "FAMMEMB": _("somebody in the family"),
}

IN_ROLE_CODE = {
    "MTH": "mother",
    "FTH": "father",
    "SIS": "sister",
    "BRO": "brother",
    "DAUC": "daughter",
    "SONC": "son",
    "MGRMTH": "maternal grandmother",
    "MGRFTH": "maternal grandfather",
    "PGRMTH": "paternal grandmother",
    "PGRFTH": "paternal grandfather",
    "GRMTH": "grandmother",
    "GRFTH": "grandfather",
    "AUNT": "aunt",
    "UNCLE": "uncle",
    "COUSN": "cousin",
    "FAMMEMB": "family member",
}


class Illness(Concept):
    """The illness; an entry from elsewhere may name several."""

    def said(self, doc: dict) -> str:
        return words_of([each.get("code") for each in doc.get("condition", [])])[:LONGEST]


FAMILY = Kind(
    name="family",
    label=_("Family history"),
    one=_("Illness in the family"),
    plain=_("Illnesses in your family"),
    type="FamilyMemberHistory",
    parts=(
        Choice(
            name="relation",
            label=_("Who"),
            place="relationship",
            system=ROLES,
            options=RELATIONS,
            displays=IN_ROLE_CODE,
            required=True,
        ),
        Illness(name="what", label=_("Illness"), place="condition.0.code", picks="problem", required=True),
        Number(
            name="age",
            label=_("At what age"),
            place="condition.0.onsetAge",
            unit=("years", "a"),
            most=120,
            shown=_("years old"),
        ),
        Concept(name="outcome", label=_("What came of it"), place="condition.0.outcome", is_more=True),
        REMARK,
    ),
    main="what",
    more=("relation", "age", "outcome", "remark"),
    subject="patient",
    state="status",
    fixed={"status": "completed"},
    stamped_at="date",
)
