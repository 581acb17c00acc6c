"""Pages of who looked."""

import csv
from datetime import date, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.audit.wording import words_of
from telepraxis.base.ui import sheets
from telepraxis.registry.accounts import memberships, security_log
from telepraxis.registry.patients import proxies
from telepraxis.registry.patients.search import find_patients

from . import reading
from .permissions import may_read_audit, may_read_own_log, may_read_sign_ins

EXPORTED_AT_MOST = 20_000
LOG_DAYS = 90
EVENTS_A_PAGE = 50


def whose(request, **kwargs) -> UUID | None:
    """Return whose log is asked for: one's own, or of somebody one acts for."""
    asked = _uuid(request.GET.get("of"))
    if asked:
        return asked
    return request.actor.patient_id or next(iter(sorted(request.actor.acts_for)), None)


@page(may_read_own_log, subject=whose)
def own(request):
    """Who looked at my record, in plain words."""
    patient, zone = whose(request), timezone.get_current_timezone_name()
    if not request.actor.is_patient(patient) and not proxies.may_do(request.actor.account_id, patient, "record"):
        raise Http404
    person, kind = request.GET.get("person", ""), request.GET.get("kind", "")
    found = reading.own_log(
        patient, request.actor, person=person, kind=kind, before=request.GET.get("before", ""), zone=zone
    )
    audit.looked(request.actor, "access_log.read", patient=patient, entity=("Patient", patient))
    represented = proxies.represented_by(request.actor.account_id) if request.actor.acts_for else []
    context = {
        "tab": "record",
        "found": found,
        "patient": patient,
        "own": request.actor.is_patient(patient),
        "represented": represented,
        "people": reading.people_in(patient, request.actor),
        "person": person,
        "kind": kind,
        "query": _query(request),
    }
    return render(request, "access_log/own.html", context)


@page(may_read_audit)
def search(request):
    """Search the audit by patient, person, period and kind."""
    asked = _asked(request)
    candidates = _candidates(request, asked)
    found = reading.search(**asked, before=request.GET.get("before", ""), zone=timezone.get_current_timezone_name())
    patients = {entry.event.patient_id for _day, entries in found.days for entry in entries if entry.event.patient_id}
    audit.looked(request.actor, "access_log.searched", patient=asked["patient"], reason=request.GET.urlencode()[:200])
    context = {
        "rail": "audit",
        "found": found,
        "names": reading.names_of(patients | ({asked["patient"]} if asked["patient"] else set())),
        "candidates": candidates,
        "colleagues": memberships.colleagues(),
        "asked": asked,
        "patient_text": request.GET.get("patient_text", ""),
        "query": _query(request),
    }
    return render(request, "access_log/audit.html", context)


@page(may_read_audit)
def export(request):
    """The same search as a file for a spreadsheet, newest first."""
    asked = _asked(request)
    rows = list(reading.matching(**asked, zone=timezone.get_current_timezone_name())[:EXPORTED_AT_MOST])
    names = reading.names_of({row.patient_id for row in rows if row.patient_id})
    audit.looked(request.actor, "access_log.exported", patient=asked["patient"], reason=request.GET.urlencode()[:200])
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    answer.write("\ufeff")  # spreadsheets take the file for UTF-8 only with this mark
    _write_rows(csv.writer(answer), rows, names)
    return answer


@page(may_read_sign_ins)
def sign_ins(request):
    """What happened to the accounts of everybody here in the last 90 days."""
    events = security_log.of_members(request.now - timedelta(days=LOG_DAYS))
    if request.GET.get("kind") == "trouble":
        events = events.filter(kind__in=security_log.TROUBLE)
    shown = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    audit.looked(request.actor, "access_log.sign_ins_read")
    rows = [
        {"event": event, "words": security_log.WORDS[event.kind], "trouble": event.kind in security_log.TROUBLE}
        for event in shown
    ]
    return render(
        request,
        "access_log/sign_ins.html",
        {"rail": "audit", "page": shown, "rows": rows, "trouble": request.GET.get("kind") == "trouble"},
    )


def _asked(request) -> dict:
    """Return what the address asks for; nonsense counts as not asked."""
    get = request.GET.get
    return {
        "patient": _uuid(get("patient")),
        "account": _uuid(get("account")),
        "kind": get("kind") if get("kind") in (reading.LOOKED, reading.CHANGED) else "",
        "first": _date(get("first")),
        "last": _date(get("last")),
    }


def _candidates(request, asked: dict) -> list:
    """Return the patients that the typed name may mean; of one only, the search is about that one."""
    typed = request.GET.get("patient_text", "").strip()
    if asked["patient"] or not typed:
        return []
    found = find_patients(typed, limit=6, today=timezone.localdate())
    if len(found) == 1:
        asked["patient"] = found[0].uid
        return []
    return found


def _write_rows(writer, rows, names: dict[UUID, str]) -> None:
    writer.writerow(
        [
            _("Time (UTC)"),
            _("Who"),
            _("Roles"),
            _("What"),
            _("Patient"),
            _("Of what"),
            _("Why"),
            _("By way of"),
            _("Address"),
        ]
    )
    for row in rows:
        cells = [
            row.at.isoformat(timespec="seconds"),
            row.actor_name,
            " ".join(row.actor_roles),
            words_of(row.action).office,
            names.get(row.patient_id, ""),
            f"{row.entity_type} {row.entity_id}".strip(),
            row.reason,
            row.via,
            row.address,
        ]
        writer.writerow([sheets.safe(str(cell)) for cell in cells])


def _query(request) -> str:
    """Return the address's question without the place in the list."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return asked.urlencode()


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
