"""What is new: a typed line step by step, the form of an entry, none known, medicines gone through."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.care.measurements import taking
from telepraxis.care.measurements.kinds import BY_NAME as MEASURED
from telepraxis.care.measurements.panels import form_of
from telepraxis.registry.terminology.finding import find

from .. import keeping, quick, spoken
from ..forms import EndForm, EntryForm, LineForm
from ..kinds import BY_NAME, KINDS
from ..lists import lists_of
from ..permissions import may_keep_entries
from .around import its_patient, kind_named, looked, shown, shown_form, today_of, visit_named


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
    around["visit"] = visit_named(request)
    today = today_of(request)
    if not first:
        return shown_form(request, EntryForm(kind=KINDS[0], today=today), kept=kept)
    if not wanted and (ending := spoken.ending_in(first, today)):
        return _to_end(request, ending, around)
    if not wanted and (readings := spoken.readings_in(first)):
        return _measured(request, readings, around)
    said = quick.understood(first, today=today, find=find, kind=wanted)
    if not said.kind:
        return shown(request, "entries/none_known.html", around)
    return shown_form(request, EntryForm(kind=BY_NAME[said.kind], today=today, said=said.values), **around)


def _to_end(request: HttpRequest, ending: spoken.Ending, around: dict) -> HttpResponse:
    """Ask whether the entry that is meant is over; where none or several are meant, say so."""
    lists = lists_of(request.patient.uid, [kind for kind in KINDS if kind.ending])
    standing = [entry for name in lists.entries for entry in lists.standing(name) if not entry.is_none_known]
    meant = [entry for entry in standing if entry.is_kept_here and spoken.is_called(entry.what, ending.what)]
    found = meant[0] if len(meant) == 1 else None
    looked(request, (found.type, found.logical_id) if found else ("", ""))
    form = None
    if found:
        said = {"version": found.version, "why": ending.why, "day": ending.day}
        form = EndForm(kind=found.kind, today=today_of(request), initial=said)
    context = {"ending": ending, "meant": meant, "entry": found, "form": form}
    return shown(request, "entries/to_end.html", around | context)


def _measured(request: HttpRequest, readings: dict[str, str], around: dict) -> HttpResponse:
    form = form_of(request.actor, kinds=_kinds_in(readings), initial=readings)
    return shown(request, "entries/measured.html", around | {"form": form})


def _kinds_in(fields: Mapping[str, object]) -> tuple:
    return tuple(kind for name, kind in MEASURED.items() if name in fields or f"{name}_0" in fields)


@page(may_keep_entries, subject=its_patient)
@require_POST
def measured(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Record what was read from the line and confirmed."""
    form, visit = form_of(request.actor, request.POST, kinds=_kinds_in(request.POST)), visit_named(request)
    around = {"form": form, "visit": visit}
    if not form.is_valid():
        return shown(request, "entries/measured.html", around, status=422)
    try:
        taking.record_measurements(patient=patient_id, taken=form.taken, visit=visit, by=request.actor, now=request.now)
    except taking.Implausible as reason:
        form.add_error(None, str(reason))
        return shown(request, "entries/measured.html", around, status=422)
    count = len(form.taken)
    return done(request, ngettext("%(count)s value recorded", "%(count)s values recorded", count) % {"count": count})


@page(may_keep_entries, subject=its_patient)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, patient_id: UUID, kind_name: str) -> HttpResponse:
    """The form of a new entry, and what is written in it."""
    its = kind_named(kind_name)
    if request.method == "GET":
        return shown_form(request, EntryForm(kind=its, today=today_of(request)))
    form, visit = EntryForm(request.POST, kind=its, today=today_of(request)), visit_named(request)
    if not form.is_valid():
        return shown_form(request, form, status=422)
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
        return shown_form(request, form, status=422)
    return done(request, _("%(what)s added") % {"what": form.values[its.main] or its.one})


@page(may_keep_entries, subject=its_patient)
@require_POST
def none_known(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """State that no allergies are known."""
    try:
        keeping.state_none_known(patient=patient_id, by=request.actor, now=request.now)
    except keeping.AllergiesKnown:
        return done(request, _("There are allergies on the list. Mark them as wrong or resolved first."))
    return done(request, _("No known allergies: noted"))


@page(may_keep_entries, subject=its_patient)
@require_POST
def reviewed(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Note that all medicines were gone through with the patient."""
    keeping.review_medicines(patient=patient_id, by=request.actor, now=request.now)
    return done(request, _("Medicines reviewed: noted"))


def done(request: HttpRequest, said: str) -> HttpResponse:
    """Answer what was kept: by the next thing that the line says, if it says more."""
    if rest := request.POST.get("rest", ""):
        return _understood(request, rest, kept=said)
    if "HX-Request" in request.headers:
        return render(request, "entries/done.html", {"said": said})
    toasts.tell(request, said)
    return redirect("entries:of_patient", request.patient.uid)
