"""What every step's page has around it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from telepraxis.registry.organizations.profile import profile_of

from ..steps import next_after, steps_of


def step_page(request: HttpRequest, step: str, template: str, form=None, **context) -> HttpResponse:
    """Render a step with the list of steps beside it; a form with errors answers 422."""
    status = 422 if form is not None and form.errors else 200
    framed = {
        "rail": "setup",
        "step": step,
        "steps": steps_of(request.actor.organization_id),
        "next": next_after(step),
        "form": form,
        **context,
    }
    return render(request, f"back_office/{template}.html", framed, status=status)


def practice_zone(organization_id: UUID) -> str:
    """Return the practice's own time zone, the likeliest for anything new."""
    return profile_of(organization_id).organization.time_zone
