"""Consent texts: what is in force, and the next version of each."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.consents import texts as wording
from telepraxis.registry.consents.models import ConsentText
from telepraxis.registry.consents.permissions import may_publish_texts
from telepraxis.registry.organizations.jurisdictions import jurisdictions
from telepraxis.registry.organizations.languages import language_name

from ..forms.texts import NewTextForm, TextForm
from .framing import step_page


@page(may_publish_texts)
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """Every text in force, and a form for a new place or language."""
    places = jurisdictions(request.actor.organization_id)
    form = NewTextForm(
        request.POST or None,
        kinds=ConsentText.Kind.choices,
        places=places,
        initial={"valid_from": request.now.date()},
    )
    if request.method == "POST" and form.is_valid() and _published(request, form, form.cleaned_data):
        return redirect("back_office:texts")
    in_force = wording.texts_in_force(request.now.date())
    if not in_force:
        wording.adopt_starter_texts(by=request.actor, now=request.now)
        in_force = wording.texts_in_force(request.now.date())
    shown = [
        (
            text,
            places[text.jurisdiction].name if text.jurisdiction in places else _("Anywhere"),
            language_name(text.language),
        )
        for text in in_force
    ]
    return step_page(request, "texts", "texts", form, texts=shown)


@page(may_publish_texts)
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, text: UUID) -> HttpResponse:
    """One text with its versions; what is typed becomes the next version."""
    row = ConsentText.objects.filter(id=text).first()
    if row is None:
        raise Http404
    versions = wording.versions_of(row.kind, row.jurisdiction, row.language)
    newest = versions[0]
    initial = {"title": newest.title, "body": newest.body, "source": newest.source, "valid_from": request.now.date()}
    form = TextForm(request.POST or None, initial=initial)
    same = {"kind": row.kind, "jurisdiction": row.jurisdiction, "language": row.language}
    if request.method == "POST" and form.is_valid() and _published(request, form, form.cleaned_data | same):
        return redirect("back_office:texts")
    return step_page(request, "texts", "text", form, text=newest, versions=versions, spoken=language_name(row.language))


def _published(request: HttpRequest, form: TextForm, typed: dict) -> bool:
    try:
        wording.publish(**typed, by=request.actor, now=request.now)
    except wording.TextMissing as missing:
        form.add_error(None, str(missing))
        return False
    toasts.tell(request, _("Published. Earlier versions are kept as they were agreed to."))
    return True
