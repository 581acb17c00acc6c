"""Pages of the lists: all of them, the form of an entry, its page with earlier versions; the patient's own."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit, record
from telepraxis.base.access import page
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import DocumentReference, Patient
from telepraxis.base.ui import toasts
from telepraxis.care.chart import phrases
from telepraxis.care.encounters.models import Visit
from telepraxis.care.measurements import taking
from telepraxis.care.measurements.kinds import BY_NAME as MEASURED
from telepraxis.care.measurements.panels import form_of
from telepraxis.registry.patients.identity import lead_on, records_of, uids_of
from telepraxis.registry.terminology.finding import find

from . import keeping, quick, spoken
from .entry import Entry, entry_of
from .finding import NoSuchEntry, row_of
from .forms import EndForm, EntryForm, LineForm, WrongForm
from .history import changes_between, history_of
from .kind import Kind
from .kinds import BY_NAME, KINDS
from .lists import allergy_line, banner_of, lists_of
from .own import own_lists
from .panels import cards_of, lists_panel
from .permissions import may_keep_entries, may_read_entries, may_read_own_entries

OFTEN_TYPED = ("problem", "medicine", "immunization", "procedure")  # what is worth a line of its own


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


# The lists


@page(may_read_entries, subject=its_patient)
@require_GET
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Every list as a whole, with what is past and what was entered in error."""
    lead_on(request.patient)
    _looked(request)
    return render(request, "entries/of_patient.html", _around(request) | _whole(request))


def _whole(request: HttpRequest) -> dict:
    lists = lists_of(request.patient.uid)
    return {
        "cards": cards_of(lists, whole=True),
        "allergies": banner_of(lists),
        "may_keep": may_keep_entries.allows(request.actor, request.patient.uid),
        "place": "whole",
    }


@page(may_read_entries, subject=its_patient)
@require_GET
def lists(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The lists alone, for a panel that looks again."""
    _looked(request)
    if "whole" in request.GET:
        return render(request, "entries/whole.html", _around(request) | _whole(request))
    visit = _visit_named(request)
    place = "visit" if visit and request.GET.get("place") != "chart" else "chart"
    context = lists_panel(patient_id, request.actor, place=place, visit=visit)
    return render(request, "entries/lists.html", context)


@page(may_read_entries, subject=its_patient)
@require_GET
def allergies(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What a banner says of allergies, alone: it looks again when the lists change."""
    _looked(request)
    return render(request, "entries/allergies.html", {"patient_id": patient_id, "allergies": allergy_line(patient_id)})


def _looked(request: HttpRequest, entity: tuple[str, object] = ("", "")) -> None:
    audit.looked(request.actor, "entries.read", patient=request.patient.uid, entity=entity)


def _around(request: HttpRequest) -> dict:
    return {"patient": request.patient, "patient_id": request.patient.uid, "rail": "patients"}


def _visit_named(request: HttpRequest) -> Visit | None:
    """Return the visit that the lists stand beside; one of another patient is none."""
    try:
        named = UUID(request.POST.get("visit") or request.GET.get("visit", ""))
    except ValueError:
        return None
    return get_object_or_404(
        Visit.objects.select_related("patient"), id=named, patient_id__in=uids_of(request.patient.uid)
    )


# Adding


@page(may_keep_entries, subject=its_patient)
@require_POST
def line(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What a typed line says first, as a filled form to confirm; the rest of the line goes along. Nothing is kept."""
    typed, wanted = LineForm(request.POST), request.POST.get("kind", "")
    words = typed.cleaned_data["line"] if typed.is_valid() else ""
    return _understood(request, words, request.POST.get("rest", ""), wanted if wanted in BY_NAME else "")


def _understood(request: HttpRequest, words: str, rest: str = "", wanted: str = "", kept: str = "") -> HttpResponse:
    first, more = spoken.first_of(words)
    around = {"line": first, "rest": "; ".join(filter(None, [more, rest])), "kept": kept}
    around["visit"] = _visit_named(request)
    today = _today(request)
    if not first:
        return _form(request, EntryForm(kind=KINDS[0], today=today), kept=kept)
    if not wanted and (ending := spoken.ending_in(first, today)):
        return _to_end(request, ending, around)
    if not wanted and (readings := spoken.readings_in(first)):
        return _measured(request, readings, around)
    said = quick.understood(first, today=today, find=find, kind=wanted)
    if not said.kind:
        return _shown(request, "entries/none_known.html", around)
    return _form(request, EntryForm(kind=BY_NAME[said.kind], today=today, said=said.values), **around)


def _to_end(request: HttpRequest, ending: spoken.Ending, around: dict) -> HttpResponse:
    """Ask whether the entry that is meant is over; where none or several are meant, say so."""
    lists = lists_of(request.patient.uid, [kind for kind in KINDS if kind.ending])
    standing = [entry for name in lists.entries for entry in lists.standing(name) if not entry.is_none_known]
    meant = [entry for entry in standing if entry.is_kept_here and spoken.is_called(entry.what, ending.what)]
    found = meant[0] if len(meant) == 1 else None
    _looked(request, (found.type, found.logical_id) if found else ("", ""))
    form = None
    if found:
        said = {"version": found.version, "why": ending.why, "day": ending.day}
        form = EndForm(kind=found.kind, today=_today(request), initial=said)
    context = {"ending": ending, "meant": meant, "entry": found, "form": form}
    return _shown(request, "entries/to_end.html", around | context)


def _measured(request: HttpRequest, readings: dict[str, str], around: dict) -> HttpResponse:
    form = form_of(request.actor, kinds=_kinds_in(readings), initial=readings)
    return _shown(request, "entries/measured.html", around | {"form": form})


def _kinds_in(fields: Mapping[str, object]) -> tuple:
    return tuple(kind for name, kind in MEASURED.items() if name in fields or f"{name}_0" in fields)


@page(may_keep_entries, subject=its_patient)
@require_POST
def measured(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Record what was read from the line and confirmed."""
    form, visit = form_of(request.actor, request.POST, kinds=_kinds_in(request.POST)), _visit_named(request)
    around = {"form": form, "visit": visit}
    if not form.is_valid():
        return _shown(request, "entries/measured.html", around, status=422)
    try:
        taking.record_measurements(patient=patient_id, taken=form.taken, visit=visit, by=request.actor, now=request.now)
    except taking.Implausible as reason:
        form.add_error(None, str(reason))
        return _shown(request, "entries/measured.html", around, status=422)
    count = len(form.taken)
    return _done(request, ngettext("%(count)s value recorded", "%(count)s values recorded", count) % {"count": count})


@page(may_keep_entries, subject=its_patient)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, patient_id: UUID, kind_name: str) -> HttpResponse:
    """The form of a new entry, and what is written in it."""
    its = _kind(kind_name)
    if request.method == "GET":
        return _form(request, EntryForm(kind=its, today=_today(request)))
    form, visit = EntryForm(request.POST, kind=its, today=_today(request)), _visit_named(request)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        keeping.add(
            patient=patient_id,
            kind=kind_name,
            values=form.values,
            encounter=visit.encounter_id if visit else None,
            by=request.actor,
            now=request.now,
        )
    except keeping.Incomplete as refusal:
        form.refuse(refusal)
        return _form(request, form, status=422)
    return _done(request, _("%(what)s added") % {"what": form.values[its.main] or its.one})


@page(may_keep_entries, subject=its_patient)
@require_POST
def none_known(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """State that no allergies are known."""
    try:
        keeping.state_none_known(patient=patient_id, by=request.actor, now=request.now)
    except keeping.AllergiesKnown:
        return _done(request, _("There are allergies on the list. Mark them as wrong or resolved first."))
    return _done(request, _("No known allergies: noted"))


@page(may_keep_entries, subject=its_patient)
@require_POST
def reviewed(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Note that all medicines were gone through with the patient."""
    keeping.review_medicines(patient=patient_id, by=request.actor, now=request.now)
    return _done(request, _("Medicines reviewed: noted"))


def _today(request: HttpRequest) -> date:
    return timezone.localtime(request.now).date()


def _kind(name: str) -> Kind:
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def _form(request: HttpRequest, form: EntryForm, *, status: int = 200, **more) -> HttpResponse:
    context = {"form": form, "kind": form.kind, "kinds": KINDS, "visit": _visit_named(request)}
    return _shown(request, "entries/form.html", context | more, status)


def _shown(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Show a piece: alone to htmx, which puts it into the dialog; as a page to a browser without scripts."""
    context = {"rest": request.POST.get("rest", "")} | context
    context |= _around(request) | {"piece": template, "within": "HX-Request" in request.headers}
    return render(request, template if context["within"] else "entries/alone.html", context, status=status)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    """Answer what was kept: by the next thing that the line says, if it says more."""
    if rest := request.POST.get("rest", ""):
        return _understood(request, rest, kept=said)
    if "HX-Request" in request.headers:
        return render(request, "entries/done.html", {"said": said})
    toasts.tell(request, said)
    return redirect("entries:of_patient", request.patient.uid)


# One entry


def its_entry(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> UUID:
    """Return the patient; the entry of the address, which must be theirs, is kept for the view."""
    its_patient(request, patient_id)
    try:
        row = row_of(_kind(kind_name), entry_id)
    except NoSuchEntry:
        raise Http404 from None
    if row.patient_id != patient_id and row.patient_id not in records_of(patient_id):
        raise Http404
    request.row, request.kind = row, _kind(kind_name)
    return patient_id


@page(may_read_entries, subject=its_entry)
@require_GET
def entry(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """What is known of one entry, its earlier versions, and what can be done with it."""
    return _entry(request)


def _entry(request: HttpRequest, status: int = 200, **forms) -> HttpResponse:
    _looked(request, (request.kind.type, request.row.logical_id))
    one = entry_of(request.kind, request.row)
    kind, today = request.kind, _today(request)
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
    return _shown(request, "entries/entry.html", context, status)


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
    _looked(request, (its.type, one.logical_id))
    said = its.read(one.doc)
    if request.method == "GET":
        form = EntryForm(kind=its, today=_today(request), kept=said)
        form.initial["version"] = one.version
        return _form(request, form, entry=one)
    form = EntryForm(request.POST, kind=its, today=_today(request), kept=said)
    if not form.is_valid():
        return _form(request, form, entry=one, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        keeping.amend(
            kind=kind_name, entry=entry_id, values=form.values, if_version=version, by=request.actor, now=request.now
        )
    except keeping.ChangedMeanwhile:
        return _both(request, one, form, version)
    except keeping.Incomplete as refusal:
        form.refuse(refusal)
        return _form(request, form, entry=one, status=422)
    except keeping.NotKeptHere:
        return _entry(request, 409)
    return _done(request, _("%(what)s changed") % {"what": form.values[its.main] or its.one})


def _both(request: HttpRequest, present: Entry, typed: EntryForm, version: int) -> HttpResponse:
    """Show what was typed in a form over what is kept now, with what the other person changed."""
    read = next((each for each in record.history(present.type, present.logical_id) if each.version == version), None)
    before = json_text.read(read.doc) if read else present.doc
    base, theirs = present.kind.read(before), present.kind.read(present.doc)
    mine = {name: value for name, value in typed.values.items() if value != base.get(name)}
    form = EntryForm(kind=present.kind, today=_today(request), kept=theirs, said=mine)
    form.initial["version"] = present.version
    last = history_of(present)[0]
    conflict = {"who": last.who, "at": last.at, "changes": changes_between(present.kind, before, present.doc)}
    return _form(request, form, entry=present, conflict=conflict, status=409)


@page(may_keep_entries, subject=its_entry)
@require_POST
def end(request: HttpRequest, patient_id: UUID, kind_name: str, entry_id: UUID) -> HttpResponse:
    """Stop a medicine, resolve a problem and the like."""
    if request.kind.ending is None:
        raise Http404
    form = EndForm(request.POST, kind=request.kind, today=_today(request))
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
    return _done(request, _("%(what)s: noted") % {"what": request.kind.ending.button})


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
    return _done(request, _("Marked as entered in error"))


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
        return _done(request, _("It is offered in the line already."))
    except phrases.TooMany:
        return _done(request, _("There are 500 already. Take some out of use first."))
    phrases.star(phrase=phrase, starred=True, by=request.actor, now=request.now)
    return _done(request, _("%(what)s is offered in the line from now on.") % {"what": one.what})


# The patient


@page(may_read_own_entries, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What the practice knows, in the patient's words."""
    lead_on(request.patient)
    _looked(request)
    back = f"/me/{patient_id}/my-record/"
    context = {"patient": request.patient, "patient_id": patient_id, "tab": "record", "back": back}
    return render(request, "entries/own.html", context | own_lists(patient_id))
