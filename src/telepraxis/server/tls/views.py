"""`/lan/`: how a phone in the room comes to trust the demonstration. Exists while `--lan` serves, else not found."""

import io
from pathlib import Path

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from telepraxis.base.access import PUBLIC, page

from . import local_authority, state


@page(PUBLIC)
def lan(request: HttpRequest) -> HttpResponse:
    _serving_the_lan()
    context = {
        "address": settings.PUBLIC_URL,
        "first_page": "/demo/" if settings.MODE == "demo" else "/",
        "fingerprint": local_authority.fingerprint(_home()).split(":"),
    }
    return render(request, "tls/lan.html", context)


@page(PUBLIC)
def authority(request: HttpRequest) -> HttpResponse:
    """Give the authority's certificate (public), in the form that phones install."""
    _serving_the_lan()
    content = local_authority.authority_path(_home()).read_bytes()
    disposition = 'attachment; filename="telepraxis-local-authority.crt"'
    return HttpResponse(
        content, content_type="application/x-x509-ca-cert", headers={"Content-Disposition": disposition}
    )


@page(PUBLIC)
def qr(request: HttpRequest) -> HttpResponse:
    """Draw the address as a QR code."""
    _serving_the_lan()
    drawn = io.BytesIO()
    segno.make(f"{settings.PUBLIC_URL}/lan/").save(drawn, kind="svg", scale=6, border=4, light="#fff", xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _home() -> Path:
    return Path(settings.HOME)


def _serving_the_lan() -> None:
    noted = state.read(_home())
    if not noted or noted["mode"] != "lan":
        raise Http404
