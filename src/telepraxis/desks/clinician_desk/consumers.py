"""Sockets of the desk: hints to look again."""

from telepraxis.base.access import socket
from telepraxis.base.live import group
from telepraxis.base.live.consumer import LiveConsumer
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_run_visit

from .permissions import may_see_day


@socket(may_see_day)
class DayConsumer(LiveConsumer):
    """Says when somebody comes to wait, is admitted, a visit ends, or the appointments of the day change."""

    def live_groups(self) -> list[str]:
        organization, mine = self.actor.organization_id, self.actor.practitioner_id
        if mine is None or b"whose=all" in self.scope["query_string"]:
            return [group(organization, "waiting", "everybody"), group(organization, "desk")]
        return [group(organization, "waiting", mine), group(organization, "schedule", mine)]


@socket(may_run_visit)
class VisitConsumer(LiveConsumer):
    """Says when something happens in this visit."""

    def subject(self) -> Visit | None:
        return Visit.objects.filter(id=self.scope["url_route"]["kwargs"]["visit_id"]).first()

    def live_groups(self) -> list[str]:
        return [group(self.actor.organization_id, "visit", self.scope["url_route"]["kwargs"]["visit_id"])]
