"""Pages on which the practice registers apps and sees who connected them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.ui import toasts

from .. import connecting, registering, words
from ..forms import AppForm
from ..models import App, Connection, Token
from ..permissions import may_register_apps, may_see_connections
from .where import addresses_of

SHOWN = 200


@page(may_see_connections)
@require_GET
def all_apps(request: HttpRequest) -> HttpResponse:
    """Every app, and every connection that still stands."""
    open_ones = list(connecting.with_tokens(connecting.open_connections(), request.now)[:SHOWN])
    context = {
        "rail": "setup",
        "apps": [(app, sum(each.app_id == app.id for each in open_ones)) for app in registering.apps()],
        "connections": open_ones,
        "fhir": _addresses(request).fhir,
        "may_register": may_register_apps.allows(request.actor),
    }
    return render(request, "apps/all.html", context)


@page(may_register_apps)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an app. Its secret is shown once, on the page that answers."""
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.register(form.particulars(), by=request.actor, now=request.now)
        except registering.BadParticulars as bad:
            form.add_bad(bad)
        else:
            return _shown(request, made.app, made.secret)
    context = {"rail": "setup", "form": form}
    return render(request, "apps/register.html", context, status=422 if form.errors else 200)


@page(may_register_apps)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """One app: what it may ask for, changed here."""
    app = _app(app_id)
    form = AppForm(request.POST or None, initial=AppForm.initial_of(app))
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.amend(app, form.particulars(), by=request.actor, now=request.now)
        except registering.BadParticulars as bad:
            form.add_bad(bad)
        else:
            toasts.tell(request, _("Saved."))
            return _shown(request, app, made.secret) if made.secret else redirect("apps:one", app_id=app.id)
    return _shown(request, app, "", form)


@page(may_register_apps)
@require_POST
def renew_secret(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """Make a new secret; the old one is refused at once."""
    app = _app(app_id)
    if app.proof != App.Proof.SECRET:
        raise Http404
    return _shown(request, app, registering.renew_secret(app, by=request.actor, now=request.now))


@page(may_see_connections)
@require_POST
def disable(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """Shut an app out, within a second."""
    app = _app(app_id)
    registering.disable(app, by=request.actor, now=request.now)
    toasts.tell(request, _("%(app)s is shut out.") % {"app": app.name})
    return redirect("apps:all")


@page(may_register_apps)
@require_POST
def enable(request: HttpRequest, app_id: UUID) -> HttpResponse:
    """Let an app in again."""
    app = _app(app_id)
    registering.enable(app, by=request.actor, now=request.now)
    toasts.tell(request, _("%(app)s is let in again.") % {"app": app.name})
    return redirect("apps:all")


@page(may_see_connections)
@require_POST
def end_connection(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """End anybody's connection."""
    connection = Connection.objects.filter(id=connection_id).select_related("app").first()
    if connection is None:
        raise Http404
    connecting.disconnect(connection, by=request.actor, now=request.now)
    toasts.tell(request, _("The connection is ended."))
    return redirect("apps:all")


@page(may_see_connections)
@require_POST
def end_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one token of anybody's connection."""
    token = Token.objects.filter(id=token_id).select_related("connection__app").first()
    if token is None:
        raise Http404
    connecting.end_token(token, by=request.actor, now=request.now)
    toasts.tell(request, _("The key is ended."))
    return redirect("apps:all")


def _shown(request: HttpRequest, app: App, secret: str, form: AppForm | None = None) -> HttpResponse:
    form = form or AppForm(initial=AppForm.initial_of(app))
    context = {
        "rail": "setup",
        "app": app,
        "form": form,
        "secret": secret,
        "addresses": _addresses(request),
        "asks": [words.asked(text) for text in app.scopes],
    }
    return render(request, "apps/one.html", context, status=422 if form.errors else 200)


def _addresses(request: HttpRequest):
    return addresses_of(request, Tenant.objects.get(pk=request.actor.organization_id).slug)


def _app(app_id: UUID) -> App:
    app = App.objects.filter(id=app_id).first()
    if app is None:
        raise Http404
    return app
