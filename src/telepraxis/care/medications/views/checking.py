"""Is this prescription good? A page for whoever holds one, without an account."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import page
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.signatures import verifying

from .. import status
from ..forms import CheckForm
from ..models import Status
from ..permissions import may_ask_status

TONES = {Status.ACTIVE: "ok", Status.CANCELLED: "danger", Status.EXPIRED: "warn", Status.DEPLETED: "warn"}


def its_practice(request: HttpRequest, slug: str, **kwargs) -> UUID:
    """Return the practice that the address names."""
    found = Tenant.objects.filter(slug=slug).values_list("id", flat=True).first()
    if found is None:
        raise Http404
    return found


@page(may_ask_status, organization=its_practice)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a code or a number; say whether it is genuine and what is left of it, and nothing else."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    context, code = {"slug": slug, "form": form}, 200
    if form.is_bound and form.is_valid():
        answer, code = _answer(request, form)
        context |= answer | {"form": CheckForm()}
    elif form.is_bound:
        code = 422
    return render(request, "medications/check.html", context, status=code)


def _answer(request: HttpRequest, form: CheckForm) -> tuple[dict, int]:
    text, born = form.cleaned_data["text"], form.birth_date
    try:
        found = status.ask(text=text, birth_date=born, by=request.actor, now=request.now)
    except status.TooMany:
        return {"too_many": True}, 429
    except status.SignedElsewhere as other:
        return {"elsewhere": str(other)}, 200
    except verifying.NotAccepted as refusal:
        return {"refused": str(refusal), "is_revoked": isinstance(refusal, verifying.Revoked)}, 200
    if found is None:
        return {"unknown_one": True}, 200
    lines = [{"said": line, "words": _line_words(line)} for line in found.lines]
    tone = TONES.get(Status(found.status), "warn")
    return {"found": found, "found_lines": lines, "tone": tone, "verdict": _verdict(found)}, 200


def _verdict(found: status.Standing) -> str:
    match found.status:
        case Status.ACTIVE if any(line.remaining < line.supplies for line in found.lines):
            return _("Genuine, and a part of it was handed out already.")
        case Status.ACTIVE:
            return _("Genuine, and nothing of it was handed out yet.")
        case Status.CANCELLED:
            return _("Cancelled by the prescriber: it must not be used.")
        case Status.EXPIRED:
            return _("Genuine, and its time is over.")
        case Status.DEPLETED:
            return _("Genuine, and all of it was handed out already.")
    return _("Genuine, and replaced by a newer one: it must not be used.")


def _line_words(line: status.LineStanding) -> str:
    if line.is_claimed:
        return _("a pharmacy is getting it ready")
    return str(Status(line.status).label)
