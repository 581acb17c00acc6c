"""Pages of templates and phrases: one's own, the practice's, a template made of a note, packs."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import notes, packs, phrases, putting_in, slots
from ..filling import asked_again, filled_of, fillings_of
from ..forms import NotePhraseForm, PackForm, PhraseForm, PutInForm
from ..history import with_notes
from ..models import NoteDraft, Phrase, Section
from ..permissions import (
    may_add_addendum,
    may_change_phrase,
    may_keep_practice_phrases,
    may_use_phrase,
    may_use_phrases,
    may_write_note,
)
from .notes import visit_asked_for


@page(may_use_phrases)
@require_http_methods(["GET", "POST"])
def own_phrases(request: HttpRequest) -> HttpResponse:
    return _listed(request, for_practice=False)


@page(may_keep_practice_phrases)
@require_http_methods(["GET", "POST"])
def practice_phrases(request: HttpRequest) -> HttpResponse:
    return _listed(request, for_practice=True)


def _listed(request: HttpRequest, *, for_practice: bool) -> HttpResponse:
    """What is kept, a form for more, a pack to take in."""
    takes_in = request.method == "POST" and "take_in" in request.POST
    form = PhraseForm(request.POST if request.method == "POST" and not takes_in else None, prefix="new")
    pack = PackForm(request.POST, request.FILES) if takes_in else PackForm()
    if takes_in and pack.is_valid() and _took_in(request, pack, for_practice):
        return _back(for_practice)
    if form.is_bound and form.is_valid() and _kept(request, form, for_practice):
        return _back(for_practice)
    context = {
        "kept": phrases.phrases_of(None if for_practice else request.actor.account_id, request.actor.account_id),
        "slots": slots.slots(),
        "practices": [] if for_practice else phrases.phrases_of(None, request.actor.account_id),
        "form": form,
        "pack": pack,
        "for_practice": for_practice,
        "rail": "setup" if for_practice and not request.actor.is_clinician else "today",
        "may_keep_own": may_use_phrases.allows(request.actor),
        "may_use": may_use_phrases.allows(request.actor),
        "may_keep_practices": may_keep_practice_phrases.allows(request.actor),
    }
    status = 422 if form.errors or pack.errors else 200
    return render(request, "chart/phrases.html", context, status=status)


def _back(for_practice: bool) -> HttpResponse:
    return redirect("chart:practice_phrases" if for_practice else "chart:own_phrases")


def _kept(request: HttpRequest, form: PhraseForm, for_practice: bool, phrase: Phrase | None = None) -> Phrase | None:
    """Keep or change what was typed; a refusal is put beside its field."""
    by = {"words": form.words(), "by": request.actor, "now": request.now}
    try:
        read = {"phrase": phrase, "if_revision": form.cleaned_data["revision"]}
        kept = phrases.change(**read, **by) if phrase else phrases.keep(for_practice=for_practice, **by)
    except phrases.ChangedMeanwhile as meanwhile:
        form.meanwhile = meanwhile.phrase
        form.add_error(None, _("Somebody changed it while you wrote. Nothing was overwritten: look at both."))
    except phrases.ShortcutTaken:
        form.add_error("shortcut", _("This shortcut is in use. Choose another."))
    except phrases.NothingPrepared:
        field = "subjective" if by["words"].kind == Phrase.Kind.TEMPLATE else "text"
        form.add_error(field, _("Write the words to keep."))
    except phrases.TooMany:
        form.add_error(None, _("There are 500 already. Take some out of use first."))
    else:
        ready = _("%(title)s is ready: type / and %(shortcut)s in a note.")
        if kept.kind == Phrase.Kind.LINE:
            ready = _("%(title)s is ready: it is offered in the line to add to the chart.")
        toasts.tell(request, ready % _said(kept))
        return kept
    return None


def _said(phrase: Phrase) -> dict:
    return {"title": phrase.title, "shortcut": phrase.shortcut}


def _took_in(request: HttpRequest, form: PackForm, for_practice: bool) -> bool:
    file = form.cleaned_data["pack"]
    try:
        if file.size > packs.LARGEST:
            raise packs.NotAPack("too large")
        taken = packs.take_in(content=file.read(), for_practice=for_practice, by=request.actor, now=request.now)
    except packs.NotAPack:
        form.add_error("pack", _("This is no pack of templates and phrases. Nothing was changed."))
        return False
    except phrases.TooMany:
        form.add_error("pack", _("With it there would be more than 500. Nothing was changed."))
        return False
    said = ngettext("%(count)d added.", "%(count)d added.", taken.added) % {"count": taken.added}
    if taken.known:
        said += " " + ngettext("%(count)d was here.", "%(count)d were here.", taken.known) % {"count": taken.known}
    toasts.tell(request, said)
    return True


def phrase_asked_for(request: HttpRequest, phrase_id: UUID) -> Phrase:
    request.phrase = get_object_or_404(Phrase, id=phrase_id, retired_at=None)
    return request.phrase


@page(may_change_phrase, subject=phrase_asked_for)
@require_http_methods(["GET", "POST"])
def phrase(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """Change words that are kept, or take them out of use."""
    asked = request.phrase
    columns = ("kind", "title", "shortcut", "text", "suggested_for", "revision", *(each.value for each in Section))
    form = PhraseForm(request.POST or None, initial={name: getattr(asked, name) for name in columns})
    if request.method == "POST" and form.is_valid() and _kept(request, form, asked.is_practices, asked):
        return _back(asked.is_practices)
    context = {"phrase": asked, "form": form, "for_practice": asked.is_practices, "rail": "today"}
    context |= {"slots": slots.slots(), "meanwhile": (meanwhile := getattr(form, "meanwhile", None))}
    if meanwhile:  # saving again is a decision then: it goes over what is shown
        form.data = form.data.copy() | {"revision": str(meanwhile.revision)}
    return render(request, "chart/phrase.html", context, status=422 if form.errors else 200)


@page(may_change_phrase, subject=phrase_asked_for)
@require_POST
def retire(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    phrases.retire(phrase=request.phrase, by=request.actor, now=request.now)
    toasts.tell(request, _("%(title)s is out of use.") % {"title": request.phrase.title})
    return _back(request.phrase.is_practices)


@page(may_write_note, subject=visit_asked_for)
@require_GET
def phrases_to_use(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What the writer of a note can put in, for the list that opens in the note: what fits the visit stands first."""
    audit.looked(request.actor, "note.read", patient=request.visit.patient_id, entity=("Visit", visit_id))
    known = [slots.fact(name, request.visit, request.now) for name in ("reason", "problems")]
    about = " · ".join(fact.said for fact in known if fact)
    found = [
        {
            "id": str(each.id),
            "shortcut": each.shortcut,
            "title": each.title,
            "kind": each.kind,
            "whose": _("Practice") if each.is_practices else _("Mine"),
            "why": _("fits this visit") if each.is_suggested else "★" if each.starred else "",
            "text": each.text,
            "sections": each.texts,
            "words": each.words[:200],
        }
        for each in phrases.usable_by(request.actor, about=about)
    ]
    return JsonResponse({"phrases": found})


@page(may_write_note, subject=visit_asked_for)
@require_POST
def put_in(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The words to write into the note, facts of the record filled in."""
    form = PutInForm(request.POST)
    if not form.is_valid():
        raise Http404
    usable = Phrase.objects.filter(retired_at=None, kind__in=phrases.NOTE_KINDS)
    chosen = get_object_or_404(usable, id=form.cleaned_data["phrase"])
    if not may_use_phrase.allows(request.actor, chosen):
        raise Http404
    try:
        words = putting_in.put_in(
            visit=request.visit, phrase=chosen, section=form.cleaned_data["section"], by=request.actor, now=request.now
        )
    except notes.AlreadySigned:
        return JsonResponse({"refused": _("The note was signed in another window. Load this page again.")}, status=410)
    return JsonResponse({"sections": words})


@page(may_use_phrases)
@require_GET
def lines_to_use(request: HttpRequest) -> HttpResponse:
    """The lines that are offered where one types something for the chart: favourites first."""
    found = phrases.usable_by(request.actor, kinds=(Phrase.Kind.LINE,))
    return JsonResponse({"lines": [{"title": each.title, "line": each.text} for each in found]})


@page(may_use_phrase, subject=phrase_asked_for)
@require_POST
def star(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """Make it one's favourite, or no more."""
    phrases.star(phrase=request.phrase, starred=request.POST.get("starred") == "1", by=request.actor, now=request.now)
    return _back(request.phrase.is_practices and may_keep_practice_phrases.allows(request.actor))


@page(may_use_phrase, subject=phrase_asked_for)
@require_POST
def copy(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """Keep a copy of one's own, and go on to change it."""
    try:
        kept = phrases.copy_to_own(phrase=request.phrase, by=request.actor, now=request.now)
    except phrases.ShortcutTaken:
        toasts.tell(request, _("You have something of your own under this shortcut."))
        return redirect("chart:own_phrases")
    except phrases.TooMany:
        toasts.tell(request, _("There are 500 already. Take some out of use first."))
        return redirect("chart:own_phrases")
    return redirect("chart:phrase", phrase_id=kept.id)


@page(may_use_phrases)
@require_GET
def own_pack(request: HttpRequest) -> HttpResponse:
    return _pack(packs.pack_of(request.actor.account_id))


@page(may_keep_practice_phrases)
@require_GET
def practice_pack(request: HttpRequest) -> HttpResponse:
    return _pack(packs.pack_of(None))


def _pack(content: str) -> HttpResponse:
    named = {"Content-Disposition": 'attachment; filename="note-pack.json"'}
    return HttpResponse(content, content_type="application/json", headers=named)


@page(may_add_addendum, subject=visit_asked_for)
@require_http_methods(["GET", "POST"])
def template_of_note(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Make a template of the visit's note: what belongs to the patient is to be taken out before it is kept."""
    visit = request.visit
    sections = _sections_of(request)
    if sections is None:
        return redirect(f"/visit/{visit.id}/")
    audit.looked(request.actor, "note.read", patient=visit.patient_id, entity=("Visit", visit.id))
    start = {"kind": "template", "whose": "mine"} | phrases.without_person(sections, visit.patient)
    form = NotePhraseForm(request.POST or None, initial=start)
    if not may_keep_practice_phrases.allows(request.actor):
        form.fields["whose"].choices = form.fields["whose"].choices[:1]
    if request.method == "POST" and form.is_valid():
        if _kept(request, form, form.cleaned_data["whose"] == "practice"):
            return redirect(f"/visit/{visit.id}/")
    return render(
        request, "chart/template_of_note.html", {"visit": visit, "form": form}, status=422 if form.errors else 200
    )


def _sections_of(request: HttpRequest) -> dict[str, str] | None:
    """Return the texts of the signed note, or of the draft to its author; None when there is nothing to take.

    What the record filled in is asked for again.
    """
    [past] = with_notes([request.visit])
    if past.note is not None:
        by_label = {str(section.label): section.value for section in Section}
        texts = {by_label[label]: text for label, text in past.note.sections if label in by_label}
        return asked_again(texts, filled_of(past.note.composition))
    mine = NoteDraft.objects.filter(visit=request.visit, author_id=request.actor.practitioner_id).first()
    return asked_again(mine.texts, fillings_of(request.visit, mine.texts)) if mine and not mine.is_empty else None
