"""The inbox of the demonstration: every mail this installation wrote. The routes exist in demo mode only."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from telepraxis.base.access import PUBLIC, page

from .letters import Letter, NoSuchLetter, letter, letters

# A mail is shown as it came: no script, no request of its own; its links open in the whole window.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-top-navigation-by-user-activation"
)


@page(PUBLIC)
def inbox(request: HttpRequest) -> HttpResponse:
    """List the letters, newest first; htmx asks for the list alone."""
    wanted = request.GET.get("to", "").strip()
    shown = {"letters": letters(folder(), to=wanted), "to": wanted}
    template = "mailsink/list.html" if request.headers.get("HX-Request") else "mailsink/inbox.html"
    return render(request, template, shown)


@page(PUBLIC)
def read(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "mailsink/letter.html", {"letter": found(number), "back": "/demo/inbox/"})


@page(PUBLIC)
def as_sent(request: HttpRequest, number: str) -> HttpResponse:
    """Show the mail's own HTML."""
    html = found(number).html.replace("<head>", "<head><base target='_top'>", 1)
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


@page(PUBLIC)
def attachment(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Download what came with a letter."""
    attachments = found(number).attachments
    if not 1 <= place <= len(attachments):
        raise Http404
    name, media_type, content = attachments[place - 1]
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name.replace(chr(34), "")}"'
    return response


def folder() -> Path:
    """Where the demonstration's sink keeps its letters."""
    return Path(settings.HOME) / "inbox"


def found(number: str) -> Letter:
    try:
        return letter(folder(), number)
    except NoSuchLetter as reason:
        raise Http404 from reason
