"""The door of a page: who comes in, who is sent where."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import PUBLIC, Actor, NotAllowed, Role, Rule, page
from telepraxis.base.access.checks import unruled
from telepraxis.base.uuid7 import uuid7

may_greet = Rule("test.greet", lambda actor, subject: actor.has(Role.NURSE) and subject in (None, "amara"))


class SomebodySignedIn:
    is_authenticated = True
    pk = uuid7()


class Nobody:
    is_authenticated = False
    pk = None


def nurse(request, organization_id):
    return Actor(organization_id=organization_id, account_id=request.user.pk, roles=frozenset({Role.NURSE}))


def nurse_at_home_in_tokyo(request, organization_id):
    return replace(nurse(request, organization_id), time_zone="Asia/Tokyo")


def biller(request, organization_id):
    return Actor(organization_id=organization_id, account_id=request.user.pk, roles=frozenset({Role.BILLER}))


def a_request(user, organization=None):
    request = RequestFactory().get("/greet/?loud=1")
    request.user, request.address, request.request_id, request.actor = user, "", "", None
    request.session = {"organization": str(organization.id)} if organization else {}
    return request


@page(may_greet)
def greet(request):
    return HttpResponse(f"{tenancy.served_organization()}")


@page(may_greet, subject=lambda request, name: name)
def greet_somebody(request, name):
    return HttpResponse(name)


def acting_as(settings, loader):
    settings.ACTOR_LOADER = f"{__name__}.{loader.__name__}"


def test_a_nurse_comes_in_and_the_view_serves_her_organization(quayside, settings):
    acting_as(settings, nurse)

    assert greet(a_request(SomebodySignedIn(), quayside)).content.decode() == str(quayside.id)


def test_times_are_read_in_the_readers_zone_or_the_practices(quayside, settings):
    tell_zone = page(may_greet)(lambda request: HttpResponse(timezone.get_current_timezone_name()))

    acting_as(settings, nurse)
    assert tell_zone(a_request(SomebodySignedIn(), quayside)).content == b"Europe/Lisbon"
    acting_as(settings, nurse_at_home_in_tokyo)
    assert tell_zone(a_request(SomebodySignedIn(), quayside)).content == b"Asia/Tokyo"


def test_nobody_is_sent_to_sign_in_and_back(quayside):
    response = greet(a_request(Nobody(), quayside))

    assert (response.status_code, response.url) == (302, "/account/login/?next=/greet/%3Floud%3D1")


def test_somebody_without_an_organization_is_asked_which(quayside):
    assert greet(a_request(SomebodySignedIn())).url == "/switch/"


def test_another_role_is_refused(quayside, settings):
    acting_as(settings, biller)

    with pytest.raises(PermissionDenied):
        greet(a_request(SomebodySignedIn(), quayside))


def test_a_refused_subject_reads_as_not_found(quayside, settings):
    acting_as(settings, nurse)

    assert greet_somebody(a_request(SomebodySignedIn(), quayside), name="amara").content == b"amara"
    with pytest.raises(Http404):
        greet_somebody(a_request(SomebodySignedIn(), quayside), name="somebody else")


def test_a_rule_that_says_no_names_itself(quayside):
    with pytest.raises(NotAllowed, match=r"test\.greet"):
        may_greet.require(Actor(organization_id=quayside.id))


def test_the_installation_itself_may(quayside):
    assert may_greet.allows(Actor.system(quayside.id))
    assert not may_greet.allows(None)


def test_a_public_page_needs_nobody():
    assert page(PUBLIC)(lambda request: HttpResponse("hello"))(a_request(Nobody())).content == b"hello"


def test_every_route_and_socket_of_the_house_has_a_rule():
    assert unruled() == []
