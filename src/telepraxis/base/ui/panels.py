"""Panels: a page leaves a named slot, rooms above fill it, and the page's room knows none of them.

A room's ``panels.py`` (found at start-up) says::

    @panel("patient.overview", template="scheduling/panels/visits.html", rule=may_see_schedule, order=20)
    def visits(request, patient):
        return {"visits": visits_of(patient)}      # or None: nothing is shown

and the page says ``{% panels "patient.overview" patient.uid %}``. The template is one ``<section class="card">``.
Slots: ``patient.overview`` (the wide column of a patient's page), ``patient.aside`` (the narrow one), ``patient.own``
(under the patient's own details), ``chart.banner`` (one line over a chart), ``chart.alerts`` (beside the allergies of a
banner), ``chart.lists`` (the first column of a chart), ``chart.above`` (under them), ``chart.facts`` (the last column)
and ``home`` (a patient's home), subject the patient's uid; ``chart.entry`` (in an entry that a clinician opens) and
``own.entry`` (beside an entry that the patient reads), subject anything with `type` and `uid`;
``appointment.way_in`` and ``appointment.paid`` (a patient's appointment) and ``desk.paid`` (the same at the desk),
subject the appointment; ``booking.terms`` (before a patient says yes), subject the service;
``visit.facts`` (the workspace, beside the visit), ``visit.beside_note`` (under the note) and ``visit.summary`` (under
what the patient reads of it), ``call.patient`` (under the picture on the patient's side), ``call.offer``
(on the clinician's, where nothing gets through: other ways to go on), subject the visit; ``day.bar`` (over a
clinician's day), ``follow_up.above`` (over the list of what is due), ``setup.services``, ``setup.hours`` (steps of the
first-run guide) and ``setup.guide`` (the guide itself), subject None; ``setup.colleague`` (a colleague's page), subject
the membership; ``prescription.own`` (a patient's prescription) and ``prescription.beside`` (the same at the
practice), subject the prescription; ``medicines.waiting`` (above what is asked about prescriptions; its context says
`count`), subject whose by their practitioner's uid, None for everybody's; ``claim.paid`` (a pharmacy's bench),
subject the claim; ``visit.patient_stage`` (above the picture on the patient's page), subject the visit;
``sign_in.ways`` (further ways in on the sign-in page), subject where the person wants to go.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telepraxis.base.access import Actor, Rule


@dataclass(frozen=True)
class Panel:
    """One card in one slot: who may see it, how it looks, what it shows."""

    slot: str
    template: str
    rule: Rule | None
    order: int
    context: Callable[[Any, Any], dict | None]


_panels: dict[str, list[Panel]] = defaultdict(list)


def panel(slot: str, *, template: str, rule: Rule | None = None, order: int = 50) -> Callable:
    """Put a card into the slot, lower orders first. Without a rule whoever sees the page sees the card."""

    def decorate(context: Callable[[Any, Any], dict | None]) -> Callable:
        _panels[slot].append(Panel(slot, template, rule, order, context))
        _panels[slot].sort(key=lambda each: (each.order, each.template))
        return context

    return decorate


def panels_of(slot: str, actor: Actor | None, subject: Any = None) -> list[Panel]:
    """Return the cards of the slot that this actor may see, in order."""
    return [each for each in _panels[slot] if each.rule is None or each.rule.allows(actor, subject)]
