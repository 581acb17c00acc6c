"""Where payers and staff meet what is owed: home, details, a visit, the step before a booking.

`appointment.paid` (a visit's page, subject the appointment), `booking.terms` (before the yes, subject the service),
`desk.paid` (a visit at the desk) and `claim.paid` (medicines at a pharmacy's bench) are slots of pages below and
above; `paid_state` answers for any reference.
"""

from uuid import UUID

from django.urls import reverse

from telepraxis.base.ui.panels import panel

from . import banking, gateways, links
from .medicines import CLAIM
from .permissions import may_see_money, may_see_own, may_take
from .reading import account_of, charge_for, owed_by_patients
from .visits import APPOINTMENT


@panel("home", template="payments/panels/home.html", rule=may_see_own, order=5)
def home(request, patient: UUID) -> dict | None:
    """Return what is to be paid; nothing is shown where nothing is owed."""
    owed = owed_by_patients([patient])
    return {"patient": patient, "owed": owed} if owed else None


@panel("patient.own", template="payments/panels/own.html", rule=may_see_own, order=35)
def own(request, patient: UUID) -> dict:
    """Return the way to payments and receipts."""
    return {"patient": patient, "owed": owed_by_patients([patient])}


@panel("patient.aside", template="payments/panels/aside.html", rule=may_see_money, order=30)
def aside(request, patient: UUID) -> dict:
    """Return what the patient owes, and the way to take it."""
    return {"patient": patient, "owed": owed_by_patients([patient])}


@panel("appointment.paid", template="payments/panels/visit.html")
def of_own_appointment(request, appointment) -> dict | None:
    """Return how a visit stands, and the way to pay it: signed in, or by the link that shows the visit."""
    found = paid_state(APPOINTMENT, appointment.id)
    if found is None:
        return None
    charge = found["account"].charge
    if may_see_own.allows(request.actor, appointment.patient_id):
        path = reverse("payments:own_charge", args=[appointment.patient_id, charge.id])
    else:
        path = links.path_to(charge)
    return found | {"path": path}


@panel("desk.paid", template="payments/panels/visit.html", rule=may_see_money)
def of_appointment_at_desk(request, appointment) -> dict | None:
    """Return how a visit stands, and the way to take the money."""
    found = paid_state(APPOINTMENT, appointment.id)
    return found and found | {"path": reverse("payments:charge", args=[found["account"].charge.id]), "for_staff": True}


@panel("visit.facts", template="payments/panels/visit.html", rule=may_see_money, order=90)
def of_visit(request, visit) -> dict | None:
    """Return how the visit that is on stands, for whoever sees money."""
    return of_appointment_at_desk(request, visit.appointment) if visit.appointment_id else None


@panel("booking.terms", template="payments/panels/terms.html")
def terms(request, service) -> dict | None:
    """Return how a visit with a price can be paid, said before the yes."""
    if not service.price_minor:
        return None
    cards = gateways.standing_account(request.actor.organization_id)
    return {"cards": cards is not None, "bank": banking.account() is not None}


@panel("claim.paid", template="payments/panels/visit.html", rule=may_take)
def of_claim(request, claim) -> dict | None:
    """Return how medicines stand at the pharmacy's bench, and the way to take the money."""
    found = paid_state(CLAIM, claim.id)
    return found and found | {"path": reverse("payments:charge", args=[found["account"].charge.id]), "for_staff": True}


def paid_state(kind: str, id: UUID) -> dict | None:
    """Return {"account": ...} of the charge for a reference, for a desk's page; None where nothing was charged."""
    charge = charge_for(kind, id)
    return {"account": account_of(charge)} if charge else None
