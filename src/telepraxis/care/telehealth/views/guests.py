"""Guests of a visit: their own way in, and what the clinician decides about them."""

from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import PUBLIC, page
from telepraxis.care.encounters import visits
from telepraxis.registry.accounts import devices as browsers

from .. import guests, inviting, links, misuse, panels, safety, seats
from ..models import Invitation
from ..permissions import GuestAtTheDoor, may_be_guest, may_invite, opens_invitation
from ..words import browser_of, check_words, help_for
from . import unusable, visit_asked_for

# By link


def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open an invitation: say why it does not work, or lead to where the guest says who they are."""
    try:
        organization, invitation = inviting.read_guest_link(token)
    except inviting.GuestLinkForged:
        return unusable(request, "forged", status=404)
    return _open(request, organization=organization, invitation=invitation)


open_invitation.access_rule = PUBLIC


@page(opens_invitation, organization=lambda request, organization, invitation: organization)
@require_GET
def _open(request: HttpRequest, organization: UUID, invitation: UUID) -> HttpResponse:
    if not misuse.may_open(invitation):
        return unusable(request, "busy", status=429)
    chosen = Invitation.objects.select_related("visit__patient", "visit__practitioner")
    row = get_object_or_404(chosen, id=invitation)
    if refusal := _refusal(request, row):
        return refusal
    guests.remember(request.session, row)
    response = redirect("telehealth:guest", row.visit_id)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _refusal(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    """Say why this browser may not go on with the invitation, and write it down; None when it may."""
    try:
        guests.refuse_unless_good(invitation, browsers.device_of(request), now=request.now)
    except guests.InvitationEnded as ended:
        why, status = f"guest_{ended.why}", 410
    except guests.InvitationOver:
        why, status = "guest_over", 410
    except guests.InvitationExpired:
        why, status = "guest_expired", 410
    except guests.InvitationTaken:
        why, status = "guest_taken", 403
    else:
        return None
    misuse.refused("telehealth.guest_link_refused", visit=invitation.visit, what=why, by=request.actor)
    return unusable(request, why, status=status)


# The guest's way in


def for_guests(view):
    """Guard a page of an invited person. A colleague signs in first; who may not go on is told why."""

    @page(opens_invitation, organization=lambda request, visit_id: guests.organization_of(request.session, visit_id))
    @wraps(view)
    def entered(request: HttpRequest, visit_id) -> HttpResponse:
        invitation = guests.invitation_of(request, visit_id)
        if invitation is None:
            raise Http404
        if refusal := _refusal(request, invitation):
            return refusal
        if not guests.is_signed_in_as_invited(request, invitation):
            if request.user.is_authenticated:
                return unusable(request, "guest_other_account", status=403)
            return redirect_to_login(request.get_full_path())
        request.actor, request.invitation = guests.actor_of(request, invitation), invitation
        withdrawn = safety.consent_withdrawn(invitation.visit)
        may_be_guest.require(request.actor, GuestAtTheDoor(invitation, consent_withdrawn=withdrawn))
        return view(request, visit_id=visit_id)

    return entered


@for_guests
@require_http_methods(["GET", "POST"])
def guest(request: HttpRequest, visit_id) -> HttpResponse:
    """Say who one is, agree to keep silence, and see that camera and microphone work."""
    missing: dict[str, object] = {}
    if request.method == "POST":
        try:
            guests.introduce(
                invitation=request.invitation,
                name=request.POST.get("name", ""),
                agrees=request.POST.get("agrees") == "yes",
                found={part: request.POST.get(part, "") for part in ("camera", "microphone")},
                device_id=browsers.recognize(request),
                by=request.actor,
                now=request.now,
            )
            return redirect("telehealth:guest_room", visit_id)
        except guests.InvitationTaken:
            return unusable(request, "guest_taken", status=403)
        except guests.NotYetSaid as still:
            missing = still.fields
    request.uses_camera = True
    context = {
        "invitation": request.invitation,
        "visit": request.invitation.visit,
        "name": request.POST.get("name") or request.invitation.shown_name,
        "missing": missing,
        "help": help_for(browser_of(request.headers.get("User-Agent", ""))),
        "data": {"relay": "", "words": check_words()},
    }
    return render(request, "telehealth/guest.html", context, status=422 if missing else 200)


@for_guests
@require_GET
def guest_room(request: HttpRequest, visit_id) -> HttpResponse:
    """Wait before the door; the same page becomes the call when the clinician lets the guest in."""
    if request.invitation.agreed_at is None:
        return redirect("telehealth:guest", visit_id)
    visit = request.invitation.visit
    context = {
        "side": "guest",
        "visit": visit,
        "invitation": request.invitation,
        "other_name": visit.practitioner.name_text,
        "phase": "opening",
        "call": panels.call_data(visit, side="guest"),
        "chat_in_stage": True,
        "chat_with": visit.practitioner.name_text,
    }
    return render(request, "telehealth/room.html", context)


# The clinician


@page(may_invite, subject=visit_asked_for)
@require_GET
def knocking(request: HttpRequest, visit_id) -> HttpResponse:
    """Who waits to be let in: a line in the stage, there only when somebody does."""
    return _knocking(request)


def _knocking(request: HttpRequest, refusal: object = "") -> HttpResponse:
    context = panels.knocking_panel(request.visit, request.now) | {"visit": request.visit, "refusal": refusal}
    return render(request, "telehealth/knocking.html", context, status=409 if refusal else 200)


@page(may_invite, subject=visit_asked_for)
@require_GET
def people(request: HttpRequest, visit_id) -> HttpResponse:
    """Everybody in the visit, who is invited, and the form to invite."""
    audit.looked(request.actor, "telehealth.people_seen", patient=request.visit.patient_id)
    return _people(request)


def _people(request: HttpRequest, status: int = 200, **more) -> HttpResponse:
    context = panels.people_panel(request.visit, request.actor, request.now) | more
    return render(request, "telehealth/people.html", context, status=status)


@page(may_invite, subject=visit_asked_for)
@require_POST
def invite(request: HttpRequest, visit_id) -> HttpResponse:
    """Invite somebody; the answer shows the link to copy."""
    said = {name: request.POST.get(name, "") for name in ("role", "name", "email", "colleague")}
    try:
        invited = inviting.invite(
            visit=request.visit,
            role=said["role"],
            name=said["name"],
            email=said["email"],
            colleague=UUID(said["colleague"]) if said["colleague"] else None,
            by=request.actor,
            now=request.now,
        )
    except (inviting.NobodyNamed, inviting.AddressUnusable, inviting.NotAColleague) as reason:
        field = {"AddressUnusable": "email", "NotAColleague": "colleague"}.get(type(reason).__name__, "name")
        return _people(request, status=422, said=said, refusal=str(reason), refused_field=field)
    except inviting.TooManyInvitations:
        return _people(request, status=422, said=said, refused_field="many")
    except (inviting.NoSuchRole, ValueError):
        return _people(request, status=422, said=said, refused_field="role")
    except visits.VisitIsOver:
        return _people(request, status=409)
    return _people(request, invited=invited, link=inviting.guest_link(invited))


def _invitation(request: HttpRequest, guest_id) -> Invitation:
    return get_object_or_404(Invitation.objects.select_related("visit"), id=guest_id, visit=request.visit)


def _again(request: HttpRequest, refusal: object = "") -> HttpResponse:
    """Answer a button where it stands: in the stage's line or the list of people; without scripts, the whole page."""
    if not request.headers.get("HX-Request"):
        return redirect(f"/visit/{request.visit.id}/")
    if request.headers.get("HX-Target") == "people":
        return _people(request, status=409 if refusal else 200, refusal=refusal)
    return _knocking(request, refusal)


@page(may_invite, subject=lambda request, visit_id, guest_id: visit_asked_for(request, visit_id))
@require_POST
def let_in(request: HttpRequest, visit_id, guest_id) -> HttpResponse:
    invitation = _invitation(request, guest_id)
    try:
        inviting.let_in(invitation=invitation, by=request.actor, now=request.now)
    except (inviting.NotWaiting, inviting.PatientFirst) as reason:
        return _again(request, reason)
    except seats.CallIsFull as full:
        return _again(request, full.why)
    except visits.VisitIsOver:
        pass
    return _again(request)


@page(may_invite, subject=lambda request, visit_id, guest_id: visit_asked_for(request, visit_id))
@require_POST
def end_part(request: HttpRequest, visit_id, guest_id) -> HttpResponse:
    """Take the link back, refuse who waits, or remove who is in the call."""
    inviting.end(invitation=_invitation(request, guest_id), by=request.actor, now=request.now)
    return _again(request)


@page(may_invite, subject=visit_asked_for)
@require_POST
def new_link(request: HttpRequest, visit_id) -> HttpResponse:
    """Replace the patient's link; the old one and whoever came in by it are out."""
    try:
        return _people(request, patients_link=links.revoke(visit=request.visit, by=request.actor, now=request.now))
    except visits.VisitIsOver:
        return _people(request, status=409)
