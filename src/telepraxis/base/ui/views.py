"""How it looks to this person: theme and language, kept in cookies; and the kit page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from telepraxis.base.access import PUBLIC, page
from telepraxis.base.ui.kit import kit_context

ONE_YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if safe else "/")


@page(PUBLIC)
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep "light" or "dark" in a cookie; anything else follows the system again."""
    response = _back(request)
    chosen = request.POST.get("theme")
    if chosen in {"light", "dark"}:
        response.set_cookie(
            "theme", chosen, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@page(PUBLIC)
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=ONE_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response


def _not_in_production() -> None:
    if settings.TELEPRAXIS_MODE == "production":
        raise Http404


@page(PUBLIC)
def kit(request: HttpRequest) -> HttpResponse:
    """Every part in every state; not in production."""
    _not_in_production()
    return render(request, "ui/kit.html", kit_context())


@page(PUBLIC)
def kit_phone(request: HttpRequest) -> HttpResponse:
    """The shell of patients with the parts their pages are made of; not in production."""
    _not_in_production()
    return render(
        request, "ui/kit_phone.html", {"tab": "home", "show_tabs": True, "organization_name": "Quayside Practice"}
    )
