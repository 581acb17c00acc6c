"""The page behind the front door."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.registry.accounts import hats
from telepraxis.registry.accounts.devices import device_of

from .home import Person, home_of, people_of
from .permissions import may_come_home


@page(may_come_home)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The home of the person who reads, or of one they act for; staff go on to their desk."""
    if request.actor.is_staff:
        return redirect(hats.landing_of(request.session, request.user.pk))
    people = people_of(request.actor)
    if not people:
        return render(request, "patient_portal/nobody.html", {"tab": "home"})
    person = _asked_for(request, people)
    audit.looked(request.actor, "visits.read", patient=person.uid)
    context = home_of(person, device_id=device_of(request), now=request.now)
    shown = {"people": people, "person": person, "greeting": _part_of_day(request), "tab": "home"}
    return render(request, "patient_portal/home.html", shown | context)


def _asked_for(request: HttpRequest, people: list[Person]) -> Person:
    """Return whom the page is about; nonsense and strangers mean the first."""
    try:
        wanted = UUID(request.GET.get("for", ""))
    except ValueError:
        return people[0]
    return next((person for person in people if person.uid == wanted), people[0])


def _part_of_day(request: HttpRequest) -> str:
    hour = timezone.localtime(request.now).hour
    return "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
