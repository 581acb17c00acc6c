"""Two records of one person: find the other, compare them, merge, and part them again."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base import audit, record
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts

from .. import merging
from ..arrivals import ComesIn
from ..combining import FIELDS, RETIRED, SURVIVOR, choices
from ..document import details_of
from ..duplicates import likely_duplicates
from ..held import written_since
from ..identity import Merged, lead_on
from ..models import PatientMerge
from ..permissions import may_merge_patients, may_see_patient_as_staff
from ..preview import Preview, preview_of
from ..search import find_patients
from ..wording import label_of, said
from .staff import named_patient


@dataclass(frozen=True)
class Line:
    """One detail as the page asks about it."""

    field: str
    label: str
    survivor: str
    retired: str
    chosen: str = SURVIVOR


@page(may_merge_patients, subject=named_patient)
@require_GET
def same_as(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Find the other record of the same person: likely ones first, or by what one types."""
    row = Patient.objects.filter(uid=patient).first()
    if row is None:
        raise Http404
    lead_on(row)
    typed, today = request.GET.get("q", ""), request.now.date()
    audit.looked(request.actor, "patients.searched", reason=typed[:200])
    context = {
        "rail": "patients",
        "patient": row,
        "q": typed,
        "likely": likely_duplicates(details_of(record.content_of(row)), besides=patient),
        "found": [each for each in find_patients(typed, today=today) if each.uid != patient],
    }
    return render(request, "patients/same_as.html", context)


@page(may_merge_patients, subject=named_patient)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, patient: UUID, other: UUID) -> HttpResponse:
    """Compare two records side by side; POST merges the other one into the patient's."""
    if patient == other:
        raise Http404
    try:
        shown = preview_of(patient, other, now=request.now)
    except Patient.DoesNotExist as unknown:
        raise Http404 from unknown
    except Merged as merged:
        return _to_survivor(request, merged.survivor, _("One of these records has been merged already."))
    if request.method == "GET":
        for uid in (patient, other):
            audit.looked(request.actor, "patients.compared", patient=uid, entity=("Patient", uid))
        return _compared(request, shown)
    try:
        _merged(request, shown)
    except merging.AlreadyMerged as late:
        return _to_survivor(request, patient, str(late))
    except merging.CannotMerge as refused:
        return _compared(request, shown, str(refused))
    said_ = {"retired": shown.retired.name, "survivor": shown.survivor.name}
    return _to_survivor(request, patient, _("%(retired)s was merged into %(survivor)s.") % said_)


def _merged(request: HttpRequest, shown: Preview) -> None:
    if "sure" not in request.POST:
        raise merging.CannotMerge(_("Confirm that both records are of one person."))
    merging.merge(
        survivor=shown.survivor.uid,
        retired=shown.retired.uid,
        reason=request.POST.get("reason", ""),
        chosen={each: request.POST.get(f"show_{each}", "") for each in shown.different},
        may_come_in=_decided(request, shown.comers),
        versions=_versions(request.POST.get("versions", "")),
        by=request.actor,
        now=request.now,
    )


def _decided(request: HttpRequest, comers: list[ComesIn]) -> dict[UUID, bool]:
    answers = {comer.account.pk: request.POST.get(f"in_{comer.account.pk}") for comer in comers if comer.must_decide}
    return {account: answer == "yes" for account, answer in answers.items() if answer in ("yes", "no")}


def _versions(text: str) -> tuple[int, int]:
    survivor, _dash, retired = text.partition("-")
    return (int(survivor), int(retired)) if survivor.isdecimal() and retired.isdecimal() else (0, 0)


def _compared(request: HttpRequest, shown: Preview, refused: str = "") -> HttpResponse:
    made = {each: request.POST[f"show_{each}"] for each in shown.different if request.POST.get(f"show_{each}")}
    chosen = choices(shown.survivor.details, shown.retired.details, made)
    held = [(line.label, line.of(shown.survivor.uid), line.of(shown.retired.uid)) for line in shown.held]
    context = {
        "rail": "patients",
        "shown": shown,
        "different": [_line(shown, each, chosen) for each in shown.different],
        "alike": [_line(shown, each, chosen) for each in shown.alike],
        "held": [line for line in held if any(line[1:])],
        "neither": [line[0] for line in held if not any(line[1:])],
        "comers": [(comer, request.POST.get(f"in_{comer.account.pk}", "")) for comer in shown.comers],
        "refused": refused,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "patients/merge.html", context, status=422 if refused else 200)


def _line(shown: Preview, field: str, chosen: dict[str, str]) -> Line:
    values = [said(field, getattr(side.details, field)) for side in (shown.survivor, shown.retired)]
    whose = chosen.get(field, SURVIVOR)
    return Line(field, label_of(field), *values, whose if whose in (SURVIVOR, RETIRED) else SURVIVOR)


def _to_survivor(request: HttpRequest, survivor: UUID, sentence: str) -> HttpResponse:
    toasts.tell(request, sentence)
    if may_see_patient_as_staff.allows(request.actor):
        return redirect("patients:overview", patient=survivor)
    newest = PatientMerge.objects.filter(survivor_id=survivor, parted_at=None).order_by("-merged_at").first()
    return redirect("patients:part", merge=newest.id) if newest else redirect("/")


def merged_survivor(request: HttpRequest, merge: UUID, **_kwargs) -> UUID:
    """Return the survivor of the merge in the path, for the rule; the merge is kept for the view."""
    request.merge = PatientMerge.objects.select_related("survivor", "retired").filter(id=merge).first()
    if request.merge is None:
        raise Http404
    return request.merge.survivor_id


@page(may_merge_patients, subject=merged_survivor)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, merge: UUID) -> HttpResponse:
    """What a merge was about, and what was written since; POST parts the two again."""
    merged, refused = request.merge, ""
    if request.method == "POST":
        try:
            merging.part(merge=merge, reason=request.POST.get("reason", ""), by=request.actor, now=request.now)
            names = {"retired": merged.retired.name_text, "survivor": merged.survivor.name_text}
            toasts.tell(request, _("%(retired)s and %(survivor)s are two records again.") % names)
            return redirect("patients:part", merge=merge)
        except merging.CannotMerge as why:
            refused = str(why)
    else:
        audit.looked(
            request.actor, "patients.merge_seen", patient=merged.survivor_id, entity=("PatientMerge", merged.id)
        )
    context = {
        "rail": "patients",
        "merge": merged,
        "chosen": [(label_of(each), merged.chosen[each] == RETIRED) for each in FIELDS if each in merged.chosen],
        "since": written_since(merged.survivor_id, merged.merged_at) if merged.parted_at is None else [],
        "refused": refused,
        "reason": request.POST.get("reason", ""),
        "may_open": may_see_patient_as_staff.allows(request.actor),
    }
    return render(request, "patients/part.html", context, status=422 if refused else 200)
