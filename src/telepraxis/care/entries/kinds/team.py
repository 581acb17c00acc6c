"""Care team: CareTeam (R4, http://hl7.org/fhir/R4/careteam.html), an entry per person or place that cares."""

from django.utils.translation import gettext_lazy as _

from telepraxis.care.incoming.lines import words_of

from ..kind import Ending, Kind
from ..parts import REMARK, Choice, Concept, Name, PeriodDay, Phone


class Members(Name):
    """Who it is; a team that came from elsewhere may be many, under a name."""

    def read(self, doc: dict) -> str:
        people = [words_of(each.get("member")) for each in doc.get("participant", [])]
        return (doc.get("name", "") if len(people) != 1 else "") or ", ".join(filter(None, people))

    def write(self, doc: dict, value: str) -> None:
        if len(doc.get("participant", [])) > 1:
            doc["name"] = value
        else:
            super().write(doc, value)


TEAM = Kind(
    name="team",
    label=_("Care team"),
    one=_("Person in the care team"),
    plain=_("Who cares for you"),
    type="CareTeam",
    parts=(
        Members(name="what", label=_("Who"), place="participant.0.member", required=True),
        Concept(name="role", label=_("What they do"), place="participant.0.role.0"),
        Phone(name="phone", label=_("Phone"), place="telecom.0"),
        PeriodDay(name="since", label=_("Since"), place="period.start", is_more=True),
        PeriodDay(name="until", label=_("Until"), place="period.end", is_more=True),
        Choice(
            name="state",
            label=_("State"),
            place="status",
            usual="active",
            required=True,
            options={
                "active": _("active"),
                "proposed": _("proposed"),
                "suspended": _("suspended"),
                "inactive": _("no longer"),
            },
            is_more=True,
        ),
        REMARK,
    ),
    main="what",
    more=("role", "phone", "remark"),
    dated="since",
    state="status",
    past=frozenset({"inactive"}),
    ending=Ending(button=_("No longer"), asks_why=_("Why? (optional)"), part="state", becomes="inactive", day="until"),
)
