"""Write, look at and sign letters; find and download them; check a paper."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit, files, paper
from telepraxis.base.access import PUBLIC, Role, page
from telepraxis.base.access.rules import Rule
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui import toasts
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitNotBegun
from telepraxis.care.follow_up.permissions import may_read_plan
from telepraxis.registry.patients.identity import uids_of

from . import checking, writing
from .forms import LetterForm, ReasonForm, WordingForm
from .models import Kind, Letter
from .permissions import may_read_letter, may_revoke_letter, may_set_wording, may_sign_letter, may_write_letter
from .pictures import first_page
from .printing import pdf_of
from .sentences import NAMES, standard, wording
from .summary_paper import NotWritten, summary_pdf

may_list_own_letters = Rule(
    "letters.list_own", lambda actor, subject: actor.via == "session" and actor.has(Role.PATIENT, Role.PROXY)
)


def visit_asked_for(request: HttpRequest, visit_id, **kwargs) -> Visit:
    """Return the visit of the address, kept for the view that follows."""
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner", "encounter"), id=visit_id)
    return request.visit


def letter_asked_for(request: HttpRequest, letter_id, **kwargs) -> Letter:
    """Return the letter of the address, kept for the view that follows."""
    related = ("patient", "author", "visit", "organization")
    request.letter = get_object_or_404(Letter.objects.select_related(*related), id=letter_id)
    return request.letter


@page(may_write_letter, subject=visit_asked_for)
def write(request: HttpRequest, visit_id: UUID, kind: str) -> HttpResponse:
    """Begin a letter of one kind."""
    if kind not in Kind.values:
        raise Http404
    form = LetterForm(request.POST or None, kind=kind, initial=_initial(request.visit, request))
    if request.method == "POST" and form.is_valid():
        try:
            letter = writing.draft_letter(
                visit=request.visit, kind=kind, said=form.said(), by=request.actor, now=request.now
            )
            return redirect("letters:look", letter_id=letter.id)
        except VisitNotBegun:
            form.add_error(None, _("The visit has not begun: there is nothing to certify yet."))
    return _write_page(request, form, kind, request.visit)


def _initial(visit: Visit, request: HttpRequest) -> dict:
    spoken = visit.patient.language.partition("-")[0]
    today = timezone.localtime(request.now).date()
    language = spoken if spoken in dict(settings.LANGUAGES) else "en"
    with translation.override(language):
        return {"language": language, "from_on": today, "until_on": today, "not_fit_for": _work()}


def _work() -> str:
    return translation.pgettext("not fit for", "work")


def _write_page(request: HttpRequest, form: LetterForm, kind: str, visit: Visit, letter=None) -> HttpResponse:
    context = {"form": form, "visit": visit, "letter": letter, "title": Kind(kind).label, "rail": "today"}
    return render(request, "letters/write.html", context, status=422 if form.is_bound else 200)


@page(may_sign_letter, subject=letter_asked_for)
def change(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Change a draft."""
    letter = request.letter
    initial = {name: getattr(letter, name) for name in writing.Said.__dataclass_fields__}
    form = LetterForm(request.POST or None, kind=letter.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_draft(letter=letter, said=form.said(), by=request.actor, now=request.now)
        except writing.AlreadySigned:
            toasts.tell(request, _("This letter is signed: it can be revoked, not changed."))
        return redirect("letters:look", letter_id=letter.id)
    if letter.is_signed:
        return redirect("letters:look", letter_id=letter.id)
    return _write_page(request, form, letter.kind, letter.visit, letter)


@page(may_read_letter, subject=letter_asked_for)
@require_GET
def look(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as it is or will be printed, and what can be done with it."""
    letter = request.letter
    audit.looked(request.actor, "letter.read", patient=letter.patient_id, entity=("Letter", letter_id))
    context = {
        "letter": letter,
        "may_sign": not letter.is_signed and may_sign_letter.allows(request.actor, letter),
        "may_revoke": letter.is_signed and not letter.revoked_at and may_revoke_letter.allows(request.actor, letter),
        "tab": "visits",
        "rail": "today",
        "back": "/letters/",
    }
    return render(request, "letters/look.html" if request.actor.is_staff else "letters/own_letter.html", context)


@page(may_read_letter, subject=letter_asked_for)
@require_GET
def picture(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The first page as a picture; of a draft as it would be printed now."""
    try:
        drawn = first_page(_bytes_of(request))
    except paper.CannotPrint:
        raise Http404 from None
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "no-store"})


@page(may_read_letter, subject=letter_asked_for)
@require_GET
def pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The paper itself, to download; of a draft marked as one."""
    letter = request.letter
    audit.looked(request.actor, "letter.read", patient=letter.patient_id, entity=("Letter", letter_id))
    try:
        content = _bytes_of(request)
    except paper.CannotPrint as problem:
        toasts.tell(request, _in_words(problem))
        return redirect("letters:look", letter_id=letter_id)
    name = f"letter-{letter.shown_code or 'draft'}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


def _bytes_of(request: HttpRequest) -> bytes:
    letter = request.letter
    return files.read(letter.digest) if letter.is_signed else pdf_of(letter, at=request.now, signed=False)


def _in_words(problem: paper.CannotPrint) -> str:
    if isinstance(problem, paper.NoFontFor):
        return _("This machine has no font for “%(sign)s”. Ask the operator to install one; nothing was signed.") % {
            "sign": problem.sign
        }
    return _("The page could not be printed. Shorten the text and try again; nothing was signed.")


@page(may_sign_letter, subject=letter_asked_for)
@require_POST
def sign(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    try:
        writing.sign_letter(letter=request.letter, by=request.actor, now=request.now)
    except paper.CannotPrint as problem:
        toasts.tell(request, _in_words(problem))
    except files.StorageFull:
        toasts.tell(request, _("The disk of this installation is full. Nothing was signed; tell the operator."))
    else:
        toasts.tell(request, _("Signed. The patient finds it in their portal."))
    return redirect("letters:look", letter_id=letter_id)


@page(may_sign_letter, subject=letter_asked_for)
@require_POST
def throw_away(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    visit = request.letter.visit_id
    try:
        writing.throw_away(letter=request.letter, by=request.actor, now=request.now)
    except writing.AlreadySigned:
        toasts.tell(request, _("This letter is signed: it can be revoked, not thrown away."))
        return redirect("letters:look", letter_id=letter_id)
    return redirect(f"/visit/{visit}/")


@page(may_revoke_letter, subject=letter_asked_for)
@require_POST
def revoke(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        toasts.tell(request, _("Say why it no longer counts. Nothing was changed."))
        return redirect("letters:look", letter_id=letter_id)
    try:
        writing.revoke_letter(letter=request.letter, why=form.cleaned_data["why"], by=request.actor, now=request.now)
    except writing.NotSigned:
        toasts.tell(request, _("This is a draft: throw it away instead."))
    else:
        toasts.tell(request, _("Revoked. Whoever checks the code is told so."))
    return redirect("letters:look", letter_id=letter_id)


@page(may_list_own_letters)
@require_GET
def own_letters(request: HttpRequest) -> HttpResponse:
    """The papers of who reads, and of those whose record they may read."""
    from telepraxis.care.chart.permissions import may_read_own_record

    actor = request.actor
    mine = [uid for uid in (actor.patient_id, *actor.acts_for) if uid and may_read_own_record.allows(actor, uid)]
    letters = Letter.objects.filter(patient_id__in=uids_of(mine), signed_at__isnull=False)
    found = list(letters.select_related("author", "patient").order_by("-signed_at")[:100])
    for patient in {letter.patient_id for letter in found}:
        audit.looked(actor, "letter.listed", patient=patient)
    context = {"letters": found, "own": actor.own_records, "tab": "visits", "back": "/visits/"}
    return render(request, "letters/own_letters.html", context)


@page(may_read_plan, subject=lambda request, visit_id: visit_asked_for(request, visit_id).patient_id)
@require_GET
def summary(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The summary of a visit in large print."""
    visit = request.visit
    audit.looked(request.actor, "summary.read", patient=visit.patient_id, entity=("Visit", visit_id))
    try:
        content = summary_pdf(visit)
    except NotWritten:
        toasts.tell(request, _("There is no summary of this visit yet."))
        return redirect("chart:own_summary", visit_id=visit_id)
    except paper.CannotPrint as problem:
        toasts.tell(request, _in_words(problem))
        return redirect("chart:own_summary", visit_id=visit_id)
    headers = {"Content-Disposition": 'attachment; filename="summary.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def organization_by_slug(request: HttpRequest, slug: str, **_) -> UUID:
    """Return the practice of a public page."""
    found = Tenant.objects.filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise Http404
    return found


@page(PUBLIC, organization=organization_by_slug)
@require_GET
def check_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the code; typed into the form it stands in the address as on the paper's QR code."""
    typed = request.GET.get("code", "")[:40]
    if checking.tidy(typed):
        return redirect("letters:check", slug=slug, code=checking.tidy(typed))
    status = 422 if typed else 200
    return render(request, "letters/check.html", {"slug": slug, "typed": typed, "wrong": bool(typed)}, status=status)


@page(PUBLIC, organization=organization_by_slug)
@require_GET
def check(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Say whether a paper with this code is genuine."""
    context = {"slug": slug, "typed": code[:40]}
    try:
        found = checking.check(typed=code, by=request.actor, now=request.now)
    except checking.TooMany:
        return render(request, "letters/check.html", context | {"too_many": True}, status=429)
    if found is None:
        return render(request, "letters/check.html", context | {"unknown": True}, status=404)
    return render(request, "letters/check.html", context | {"found": found})


@page(may_set_wording)
def wordings(request: HttpRequest) -> HttpResponse:
    """The sentences of each kind in each language; a POST sets one of them."""
    kind = request.POST.get("kind") or request.GET.get("kind") or Kind.SICK_NOTE
    language = request.POST.get("language") or request.GET.get("language") or request.LANGUAGE_CODE
    if kind not in Kind.values or language not in dict(settings.LANGUAGES):
        raise Http404
    opening, closing = wording(kind, language)
    form = WordingForm(request.POST or None, initial={"opening": opening, "closing": closing})
    if request.method == "POST" and form.is_valid():
        writing.set_wording(kind=kind, language=language, **form.cleaned_data, by=request.actor, now=request.now)
        toasts.tell(request, _("Kept. Letters that are signed already stay as they are."))
        return redirect(f"{request.path}?kind={kind}&language={language}")
    with translation.override(language):
        ours = standard(kind)
    context = {
        "form": form, "kind": kind, "language": language, "kinds": Kind.choices, "languages": settings.LANGUAGES,
        "ours": ours, "names": [f"{{{name}}}" for name in NAMES], "rail": "setup",
    }  # fmt: skip
    return render(request, "letters/wordings.html", context, status=422 if form.is_bound else 200)
