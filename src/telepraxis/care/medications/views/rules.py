"""The practice's rules of prescribing: how long it is good for, who prescribes what, controlled substances."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.record.models import Practitioner
from telepraxis.base.ui import toasts
from telepraxis.registry.organizations.jurisdictions import UnknownJurisdiction, jurisdictions
from telepraxis.registry.practitioners.models import PractitionerProfile

from .. import controlled, expiry, prescribers
from ..forms import AuditForm, GrantForm, ValidityForm, kind_name
from ..models import ControlledAudit, Prescriber, Validity
from ..permissions import may_read_override_rates, may_record_audit, may_set_prescribing
from ..refusals import NotSo

AUDITS_SHOWN = 20


@dataclass(frozen=True)
class ShownRule:
    """One line of what holds."""

    kind: str
    where: str
    days: int
    most_repeats: int | None


@page(may_set_prescribing)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What holds, and three small forms to change it."""
    forms = _forms(request)
    wanted = request.POST.get("set", "")
    if request.method == "GET" or wanted not in SET:
        return _page(request, forms)
    name, do, said = SET[wanted]
    form = forms[name]
    if not form.is_valid():
        return _page(request, forms, status=422)
    try:
        do(request, form.cleaned_data)
    except (NotSo, UnknownJurisdiction) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, forms, status=422)
    toasts.tell(request, str(said()))
    return redirect("medications:settings")


def _forms(request: HttpRequest) -> dict:
    wanted = request.POST.get("set", "") if request.method == "POST" else ""
    named = [(str(uid), name) for uid, name in _practitioners()]
    return {
        "validity": ValidityForm(
            request.POST if wanted == "validity" else None, organization=request.actor.organization_id, prefix="v"
        ),
        "grant": GrantForm(request.POST if wanted == "grant" else None, practitioners=named, prefix="g"),
        "audit": AuditForm(request.POST if wanted == "audit" else None, prefix="a"),
    }


def _practitioners() -> list[tuple[UUID, str]]:
    active = PractitionerProfile.objects.filter(practitioner__active=True).order_by("practitioner__name_text")
    return list(active.values_list("practitioner_id", "practitioner__name_text"))


def _set_validity(request: HttpRequest, said: dict) -> None:
    expiry.set_validity(**said, by=request.actor, now=request.now)


def _grant(request: HttpRequest, said: dict) -> None:
    practitioner = UUID(said.pop("practitioner"))
    prescribers.grant(practitioner=practitioner, **said, by=request.actor, now=request.now)


def _record(request: HttpRequest, said: dict) -> None:
    controlled.record_audit(**said, by=request.actor, now=request.now)


SET = {
    "validity": ("validity", _set_validity, lambda: _("Set. It holds for what is signed from now on.")),
    "grant": ("grant", _grant, lambda: _("Kept.")),
    "audit": ("audit", _record, lambda: _("Recorded. A second person confirms it.")),
}


def _page(request: HttpRequest, forms: dict, *, fault: str = "", status: int = 200) -> HttpResponse:
    audits = ControlledAudit.objects.order_by("-recorded_at")[:AUDITS_SHOWN]
    context = {
        "rules": _rules(request),
        "holds": controlled.audit_that_holds(timezone.localtime(request.now).date()),
        "audits": audits,
        "prescribers": Prescriber.objects.select_related("practitioner").order_by("practitioner__name_text"),
        "fault": fault,
        "may_read_rates": may_read_override_rates.allows(request.actor),
        "rail": "setup",
    }
    return render(request, "medications/settings.html", context | forms, status=status)


def _rules(request: HttpRequest) -> list[ShownRule]:
    """Return our defaults, as the practice has set them anew, and what it has set for places."""
    known = jurisdictions(request.actor.organization_id)
    set_anew = {(row.schedule, row.jurisdiction): row for row in Validity.objects.order_by("jurisdiction", "schedule")}
    everywhere = [
        ShownRule(kind_name(schedule), _("everywhere"), rule.days, rule.most_repeats)
        for schedule, rule in expiry.rules_for("").items()
    ]
    return everywhere + [
        ShownRule(kind_name(schedule), known[place].name if place in known else place, row.days, row.most_repeats)
        for (schedule, place), row in set_anew.items()
        if place
    ]


@page(may_record_audit)
@require_POST
def audit_act(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    """Confirm an audit as the second person, or withdraw it."""
    acts = {"confirm": controlled.confirm_audit, "withdraw": controlled.withdraw_audit}
    try:
        acts[request.POST.get("act", "")](audit_id=audit_id, by=request.actor, now=request.now)
    except (KeyError, ControlledAudit.DoesNotExist):
        raise Http404 from None
    except NotSo as refusal:
        return _page(request, _forms(request), fault=str(refusal), status=422)
    return redirect("medications:settings")


@page(may_set_prescribing)
@require_POST
def controlled_act(request: HttpRequest, practitioner_id: UUID) -> HttpResponse:
    """Ask for the right to controlled substances as the first of two, confirm it as the second, or take it back."""
    acts = {
        "ask": prescribers.ask_controlled,
        "confirm": prescribers.confirm_controlled,
        "take_back": prescribers.take_controlled_back,
    }
    try:
        acts[request.POST.get("act", "")](practitioner=practitioner_id, by=request.actor, now=request.now)
    except (KeyError, Prescriber.DoesNotExist, Practitioner.DoesNotExist):
        raise Http404 from None
    except NotSo as refusal:
        return _page(request, _forms(request), fault=str(refusal), status=422)
    return redirect("medications:settings")
