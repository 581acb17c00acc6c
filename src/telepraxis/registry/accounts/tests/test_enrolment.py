"""No staff account without a second factor: invitation, enrolment, and nothing before it."""

import time

import pyotp
import pytest

from telepraxis.base.access import NotAllowed, Role
from telepraxis.registry.accounts import actors, invitations, memberships, people
from telepraxis.registry.accounts.models import SecurityEvent, SignedInSession
from tests.people import MONDAY_8AM
from tests.signing_in import sign_in_client

from .conftest import PASSWORD, has_factor, link_in

pytestmark = pytest.mark.urls("telepraxis.registry.accounts.tests.staff_door")


@pytest.fixture
def noor(quayside, system):
    """Noor, physician, invited: neither password nor factor yet."""
    account = people.create_staff_account(
        email="noor@quayside.test", name="Noor Haddad", roles={Role.PHYSICIAN}, by=system, now=MONDAY_8AM
    )
    invitations.invite(account=account, by=system, now=MONDAY_8AM)
    return account


def test_an_invitation_leads_to_enrolment_and_nowhere_else(client, noor, letters):
    link = link_in(letters()[0])
    assert letters()[0].to == "noor@quayside.test"
    assert b"Welcome, Noor Haddad" in client.get(link).content

    assert client.post(link)["Location"] == "/account/enrol/"
    assert client.get("/ward/")["Location"] == "/account/enrol/"
    assert b"Set up a passkey" in client.get("/account/enrol/").content


def test_password_and_app_finish_the_enrolment(client, noor, letters):
    client.post(link_in(letters()[0]))
    to_app = client.get("/account/security/app/")
    assert to_app["Location"] == "/account/password/set/?next=/account/security/app/"
    answer = client.post(
        to_app["Location"], {"password1": PASSWORD, "password2": PASSWORD, "next": "/account/security/app/"}
    )
    assert answer["Location"] == "/account/security/app/"
    secret = client.get("/account/security/app/").context["form"].secret

    answer = client.post("/account/security/app/", {"code": pyotp.TOTP(secret).now()})

    assert answer["Location"] == "/account/security/codes/"
    assert len(client.get("/account/security/codes/").context["unused_codes"]) == 10
    assert client.get("/ward/").content == b"physician"
    assert SignedInSession.objects.get().strong


def test_an_invitation_is_worth_nothing_after_enrolment(client, noor, letters):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(noor, pyotp.random_base32())

    assert client.post(link_in(letters()[0])).status_code == 410
    assert SignedInSession.objects.count() == 0


def test_an_invitation_is_worth_nothing_when_forged(client, noor, letters):
    assert client.post(link_in(letters()[0])[:-4] + "abc/").status_code == 410


def test_staff_with_a_password_alone_see_no_staff_page(client, rui):
    answer = client.post("/account/login/", {"login": "rui@quayside.test", "password": PASSWORD})

    assert answer["Location"] == "/account/enrol/"
    assert client.get("/ward/")["Location"] == "/account/enrol/"
    htmx = client.get("/ward/", headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx["HX-Redirect"]) == (204, "/account/enrol/")


def test_staff_roles_do_not_count_without_a_second_factor(client, rui, quayside):
    session = sign_in_client(client, rui, quayside)
    assert client.get("/ward/").content == b"front_desk"
    rui.authenticator_set.all().delete()

    assert client.get("/ward/").status_code == 403
    assert session.strong


@pytest.mark.parametrize(
    "password", ["short-pass", "passwordpassword", "qwertyuiopasdfgh", "Rui Matos quayside 1", "1" * 15]
)
def test_an_easy_password_is_refused(client, quayside, system, password, letters):
    account = people.create_staff_account(
        email="ruim@quayside.test", name="Rui Matos", roles={Role.FRONT_DESK}, by=system, now=MONDAY_8AM
    )
    invitations.invite(account=account, by=system, now=MONDAY_8AM)
    client.post(link_in(letters()[0]))

    assert client.post("/account/password/set/", {"password1": password, "password2": password}).status_code == 200
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_staff_keep_their_last_factor(client, freya, quayside):
    sign_in_client(client, freya, quayside)
    session = client.session
    session["proven_at"] = time.time()
    session.save()

    answer = client.post("/account/security/app/remove/")

    assert answer.status_code == 200
    assert has_factor(freya)


def test_a_factor_is_not_changed_in_a_session_left_open(client, freya, quayside):
    sign_in_client(client, freya, quayside)

    answer = client.get("/account/security/passkeys/add/")

    assert answer["Location"].startswith("/account/again/")


def test_a_lost_phone_is_answered_with_a_new_invitation(client, freya, quayside, system, letters):
    sign_in_client(client, freya, quayside)

    invitations.reset_factors(account=freya, by=system, now=MONDAY_8AM)

    assert not has_factor(freya)
    assert client.get("/ward/")["Location"].startswith("/account/login/")
    assert SecurityEvent.objects.filter(account=freya, kind="factors_reset").count() == 1
    assert link_in(letters()[0]).startswith("/account/invitation/")


def test_a_nurse_resets_nobody(freya, rui, quayside, letters):
    nurse = actors.actor_of_account(freya, quayside.id, now=MONDAY_8AM)

    with pytest.raises(NotAllowed):
        invitations.reset_factors(account=rui, by=nurse, now=MONDAY_8AM)

    assert len(letters()) == 0


def test_access_that_ended_ends_with_the_next_request(client, freya, quayside, system):
    sign_in_client(client, freya, quayside)
    assert client.get("/ward/").status_code == 200

    memberships.end(account=freya, by=system, now=MONDAY_8AM)

    assert client.get("/ward/")["Location"] == "/account/login/?next=/ward/"
    assert b"Your access was withdrawn" in client.get("/account/login/").content
