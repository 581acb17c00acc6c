"""Pages for what went wrong: what happened, what is safe, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

STATUSES = (400, 403, 404, 409, 429, 500, 503)


def error_page(request: HttpRequest, status: int, **context) -> HttpResponse:
    """One of our error pages. ``title``, ``text``, ``action``, ``action_url`` replace the plain words.

    The pages of 500 and 503 need no database: they are rendered without request.
    """
    html = render_to_string(f"{status}.html", context, request=None if status >= 500 else request)
    return HttpResponse(html, status=status)


def bad_request(request, exception=None):
    return error_page(request, 400)


def permission_denied(request, exception=None):
    return error_page(request, 403)


def not_found(request, exception=None):
    return error_page(request, 404)


def server_error(request):
    return error_page(request, 500)


def csrf_failure(request, reason=""):
    """Named in settings as CSRF_FAILURE_VIEW: usually a page that stood open for too long."""
    return HttpResponse(render_to_string("403_csrf.html", request=request), status=403)
