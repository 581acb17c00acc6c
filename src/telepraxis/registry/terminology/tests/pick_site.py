"""The house with one page more: a form with the field in which one types and chooses, as the rooms above use it."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import page
from telepraxis.registry.terminology.permissions import may_search_codes

PAGE = """{% extends "ui/staff.html" %}
{% block title %}Record a problem{% endblock %}{% block heading %}Record a problem{% endblock %}
{% block main %}<section class="card"><form method="post" class="stack">{% csrf_token %}
{% include "terminology/pick.html" with name="problem" kind="problem" label="Problem" hint="Words, other words or a code" value=sent.problem system=sent.problem_system code=sent.problem_code required=True %}
{% include "terminology/pick.html" with name="medicine" kind="medicine" label="Medicine" optional=True value=sent.medicine system=sent.medicine_system code=sent.medicine_code %}
<button class="btn" data-kind="primary">Record</button></form></section>
{% if sent %}<pre id="sent">{{ sent.problem }}|{{ sent.problem_system }}|{{ sent.problem_code }}|{{ sent.medicine }}|{{ sent.medicine_code }}</pre>{% endif %}
{% endblock %}"""  # noqa: E501


@page(may_search_codes)
@require_http_methods(["GET", "POST"])
def record_a_problem(request: HttpRequest) -> HttpResponse:
    sent = request.POST.dict() if request.method == "POST" else None
    return HttpResponse(engines["django"].from_string(PAGE).render({"sent": sent}, request))


urlpatterns = [path("record-a-problem/", record_a_problem), path("", include("telepraxis.server.urls"))]
