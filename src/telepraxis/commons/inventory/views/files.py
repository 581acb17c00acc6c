"""Stock and prices by file: brought in, looked at, confirmed; and written out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import exporting, importing
from ..forms import FileForm
from ..models import Brought
from ..permissions import may_manage_stock
from ..sheet import COLUMNS
from . import GONE_WRONG, RAIL, found, today_of

SHOWN = 200
LATEST = 20


@page(may_manage_stock)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file; it is looked at before it counts."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = importing.bring(content=file.read(), name=file.name, by=request.actor, now=request.now)
            return redirect("inventory:look", made.id)
        except importing.NotASheet as wrong:
            form.add_error("file", str(wrong))
        except importing.AlreadyTaken as taken:
            toasts.tell(request, _("This file counted already. It changes nothing again."))
            return redirect("inventory:look", taken.brought.id)
    rows = Brought.objects.defer("text").order_by("-brought_at")[:LATEST]
    context = RAIL | {"form": form, "files": rows, "columns": COLUMNS}
    return render(request, "inventory/import.html", context, status=GONE_WRONG if form.errors else 200)


@page(may_manage_stock)
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, stock_file_id: UUID) -> HttpResponse:
    """What the file would change, line by line; a POST lets it count."""
    brought, fault = found(Brought, stock_file_id), ""
    if request.method == "POST":
        try:
            done = importing.confirm(brought=brought.id, by=request.actor, now=request.now)
            said = ngettext("%(n)s line changed something.", "%(n)s lines changed something.", done.changed)
            toasts.tell(request, said % {"n": done.changed})
            return redirect("inventory:list")
        except importing.AlreadyTaken:
            toasts.tell(request, _("This file counted already. It changes nothing again."))
            return redirect("inventory:look", brought.id)
        except importing.NotClean:
            fault = _("Some lines cannot be. Nothing was changed.")
    plan = importing.plan_of(brought, now=request.now) if brought.confirmed_at is None else None
    context = RAIL | {
        "file": brought,
        "plan": plan,
        "changes": plan.changes[:SHOWN] if plan else [],
        "faults": plan.faults[:SHOWN] if plan else [],
        "more": max(0, len(plan.changes) - SHOWN) if plan else 0,
        "fault": fault,
    }  # fmt: skip
    return render(request, "inventory/look.html", context, status=GONE_WRONG if fault else 200)


@page(may_manage_stock)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Stock and prices as they are now, in the columns that can be brought in again."""
    audit.looked(request.actor, "inventory.exported")
    named = {"Content-Disposition": f'attachment; filename="stock-{today_of(request).isoformat()}.csv"'}
    return HttpResponse(exporting.written(now=request.now), content_type="text/csv; charset=utf-8", headers=named)
