"""One entry: what is known of it, its earlier versions, and what can be done with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import record
from telepraxis.base.access import page
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import DocumentReference
from telepraxis.care.chart import phrases
from telepraxis.registry.patients.identity import records_of, uids_of

from .. import keeping
from ..entry import Entry, entry_of
from ..finding import NoSuchEntry, row_of
from ..forms import EndForm, EntryForm, WrongForm
from ..history import changes_between, history_of
from ..permissions import may_keep_entries, may_read_entries
from .adding import done
from .around import its_patient, kind_named, looked, shown, shown_form, today_of

OFTEN_TYPED = ("problem", "medicine", "immunization", "procedure")  # what is worth a line of its own


def its_entry(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> UUID:
    """Return the patient; the entry of the address, which must be theirs, is kept for the view."""
    its_patient(request, patient_id)
    try:
        row = row_of(kind_named(kind_name), entry_id)
    except NoSuchEntry:
        raise Http404 from None
    if row.patient_id != patient_id and row.patient_id not in records_of(patient_id):
        raise Http404
    request.row, request.kind = row, kind_named(kind_name)
    return patient_id


@page(may_read_entries, subject=its_entry)
@require_GET
def entry(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """What is known of one entry, its earlier versions, and what can be done with it."""
    return _entry(request)


def _entry(request: HttpRequest, status: int = 200, **forms) -> HttpResponse:
    looked(request, (request.kind.type, request.row.logical_id))
    one = entry_of(request.kind, request.row)
    kind, today = request.kind, today_of(request)
    context = {
        "entry": one,
        "facts": [(part.label, said) for part in kind.parts if part.name != kind.main and (said := part.said(one.doc))],
        "history": history_of(one),
        "end_form": forms.get("end") or EndForm(kind=kind, today=today, initial={"version": one.version}),
        "wrong_form": forms.get("wrong") or WrongForm(initial={"version": one.version}),
        "document": _document_of(one),
        "may_keep": one.is_kept_here and not one.is_error and may_keep_entries.allows(request.actor, one.patient),
        "may_favour": kind.name in OFTEN_TYPED,
        "may_end": kind.ending is not None and one.is_active and not one.is_none_known,
        "conflict": forms.get("conflict"),
    }
    return shown(request, "entries/entry.html", context, status)


def _document_of(one: Entry) -> DocumentReference | None:
    """Return the document that it was taken from, of the same person."""
    if not one.document_id:
        return None
    rows = DocumentReference.objects.filter(logical_id=one.document_id, patient_id__in=uids_of(one.patient))
    return rows.defer("doc").first()


@page(may_keep_entries, subject=its_entry)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """The form of an entry that is here; what somebody else changed meanwhile is shown, and both are kept in it."""
    its, one = request.kind, entry_of(request.kind, request.row)
    looked(request, (its.type, one.logical_id))
    said = its.read(one.doc)
    if request.method == "GET":
        form = EntryForm(kind=its, today=today_of(request), kept=said)
        form.initial["version"] = one.version
        return shown_form(request, form, entry=one)
    form = EntryForm(request.POST, kind=its, today=today_of(request), kept=said)
    if not form.is_valid():
        return shown_form(request, form, entry=one, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        keeping.amend(
            kind=kind_name, entry=entry_id, values=form.values, if_version=version, by=request.actor, now=request.now
        )
    except keeping.ChangedMeanwhile:
        return _both(request, one, form, version)
    except keeping.Incomplete as refusal:
        form.refuse(refusal)
        return shown_form(request, form, entry=one, status=422)
    except keeping.NotKeptHere:
        return _entry(request, 409)
    return done(request, _("%(what)s changed") % {"what": form.values[its.main] or its.one})


def _both(request: HttpRequest, present: Entry, typed: EntryForm, version: int) -> HttpResponse:
    """Show what was typed in a form over what is kept now, with what the other person changed."""
    read = next((each for each in record.history(present.type, present.logical_id) if each.version == version), None)
    before = json_text.read(read.doc) if read else present.doc
    base, theirs = present.kind.read(before), present.kind.read(present.doc)
    mine = {name: value for name, value in typed.values.items() if value != base.get(name)}
    form = EntryForm(kind=present.kind, today=today_of(request), kept=theirs, said=mine)
    form.initial["version"] = present.version
    last = history_of(present)[0]
    conflict = {"who": last.who, "at": last.at, "changes": changes_between(present.kind, before, present.doc)}
    return shown_form(request, form, entry=present, conflict=conflict, status=409)


@page(may_keep_entries, subject=its_entry)
@require_POST
def end(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """Stop a medicine, resolve a problem and the like."""
    if request.kind.ending is None:
        raise Http404
    form = EndForm(request.POST, kind=request.kind, today=today_of(request))
    if not form.is_valid():
        return _entry(request, 422, end=form)
    said = form.cleaned_data
    try:
        keeping.end(
            kind=kind_name,
            entry=entry_id,
            day=said.get("day", ""),
            why=said["why"],
            if_version=said["version"],
            by=request.actor,
            now=request.now,
        )
    except keeping.Incomplete as refusal:
        form.add_error("day" if "day" in form.fields else "why", str(refusal))
        return _entry(request, 422, end=form)
    except (keeping.ChangedMeanwhile, keeping.NotKeptHere):
        return _entry(request, 409, conflict=True)
    return done(request, _("%(what)s: noted") % {"what": request.kind.ending.button})


@page(may_keep_entries, subject=its_entry)
@require_POST
def wrong(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """Mark an entry as entered in error."""
    form = WrongForm(request.POST)
    if not form.is_valid():
        return _entry(request, 422, wrong=form)
    said = form.cleaned_data
    try:
        keeping.enter_in_error(
            kind=kind_name,
            entry=entry_id,
            reason=said["reason"],
            if_version=said["version"],
            by=request.actor,
            now=request.now,
        )
    except (keeping.ChangedMeanwhile, keeping.NotKeptHere):
        return _entry(request, 409, conflict=True)
    return done(request, _("Marked as entered in error"))


@page(may_keep_entries, subject=its_entry)
@require_POST
def favour(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """Keep what the entry says, without the patient, as a line of one's own to type again."""
    one = entry_of(request.kind, request.row)
    words = " ".join([one.what, *one.more[:1]] if request.kind.name == "medicine" else [one.what])
    try:
        phrase = phrases.keep(
            words=phrases.Words(kind="line", shortcut=words, title=one.what[:120], text=words),
            for_practice=False,
            by=request.actor,
            now=request.now,
        )
    except (phrases.ShortcutTaken, phrases.NothingPrepared):
        return done(request, _("It is offered in the line already."))
    except phrases.TooMany:
        return done(request, _("There are 500 already. Take some out of use first."))
    phrases.star(phrase=phrase, starred=True, by=request.actor, now=request.now)
    return done(request, _("%(what)s is offered in the line from now on.") % {"what": one.what})
