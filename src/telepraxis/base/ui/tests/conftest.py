import pytest
from django.template import engines
from django.test import RequestFactory


@pytest.fixture
def shown(new_context, bare_site):
    """Open a page of our own making: `shown("<button>..</button>", live="/live/x/")` in the plain shell."""

    def open_(main: str, live: str = "", answers: dict | None = None, before=None, **settings):
        template = (
            '{% extends "ui/plain.html" %}{% load ui %}{% block live %}' + live + "{% endblock %}{% block main %}"
        )
        request = RequestFactory().get("/")
        html = engines["django"].from_string(template + main + "{% endblock %}").render({}, request)
        page = new_context(**settings).new_page()
        page.route("**/shown/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        for path, answer in (answers or {}).items():
            page.route(f"**{path}", answer)
        if before:
            before(page)
        page.goto(f"{bare_site}/shown/")
        page.wait_for_selector("html[data-ready]")
        return page

    return open_
