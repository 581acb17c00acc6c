"""The name over the door."""

from django.template import Context, Template
from django.test import RequestFactory

from telepraxis.base.tenancy.known import known_tenant


def shown(**context) -> str:
    return Template("{% load ui %}{% place_name %}").render(Context(context))


def test_a_page_of_an_organization_carries_its_name(quayside, system):
    request = RequestFactory().get("/")
    request.actor = system

    assert shown(request=request) == "Quayside Practice"


def test_the_second_page_asks_the_database_nothing(quayside, django_assert_num_queries):
    known_tenant(quayside.id)

    with django_assert_num_queries(0):
        assert known_tenant(quayside.id).name == "Quayside Practice"


def test_outside_any_organization_it_is_the_platforms_name():
    assert shown() == "Telepraxis"
