"""The places where stock lies."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts

from .. import assortment
from ..forms import PlaceForm
from ..models import Place
from ..permissions import may_manage_stock
from . import GONE_WRONG, RAIL, found, places_open


@page(may_manage_stock)
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """The places, and a new one."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assortment.keep_place(**form.cleaned_data, by=request.actor, now=request.now)
        except assortment.NameTaken:
            form.add_error("name", _("There is a place of this name already."))
        else:
            toasts.tell(request, _("Saved."))
            return redirect("inventory:places")
    context = RAIL | {"form": form, "places": places_open()}
    return render(request, "inventory/places.html", context, status=GONE_WRONG if form.errors else 200)


@page(may_manage_stock)
@require_POST
def close(request: HttpRequest, stock_place_id: UUID) -> HttpResponse:
    """Put nothing there any more."""
    try:
        assortment.close_place(place=found(Place, stock_place_id).id, by=request.actor, now=request.now)
        toasts.tell(request, _("Closed."))
    except assortment.StillFull:
        toasts.tell(request, _("Something lies there. Move it first: nothing was changed."))
    return redirect("inventory:places")
