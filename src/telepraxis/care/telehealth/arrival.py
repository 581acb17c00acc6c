"""Who stands at the door of a visit: a signed-in person, or a browser that opened the join link."""

from uuid import UUID

from telepraxis.base.access import Actor, act_as
from telepraxis.care.encounters.models import Visit
from telepraxis.care.scheduling.models import Appointment
from telepraxis.registry.accounts import devices
from telepraxis.registry.patients.models import Proxy
from telepraxis.registry.patients.proxies import may_do

from . import links
from .models import JoinedDevice
from .permissions import AtTheDoor

OPENED = "visits_by_link"  # in the session: {visit id: organization id} of the join links opened in this browser


def remember_link(session, visit: Visit) -> None:
    """Let this browser find its way back into the visit without the link's token in the address."""
    session[OPENED] = {**session.get(OPENED, {}), str(visit.id): str(visit.organization_id)}


def organization_of(session, visit_id: UUID) -> UUID | None:
    """Return the organization of a visit opened by link here, else the one the person has chosen."""
    known = session.get(OPENED, {}).get(str(visit_id)) or session.get("organization")
    return UUID(known) if known else None


def came_by_link(session, visit_id: UUID) -> bool:
    return str(visit_id) in session.get(OPENED, {})


def device_of_link(request, visit: Visit) -> JoinedDevice | None:
    """Return the row of this browser for the visit's link; None where the link was not opened here."""
    device = devices.device_of(request)
    if device is None or not came_by_link(request.session, visit.id):
        return None
    return JoinedDevice.objects.select_related("visit__patient").filter(visit=visit, device_id=device).first()


def actor_by_link(request, actor: Actor | None, visit: Visit) -> Actor | None:
    """Return the patient as whom this browser comes in by link, or None when the link does not let in."""
    row = device_of_link(request, visit)
    if row is None or links.must_confirm(row):
        return None
    try:
        links.refuse_unless_good(visit, planned_end(visit), issued_at=row.link_issued_at, now=request.now)
    except (links.LinkExpired, links.LinkCancelled, links.LinkRevoked):
        return None
    except links.LinkUsedUp:
        pass  # the page itself says that the visit is over; nothing in it opens any more
    visitor = actor or Actor.visitor(visit.organization_id, address=request.address, request_id=request.request_id)
    return visitor.by_link(patient_id=visit.patient_id, name=visit.patient.name_text)


def only_books(actor: Actor, visit: Visit) -> bool:
    """Tell whether the actor acts for the patient without having been asked to take part in visits."""
    if actor.is_patient(visit.patient_id) or visit.patient_id not in actor.acts_for:
        return False
    return not may_do(actor.account_id, visit.patient_id, Proxy.Scope.VISIT)


def planned_end(visit: Visit):
    """Return when the visit is planned to end."""
    ends_at = Appointment.objects.filter(id=visit.appointment_id).values_list("ends_at", flat=True).first()
    return ends_at or visit.planned_at + links.UNBOOKED_LENGTH


def at_the_door(request, visit: Visit) -> AtTheDoor:
    """Return how this browser stands to the visit; who came by its link acts as the patient from here on."""
    if request.actor.is_or_acts_for(visit.patient_id):
        return AtTheDoor(visit, only_books=only_books(request.actor, visit))
    actor = actor_by_link(request, request.actor, visit)
    if actor is None:
        return AtTheDoor(visit)
    act_as(request, actor)
    return AtTheDoor(visit, by_link=True)
