"""The page on which a person lets an app in (SMART App Launch 2.0, section 2.0.5), and the choice of the patient."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from authlib.oauth2.rfc6749 import OAuth2Error
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from telepraxis.base import audit
from telepraxis.base.access import PUBLIC, page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.headers import CONTENT_SECURITY_POLICY
from telepraxis.registry.accounts import elsewhere, freshness, hats, memberships, sessions
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.overview import age_on
from telepraxis.registry.patients.permissions import may_find_patients, may_see_patient
from telepraxis.registry.patients.search import find_patients

from .. import launching, words
from ..authorization_server import Consent, Server
from ..connecting import Leave
from ..models import App
from ..permissions import may_connect_apps
from ..scopes import clinical
from .where import addresses_of, by_slug

CHOSEN, FIND = "chosen", "find"  # our own additions to the app's query
USED_UP = gettext_lazy("This way into the app is used up. Open it once more from the patient's page.")


class NotHere(Exception):
    """The person cannot connect this app; the message says why."""


@dataclass(frozen=True)
class Around:
    """The chart that the connection is about, or those among which the person chooses."""

    patient: UUID | None = None
    encounter: str = ""
    own: tuple[tuple[UUID, str], ...] = ()


@page(PUBLIC, organization=by_slug)
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest, slug: str) -> HttpResponse:
    """Check what the app asks, let the person sign in, choose the patient, and say yes or no to each wish."""
    server = Server(addresses_of(request, slug), now=request.now)
    try:
        grant = _checked(server, request)
    except OAuth2Error as error:
        return _error(request, server, error)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    app, scopes = grant.client.app, grant.request.scope.split()
    try:
        _refuse_strangers(request, app)
        around = _around(request, app, scopes)
    except NotHere as reason:
        return _page(request, "refused", app, 403, why=str(reason), switch=_other_sides(request))
    if around is None:
        return _choose_patient(request, app)
    if request.method == "POST" and "decision" in request.POST:
        return _decided(request, server, grant, around, scopes)
    return _ask(request, app, around, scopes)


def _checked(server: Server, request: HttpRequest):
    said = request.GET
    if any('"' in value or "\\" in value or not value.isprintable() for value in said.values()):
        raise OAuth2Error("The request holds characters that no address has.", error="invalid_request")
    return server.get_consent_grant(request)


def _error(request: HttpRequest, server: Server, error: OAuth2Error) -> HttpResponse:
    """Send the browser back only where the address was proven to be the app's; else say it here."""
    if error.redirect_uri:
        return _sent(request, server.handle_error_response(None, error), error.redirect_uri)
    return render(request, "apps/bad_request.html", {"said": error.description or error.error}, status=400)


def _refuse_strangers(request: HttpRequest, app: App) -> None:
    actor = request.actor
    if not may_connect_apps.allows(actor):
        raise NotHere(_("You are not known at %(practice)s.") % {"practice": request.tenant.name})
    if actor.is_staff and not app.for_staff:
        raise NotHere(_("This app is for patients. Change to your patient side, if you have one here."))
    if not actor.is_staff and not app.for_patients:
        raise NotHere(_("This app is for the staff of %(practice)s.") % {"practice": request.tenant.name})


def _around(request: HttpRequest, app: App, scopes: list[str]) -> Around | None:
    """Return what the connection is about; None while staff have still to choose a patient."""
    if launch := request.GET.get("launch"):
        try:
            context = launching.context_of(launch, app=app, by=request.actor, now=request.now)
        except launching.CannotLaunch as reason:
            raise NotHere(USED_UP) from reason
        return Around(context.patient, context.encounter)
    if "launch" in scopes and "launch/patient" not in scopes:
        raise NotHere(_("This app is opened from a patient's page."))
    if "launch/patient" not in scopes and not any(scope.context == "patient" for scope in clinical(scopes)):
        return Around()
    if not request.actor.is_staff:
        return _own_chart(request)
    if not may_find_patients.allows(request.actor):
        raise NotHere(_("This app needs a patient, and your roles open none."))
    chosen = _uuid(request.GET.get(CHOSEN, ""))
    if chosen is None or not Patient.objects.filter(uid=chosen).exists():
        return None
    return Around(chosen) if may_see_patient.allows(request.actor, chosen) else None


def _own_chart(request: HttpRequest) -> Around:
    """Return the charts that a patient or carer may open to an app."""
    actor = request.actor
    own = [(actor.patient_id, actor.name)] if actor.patient_id else []
    own += [(each.uid, each.name) for each in proxies.represented_by(actor.account_id) if "record" in each.scope]
    if not own:
        raise NotHere(_("No record here is open to you."))
    if len(own) == 1:
        return Around(own[0][0])
    wanted = _uuid(request.POST.get("patient", ""))
    return Around(wanted if wanted in dict(own) else None, own=tuple(own))


def _choose_patient(request: HttpRequest, app: App) -> HttpResponse:
    typed, today = request.GET.get(FIND, "").strip(), request.now.date()
    found = find_patients(typed, today=today) if typed else []
    if typed:
        audit.looked(request.actor, "patients.searched", reason=typed[:200])
    kept = [(name, value) for name, value in request.GET.items() if name not in (CHOSEN, FIND)]
    lines = [(each, age_on(each.birth_date, today), "?" + urlencode([*kept, (CHOSEN, each.uid)])) for each in found]
    return _page(request, "choose_patient", app, 200, typed=typed, found=lines, kept=kept)


def _ask(request: HttpRequest, app: App, around: Around, scopes: list[str], problem: str = "") -> HttpResponse:
    asked = [words.asked(text) for text in scopes]
    named = Patient.objects.filter(uid=around.patient).first() if around.patient else None
    shown = {
        "wishes": [each for each in asked if each.hint],
        "plain": [each for each in asked if not each.hint and each.scope not in words.SILENT],
        "silent": [each for each in asked if each.scope in words.SILENT],
        "patient": named,
        "own": around.own,
        "problem": problem,
        "back_to": urlsplit(request.GET.get("redirect_uri", "")).netloc,
        "switch": _other_sides(request),
    }
    response = _page(request, "consent", app, 422 if problem else 200, **shown)
    return _may_leave_for(response, request.GET.get("redirect_uri", ""))


def _decided(request: HttpRequest, server: Server, grant, around: Around, scopes: list[str]) -> HttpResponse:
    if request.POST["decision"] != "allow":
        return _sent(request, server.create_authorization_response(grant.request, None, grant), grant.redirect_uri)
    app = grant.client.app
    left = [text for text in scopes if text in request.POST.getlist("wish")]
    if not set(left) - words.SILENT and set(scopes) - words.SILENT:
        return _ask(request, app, around, scopes, _("Leave at least one thing ticked, or do not let it in."))
    if around.own and around.patient is None:
        return _ask(request, app, around, scopes, _("Say whose record it is about."))
    if launch := request.GET.get("launch"):
        try:
            launching.use(launch, app=app, by=request.actor, now=request.now)
        except launching.CannotLaunch:
            return _page(request, "refused", app, 403, why=USED_UP, switch="")
    consent = Consent(request.actor, _leave(request, around, left), freshness.proven_at(request))
    return _sent(request, server.create_authorization_response(grant.request, consent, grant), grant.redirect_uri)


def _leave(request: HttpRequest, around: Around, left: list[str]) -> Leave:
    session = request.session
    return Leave(
        scopes=left,
        patient=around.patient,
        encounter=around.encounter,
        session_id=None if "offline_access" in left else _uuid(session.get(sessions.KEY, "")),
        strong=bool(session.get(hats.STRONG)),
        factor_elsewhere=elsewhere.has_factor(session),
    )


def _sent(request: HttpRequest, answer, redirect_uri: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = dict(answer.headers)["Location"]
    response["Cache-Control"] = "no-store"
    return _may_leave_for(response, redirect_uri)


def _may_leave_for(response: HttpResponse, redirect_uri: str) -> HttpResponse:
    """Let the form of this page, and no other, lead to the app: browsers hold `form-action` against redirects too."""
    parts = urlsplit(redirect_uri)
    target = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else f"{parts.scheme}:"
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {target}"
    )
    return response


def _page(request: HttpRequest, name: str, app: App, status: int, **shown) -> HttpResponse:
    context = {"app": app, "practice": request.tenant, "organization_name": request.tenant.name, **shown}
    return render(request, f"apps/{name}.html", context, status=status)


def _other_sides(request: HttpRequest) -> str:
    """Return where to change the side on which one works, for people who have more than one."""
    if not request.user.is_authenticated:
        return ""
    choices = [hat for membership in memberships.of_account(request.user.pk) for hat in hats.hats_of(membership)]
    return f"/switch/?{urlencode({'next': request.get_full_path()})}" if len(choices) > 1 else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError):
        return None
