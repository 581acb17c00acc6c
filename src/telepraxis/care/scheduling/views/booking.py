"""Book in three screens: reason, time, confirm. Signed in, or as a visitor of the practice's public page."""

from contextlib import nullcontext
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from telepraxis.base.access import PUBLIC, Actor, page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.sums import money_text
from telepraxis.registry.accounts.people import account_for_patient, find_by_email
from telepraxis.registry.organizations.jurisdictions import UnknownJurisdiction, emergency_number, jurisdictions
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.proxies import represented_by
from telepraxis.registry.patients.registration import BadDetails, register

from .. import booking, links, offering
from ..availability import find, offerers, open_now
from ..drafts import begin_draft, draft_of
from ..forms import ONE_OF_THESE, IdentityForm, ReasonForm, WhereForm
from ..models import GRACE, Appointment, BookingDraft, Modality, Service
from ..permissions import may_book, may_start_booking
from .choosing import as_value, choice_of, modality_from, offers_to_show, time_from
from .door import for_patients, opened_by, organization_by_slug, step


@for_patients
def _reason(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    services = list(offering.services_to_book())
    patients = _whom(request.actor)
    form = ReasonForm(
        request.POST or None,
        services=[(str(service.id), service.name) for service in services],
        patients=[(str(uid), name) for uid, name in patients],
    )
    context = _around(request, slug) | {
        "form": form,
        "services": [(str(service.id), service.name, _described(service)) for service in services],
        "red_flags": list(dict.fromkeys(question for service in services for question in service.red_flags)),
        "is_open": open_now(request.now),
        "only_patient": patients[0] if len(patients) == 1 and patients[0][0] != request.actor.patient_id else None,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "scheduling/reason.html", context, status=422 if form.is_bound else 200)
    if form.cleaned_data["red_flags"] == ONE_OF_THESE:
        return render(request, "scheduling/urgent.html", context)
    draft = begin_draft(
        service=next(service for service in services if str(service.id) == form.cleaned_data["service"]),
        patient=_chosen_patient(form.cleaned_data.get("patient"), patients),
        reason=form.cleaned_data["reason"],
        opened_by=opened_by(request),
        by=request.actor,
        now=request.now,
    )
    return redirect(step("time", slug, draft.id))


@for_patients
def _time(request: HttpRequest, draft_id: UUID, slug: str | None = None) -> HttpResponse:
    draft = _draft(request, draft_id)
    service = draft.service
    choice = choice_of(
        request,
        service,
        patient=draft.patient_id,
        modality=modality_from(request.GET, service),
        where=_where(request, draft),
        now=request.now,
    )
    context = _around(request, slug) | {
        "draft": draft,
        "choice": choice,
        "confirm_url": step("confirm", slug, draft.id),
        "for_name": _for_name(request.actor, draft),
        "red_flags": service.red_flags,
    }
    return render(request, "scheduling/time.html", context)


@for_patients
def _confirm(request: HttpRequest, draft_id: UUID, slug: str | None = None) -> HttpResponse:
    if request.method == "POST":
        return _book(request, draft_id, slug)
    draft = _draft(request, draft_id)
    if booked := booking.booked_with(draft.id):
        return redirect(_page_of(request.actor, booked))
    time = time_from(request.GET.get("time", ""), draft.service)
    if not time or not offerers(draft.service, [time.practitioner]):
        return redirect(step("time", slug, draft.id))
    context = _confirm_context(request, draft, slug, time)
    if not _is_free(request, draft, time, context["modality"]):
        others = booking.alternatives_to(
            time, draft.service, context["where"], context["modality"], request.actor, request.now
        )
        return _taken(request, draft, slug, others)
    return render(request, "scheduling/confirm.html", context)


def _book(request: HttpRequest, draft_id: UUID, slug: str | None) -> HttpResponse:
    """Book, and answer with the appointment's page or with what stands in the way and what to do.

    Asks as little as can be before the booking: in a rush most who come here lose, and wait for each other.
    """
    draft = _draft(request, draft_id, lock=True)
    time = time_from(request.POST.get("time", ""), draft.service)
    if not time:
        return redirect(step("time", slug, draft.id))
    identity = None
    if not draft.patient_id:
        if booked := booking.booked_with(draft.id):
            return redirect(_page_of(request.actor, booked))
        identity = IdentityForm(request.POST)
        if not identity.is_valid() or not WhereForm(request.POST, places=_places(request)).is_valid():
            return _once_more(request, draft, slug, time, status=422, identity=identity)
    try:
        return _booked(request, draft, time, identity)
    except BadDetails as bad:
        for field, why in bad.fields.items():
            identity.add_error(field if field in identity.fields else None, why)
        return _once_more(request, draft, slug, time, status=422, identity=identity)
    except booking.TimeTaken as taken:
        return _taken(request, draft, slug, taken.alternatives)
    except booking.TooManyAtOnce:
        problem = _("Many people are booking at this moment. Nothing was booked yet: please try again.")
        return _once_more(request, draft, slug, time, identity=identity, problem=problem)
    except booking.NotLicensed:
        person = offerers(draft.service, [time.practitioner])[time.practitioner]
        problem = _("%(name)s may not treat patients there. Choose where you will be, or another time.")
        return _once_more(request, draft, slug, time, identity=identity, problem=problem % {"name": person.name})
    except booking.PatientBusy as busy:
        busy_url = _page_of(request.actor, busy.appointment)
        return _once_more(request, draft, slug, time, identity=identity, busy=busy.appointment, busy_url=busy_url)


def _booked(request: HttpRequest, draft: BookingDraft, time, identity) -> HttpResponse:
    where = request.POST.get("where", "")[:16]
    with transaction.atomic() if identity else nullcontext():
        by, patient = _whoever_books(request, draft, identity, where)
        appointment = booking.book_appointment(
            time=time,
            service=draft.service,
            patient=patient,
            reason=draft.reason,
            modality=modality_from(request.POST, draft.service),
            jurisdiction=where,
            idempotency_key=draft.id,
            by=by,
            now=request.now,
        )
    return redirect(_page_of(by, appointment))


def _once_more(request: HttpRequest, draft: BookingDraft, slug, time, *, status=409, identity, **said) -> HttpResponse:
    """Show the last screen again with what is in the way."""
    context = _confirm_context(request, draft, slug, time) | {"identity": identity} | said
    return render(request, "scheduling/confirm.html", context, status=status)


def _whoever_books(request: HttpRequest, draft: BookingDraft, identity, where: str) -> tuple[Actor, UUID]:
    """Return (actor, patient): a visitor is registered first, and books as the patient they are from now on."""
    if draft.patient_id:
        return request.actor, draft.patient_id
    said = identity.cleaned_data
    patient = register(
        given=said["given"],
        family=said["family"],
        birth_date=said["birth_date"],
        email=said["email"],
        phone=said["phone"],
        language=request.LANGUAGE_CODE,
        jurisdiction=where,
        by=request.actor,
        now=request.now,
    )
    # An address that has an account already may be somebody else's: staff join the records, never a form.
    if not find_by_email(said["email"]):
        account_for_patient(
            email=said["email"],
            name=patient.name_text,
            patient=patient.uid,
            language=request.LANGUAGE_CODE,
            time_zone=str(request.zone),
            by=request.actor,
            now=request.now,
        )
    return request.actor.by_link(patient_id=patient.uid, name=patient.name_text), patient.uid


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    return [(code, each.name) for code, each in jurisdictions(request.actor.organization_id).items()]


def _confirm_context(request: HttpRequest, draft: BookingDraft, slug, time) -> dict:
    posted = request.POST if request.method == "POST" else None
    service, modality = draft.service, modality_from(posted or request.GET, draft.service)
    places, where = _places(request), _where(request, draft)
    if modality == Modality.IN_PERSON:
        where = request.practice.jurisdiction
        places = [(code, name) for code, name in places if code == where]
    return _around(request, slug) | {
        "draft": draft,
        "time": time,
        "time_value": as_value(time),
        "person": offerers(service, [time.practitioner]).get(time.practitioner),
        "modality": modality,
        "modality_name": Modality(modality).label,
        "where": where,
        "where_form": WhereForm(posted, places=places, initial={"where": where}),
        "identity": None if draft.patient_id else IdentityForm(),
        "for_name": _for_name(request.actor, draft),
        "grace_minutes": GRACE // timedelta(minutes=1),
        "cut_off": Appointment(starts_at=time.starts_at, service=service).cut_off(),
        "time_url": f"{step('time', slug, draft.id)}?how={modality}",
    }


def _is_free(request: HttpRequest, draft: BookingDraft, time, modality: str) -> bool:
    found = find(
        service=draft.service,
        begins=time.starts_at,
        ends=time.ends_at,
        now=request.now,
        practitioners=[time.practitioner],
        modality=modality,
    )
    return any(offer.starts_at == time.starts_at for offer in found.all())


def _taken(request: HttpRequest, draft: BookingDraft, slug: str | None, alternatives) -> HttpResponse:
    """Say that somebody was faster, with three other times; a script reads status 409."""
    context = _around(request, slug) | {
        "draft": draft,
        "offers": offers_to_show(alternatives, draft.service),
        "confirm_url": step("confirm", slug, draft.id),
        "time_url": step("time", slug, draft.id),
        "how": modality_from(request.POST or request.GET, draft.service),
    }
    return render(request, "scheduling/taken.html", context, status=409)


def _around(request: HttpRequest, slug: str | None) -> dict:
    """Return what every screen may show: the practice, the emergency number (read when shown), the way back."""
    return {
        "practice": request.practice,
        "emergency": SimpleLazyObject(lambda: _emergency_number(request)),
        "slug": slug,
        "tab": "book",
        "start_url": step("reason", slug),
    }


def _emergency_number(request: HttpRequest) -> str:
    try:
        return emergency_number(request.actor.organization_id, request.practice.jurisdiction)
    except UnknownJurisdiction:
        return "112"


def _described(service: Service) -> str:
    """Return a service in one line: what it is, how long, what it costs."""
    price = money_text(service.price_minor, service.currency) if service.price_minor else _("no charge")
    line = _("%(minutes)s minutes, %(price)s") % {"minutes": service.minutes, "price": price}
    return f"{service.description} · {line}" if service.description else line


def _whom(actor: Actor) -> list[tuple[UUID, str]]:
    """Return for whom this actor may book: themself and those they act for. Nobody yet for a visitor."""
    own = [(actor.patient_id, actor.name)] if actor.patient_id else []
    if not actor.account_id or not actor.acts_for:
        return own
    others = [(each.uid, each.name) for each in represented_by(actor.account_id) if "book" in each.scope]
    return own + others


def _chosen_patient(value: str | None, patients: list[tuple[UUID, str]]) -> UUID | None:
    if value:
        return UUID(value)
    return patients[0][0] if patients else None


def _draft(request: HttpRequest, draft_id: UUID, *, lock: bool = False) -> BookingDraft:
    try:
        draft = draft_of(draft_id, opened_by(request), lock=lock)
    except BookingDraft.DoesNotExist as gone:
        raise Http404 from gone
    if draft.patient_id:
        may_book.require(request.actor, draft.patient_id)
    return draft


def _where(request: HttpRequest, draft: BookingDraft) -> str:
    """Return where the patient will be: what was asked for, where they live, else where the practice is."""
    asked = request.GET.get("where", "")
    if asked and asked in jurisdictions(request.actor.organization_id):
        return asked
    homes = PatientProfile.objects.filter(patient_id=draft.patient_id).values_list("jurisdiction", flat=True)
    return (draft.patient_id and homes.first()) or request.practice.jurisdiction


def _for_name(actor: Actor, draft: BookingDraft) -> str:
    if draft.patient_id is None or actor.is_patient(draft.patient_id):
        return ""
    return Patient.objects.values_list("given", flat=True).get(uid=draft.patient_id)


def _page_of(actor: Actor, appointment: Appointment) -> str:
    if actor.via == "session":
        return step("appointment", None, appointment.id)
    return links.path_to(appointment)


reason, public_reason = page(may_start_booking)(_reason), page(PUBLIC, organization=organization_by_slug)(_reason)
time, public_time = page(may_start_booking)(_time), page(PUBLIC, organization=organization_by_slug)(_time)
confirm, public_confirm = page(may_start_booking)(_confirm), page(PUBLIC, organization=organization_by_slug)(_confirm)
