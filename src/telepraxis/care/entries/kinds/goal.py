"""Goals: Goal (R4, http://hl7.org/fhir/R4/goal.html)."""

from django.utils.translation import gettext_lazy as _

from ..kind import Ending, Kind
from ..parts import REMARK, Choice, Concept, Day, ToldByPatient

ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"

GOAL = Kind(
    name="goal",
    label=_("Goals"),
    one=_("Goal"),
    plain=_("Your goals"),
    type="Goal",
    parts=(
        Concept(name="what", label=_("Goal"), place="description", required=True),
        Day(name="due", label=_("By when"), place="target.0.due", as_type="Date", may_be_ahead=True),
        Choice(
            name="progress",
            label=_("How it goes"),
            place="achievementStatus",
            system=ACHIEVEMENT,
            options={
                "in-progress": _("under way"),
                "improving": _("improving"),
                "worsening": _("getting worse"),
                "achieved": _("reached"),
                "not-achieved": _("not reached"),
            },
        ),
        Choice(
            name="state",
            label=_("State"),
            place="lifecycleStatus",
            usual="active",
            required=True,
            options={
                "proposed": _("proposed"),
                "accepted": _("agreed"),
                "active": _("active"),
                "on-hold": _("on hold"),
                "completed": _("over"),
                "cancelled": _("given up"),
            },
            is_more=True,
        ),
        ToldByPatient(name="told", label=_("The patient's own goal"), place="expressedBy", is_more=True),
        REMARK,
    ),
    main="what",
    more=("due", "progress", "remark"),
    state="lifecycleStatus",
    past=frozenset({"completed", "cancelled", "rejected"}),
    stamped_by="expressedBy",
    stamped_at="startDate",
    stamps_day=True,
    ending=Ending(button=_("Goal is over"), asks_why=_("Why? (optional)"), part="state", becomes="completed", day=""),
)
