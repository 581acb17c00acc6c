"""A practitioner's own week. Also shown inside a visit, beside the call."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.practitioners.models import PractitionerProfile

from .. import booking, diary
from ..availability import midnight
from ..models import Appointment
from ..permissions import may_see_own_schedule


@dataclass(frozen=True)
class Day:
    """One day of the week as the page shows it."""

    day: date
    appointments: list[Appointment]
    is_today: bool
    is_past: bool


@page(may_see_own_schedule)
def schedule(request: HttpRequest) -> HttpResponse:
    """Show seven days from Monday of the asked week; nonsense in the address shows this week."""
    zone = _own_zone(request)
    today = request.now.astimezone(zone).date()
    first = _date(request.GET.get("from", ""), today)
    first -= timedelta(days=first.weekday())
    booked = diary.of_week(request.actor.practitioner_id, first, zone)
    days = [first + timedelta(days=number) for number in range(7)]
    with timezone.override(zone):
        context = {
            "rail": "schedule",
            "days": [
                Day(day, [a for a in booked if a.starts_at.astimezone(zone).date() == day], day == today, day < today)
                for day in days
            ],
            "first": first,
            "last": days[-1],
            "earlier": first - timedelta(days=7),
            "later": first + timedelta(days=7),
            "zone_at": midnight(first, zone),
        }
        return render(request, "scheduling/schedule.html", context)


@page(may_see_own_schedule)
@require_POST
def block_own_day(request: HttpRequest) -> HttpResponse:
    """Close one of the practitioner's own days; patients who were booked are asked to choose another time."""
    day = _date(request.POST.get("day", ""), None)
    if day is None or day < request.now.astimezone(_own_zone(request)).date():
        toasts.tell(request, _("Choose a day that has not passed."))
        return redirect("scheduling:schedule")
    affected = booking.block_day(
        practitioner=request.actor.practitioner_id,
        day=day,
        why=request.POST.get("why", "")[:200],
        by=request.actor,
        now=request.now,
    )
    said = ngettext(
        "The day is closed. %(count)s patient is asked to choose another time.",
        "The day is closed. %(count)s patients are asked to choose another time.",
        len(affected),
    )
    toasts.tell(request, said % {"count": len(affected)})
    return redirect(f"/schedule/?from={day.isoformat()}")


def _own_zone(request: HttpRequest) -> ZoneInfo:
    profiles = PractitionerProfile.objects.filter(practitioner_id=request.actor.practitioner_id)
    return ZoneInfo(profiles.values_list("time_zone", flat=True).get())


def _date(text: str, otherwise: date | None) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if 2000 <= found.year <= 2200 else otherwise
