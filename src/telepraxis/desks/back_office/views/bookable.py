"""What can be booked, and when who can be booked."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.sums import EXPONENTS
from telepraxis.care.scheduling import hours, offering
from telepraxis.care.scheduling.models import DAY_MINUTES, Modality, Service, ServicePractitioner, WeeklyHours
from telepraxis.care.scheduling.permissions import may_set_up
from telepraxis.registry.practitioners import directory

from ..forms.bookable import SPANS_A_DAY, WEEKDAYS, ServiceForm, WeekForm
from .framing import step_page

SAME_FIELDS = (
    "name description minutes grid_minutes buffer_before_minutes buffer_after_minutes horizon_days currency modalities "
    "no_show_after_minutes"
).split()


@page(may_set_up)
@require_http_methods(["GET", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """Everything that can be booked, and a form for another."""
    everybody = directory.practitioners()
    form = ServiceForm(request.POST or None, practitioners=everybody, initial={
        "practitioners": [str(each.uid) for each in everybody]
    })  # fmt: skip
    if request.method == "POST" and form.is_valid() and _kept(request, form, None):
        return redirect("back_office:services")
    offered = Service.objects.filter(retired_at=None).prefetch_related("offered_by").order_by("name")
    names = {each.uid: each.name for each in everybody}
    shown = [
        (
            each,
            [Modality(modality).label for modality in each.modalities],
            [names[row.practitioner_id] for row in each.offered_by.all() if row.practitioner_id in names],
        )
        for each in offered
    ]
    return step_page(request, "services", "services", form, services=shown)


@page(may_set_up)
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, service: UUID) -> HttpResponse:
    """Change a service from now on."""
    row = _service(service)
    offerers = ServicePractitioner.objects.filter(service=row).values_list("practitioner_id", flat=True)
    initial = {field: getattr(row, field) for field in SAME_FIELDS} | {
        "notice_hours": row.notice_minutes / 60,
        "cancel_cutoff_hours": row.cancel_cutoff_minutes / 60,
        "price": row.price_minor / 10 ** EXPONENTS.get(row.currency, 2),
        "practitioners": [str(uid) for uid in offerers],
    }
    form = ServiceForm(request.POST or None, practitioners=directory.practitioners(), initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, row):
        return redirect("back_office:services")
    return step_page(request, "services", "service", form, service=row)


def _kept(request: HttpRequest, form: ServiceForm, row: Service | None) -> bool:
    typed = form.described()
    typed["practitioners"] = [UUID(uid) for uid in typed["practitioners"]]
    verb = offering.offer_service if row is None else offering.change_service
    try:
        verb(**({"service": row} if row else {}), **typed, by=request.actor, now=request.now)
    except offering.NotOnTheGrid as off:
        form.add_error(off.field if off.field in form.fields else None, str(off))
    except offering.ServiceNameTaken as taken:
        form.add_error("name", str(taken))
    else:
        toasts.tell(request, _("Saved."))
    return not form.errors


@page(may_set_up)
@require_POST
def retire_service(request: HttpRequest, service: UUID) -> HttpResponse:
    """Offer it no more; what is booked stays."""
    offering.retire_service(service=_service(service), by=request.actor, now=request.now)
    return redirect("back_office:services")


def _service(service: UUID) -> Service:
    row = Service.objects.filter(id=service, retired_at=None).first()
    if row is None:
        raise Http404
    return row


@page(may_set_up)
@require_http_methods(["GET"])
def all_hours(request: HttpRequest) -> HttpResponse:
    """Everybody's week in a line each."""
    rules: dict[UUID, list[WeeklyHours]] = {}
    for rule in WeeklyHours.objects.order_by("weekday", "starts_minute"):
        rules.setdefault(rule.practitioner_id, []).append(rule)
    shown = [(each, _week_said(rules.get(each.uid, []))) for each in directory.practitioners()]
    return step_page(request, "hours", "hours", weeks=shown)


@page(may_set_up)
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, practitioner: UUID) -> HttpResponse:
    """One practitioner's week, by the clock on their own wall."""
    listed = next((each for each in directory.practitioners() if each.uid == practitioner), None)
    if listed is None:
        raise Http404
    rules = list(WeeklyHours.objects.filter(practitioner_id=practitioner).order_by("weekday", "starts_minute"))
    always = [rule for rule in rules if not (rule.valid_from or rule.valid_until)]
    most = max((sum(rule.weekday == weekday for rule in always) for weekday in range(7)), default=0)
    form = WeekForm(request.POST or None, initial=_spans(always), spans_a_day=max(SPANS_A_DAY, most))
    if request.method == "POST" and form.is_valid():
        wanted = [hours.WeekRule(*span) for span in form.spans] + [_dated(rule) for rule in rules if rule not in always]
        try:
            hours.set_week(practitioner=practitioner, rules=wanted, by=request.actor, now=request.now)
        except (hours.HoursOverlap, hours.NonsenseHours) as refused:
            form.add_error(None, _("%(day)s: %(why)s") % {"day": WEEKDAYS[_rule(refused).weekday], "why": refused})
        else:
            toasts.tell(request, _("Saved."))
            return redirect("back_office:hours")
    return step_page(request, "hours", "week", form, practitioner=listed)


def _dated(rule: WeeklyHours) -> hours.WeekRule:
    """Rules for a season are not on this form and stay as they are."""
    return hours.WeekRule(rule.weekday, rule.starts_minute, rule.ends_minute, rule.valid_from, rule.valid_until)


def _rule(refused) -> hours.WeekRule:
    return refused.first if isinstance(refused, hours.HoursOverlap) else refused.rule


def _spans(rules: list[WeeklyHours]) -> dict:
    initial, seen = {}, {}
    for rule in rules:
        span = seen[rule.weekday] = seen.get(rule.weekday, -1) + 1
        initial[f"from_{rule.weekday}_{span}"] = _clock(rule.starts_minute)
        initial[f"to_{rule.weekday}_{span}"] = _clock(rule.ends_minute)
    return initial


def _clock(minute: int) -> str:
    return f"{minute % DAY_MINUTES // 60:02}:{minute % 60:02}"


def _week_said(rules: list[WeeklyHours]) -> list[str]:
    """Return the week in few words: neighbouring days with the same hours are said together."""
    spans = [
        ", ".join(f"{_clock(rule.starts_minute)}–{_clock(rule.ends_minute)}" for rule in rules if rule.weekday == day)
        for day in range(7)
    ]
    said, first = [], 0
    for day in range(1, 8):
        if day == 7 or spans[day] != spans[first]:
            if spans[first]:
                said.append(f"{_days(first, day - 1)} {spans[first]}")
            first = day
    return said


def _days(first: int, last: int) -> str:
    short = [str(WEEKDAYS[day])[:3] for day in (first, last)]
    return short[0] if first == last else f"{short[0]}–{short[1]}"
