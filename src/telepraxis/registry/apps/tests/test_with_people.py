"""People let apps in, and what goes wrong on the way is refused (SMART App Launch 2.0, RFC 9700)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from telepraxis.base import record
from telepraxis.base.access.grants import Reach
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts import memberships, sessions
from telepraxis.registry.accounts.models import Account, SignedInSession
from telepraxis.registry.apps import connecting, grants, launching, registering
from telepraxis.registry.apps.models import Connection, Token

from .an_app import BACK, FHIR, ORIGIN, VERIFIER, AnApp, body, came_back, registered

ALL = "openid fhirUser profile launch launch/patient offline_access online_access patient/*.rs user/*.cruds"


@pytest.fixture
def growth(marta):
    """Growth Chart, an app in the browser."""
    return registered(marta, timezone.now(), scopes=ALL, launch_uri="https://growth.test/launch")


@pytest.fixture
def office(marta):
    """A web app with a server, which keeps a secret."""
    return registered(marta, timezone.now(), kind="confidential", proof="client_secret", scopes=ALL)


def may(token: str, organization_id):
    return grants.grant_of(token, organization_id, timezone.now())


def test_a_patient_lets_an_app_read_their_record(growth, amara, browse):
    person = browse(amara)
    asked = person.get("/oauth/quayside/authorize", growth.asking("openid fhirUser launch/patient patient/*.rs"))
    assert asked.status_code == 200
    assert "Growth Chart" in asked.text
    assert "form-action 'self' https://growth.test" in asked.headers["Content-Security-Policy"]

    code = growth.code(person, "openid fhirUser launch/patient patient/*.rs", nonce="n-7")
    answer = growth.trade(code)

    said = body(answer)
    assert answer.status_code == 200
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 900)
    assert said["scope"] == "openid fhirUser launch/patient patient/*.rs"
    assert "refresh_token" not in said
    grant = may(said["access_token"], amara.organization_id)
    assert grant.patient == amara.patient_id
    keys = KeySet.import_key_set(body(Client().get("/oauth/quayside/keys")))
    claims = jwt.decode(said["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["iss"] == f"{ORIGIN}/oauth/quayside"
    assert claims["aud"] == growth.app.client_id
    assert claims["nonce"] == "n-7"
    assert claims["fhirUser"] == f"{FHIR}/Patient/{said['patient']}"


def test_who_somebody_is_may_be_read_and_nobody_else(growth, ines, browse):
    said = body(growth.trade(growth.code(browse(ines), "openid fhirUser")))
    without = body(growth.trade(growth.code(browse(ines), "openid profile")))

    grant = may(said["access_token"], ines.organization_id)
    assert grant.reach("Practitioner", "r") == Reach(None, ((("_id", str(ines.practitioner_id)),),))
    assert (grant.reach("Practitioner", "s"), grant.reach("Patient", "r")) == (None, None)
    assert may(without["access_token"], ines.organization_id).reach("Practitioner", "r") is None


def test_what_is_unticked_is_not_given(growth, amara, browse):
    code = growth.code(browse(amara), "patient/Observation.rs patient/Condition.rs", leave=["patient/Condition.rs"])

    said = body(growth.trade(code))

    assert said["scope"] == "patient/Condition.rs"
    assert may(said["access_token"], amara.organization_id).reach("Observation", "r") is None


def test_a_ticked_scope_that_the_app_never_asked_for_is_not_given(growth, amara, browse):
    asked = "patient/Condition.rs"
    code = growth.code(browse(amara), asked, leave=["patient/Condition.rs", "patient/*.rs", "offline_access"])

    assert body(growth.trade(code))["scope"] == "patient/Condition.rs"


def test_nothing_beyond_the_registration_is_asked_of_people(growth, amara, browse):
    answer = browse(amara).get("/oauth/quayside/authorize", growth.asking("patient/*.cruds launch/encounter"))

    page = answer.text.split("<main")[1]
    assert 'value="patient/*.rs"' in page
    assert "cruds" not in page
    assert "launch/encounter" not in page


def test_who_refuses_sends_the_app_away_with_nothing(growth, amara, browse):
    answer = growth.consent(browse(amara), "patient/*.rs", leave=["patient/*.rs"], decision="refuse")

    assert came_back(answer)["error"] == "access_denied"
    assert came_back(answer)["state"] == "its own"
    assert Connection.objects.count() == 0


def test_somebody_not_signed_in_signs_in_first_and_comes_back(growth, quayside):
    answer = Client().get("/oauth/quayside/authorize", growth.asking("patient/*.rs"))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=/oauth/quayside/authorize%3F")


def test_staff_choose_a_patient_when_the_app_comes_by_itself(growth, ines, amara, browse):
    person, asking = browse(ines), growth.asking("launch/patient patient/*.rs")
    assert "For which patient?" in person.get("/oauth/quayside/authorize", asking).text
    found = person.get("/oauth/quayside/authorize", {**asking, "find": "okonjo"})
    assert f"chosen={amara.patient_id}" in found.text

    code = growth.code(person, "launch/patient patient/*.rs", chosen=str(amara.patient_id))

    grant = may(body(growth.trade(code))["access_token"], ines.organization_id)
    assert (grant.patient, grant.actor.name) == (amara.patient_id, "Dr Inês Carvalho (Growth Chart)")


def test_staff_open_an_app_from_the_patients_page(growth, ines, amara, tomasz, browse):
    person = browse(ines)
    path = f"/patients/{amara.patient_id}/apps/{growth.app.id}/open/"
    for id, subject in (("enc-1", amara), ("enc-2", tomasz)):
        named = Patient.objects.get(uid=subject.patient_id).logical_id
        visit = {
            "resourceType": "Encounter", "id": id, "status": "in-progress", "class": {"code": "VR"},
            "subject": {"reference": f"Patient/{named}"},
        }  # fmt: skip
        record.write("Encounter", visit, by=ines, now=timezone.now())
    assert person.post(path, {"encounter": "enc-2"}).status_code == 404
    opened = person.post(path, {"encounter": "enc-1"})
    assert opened.status_code == 200
    launch = opened.text.split("launch=")[2].split('"')[0]

    code = growth.code(person, "launch openid patient/*.rs", launch=launch)
    said = body(growth.trade(code))

    assert (said["encounter"], said["need_patient_banner"]) == ("enc-1", True)
    assert may(said["access_token"], ines.organization_id).patient == amara.patient_id
    again = person.get("/oauth/quayside/authorize", growth.asking("launch patient/*.rs", launch=launch))
    assert again.status_code == 403


def test_a_launch_is_good_for_whoever_opened_it_and_ten_minutes(growth, ines, freya, amara):
    now = timezone.now()
    address = launching.launch(app=growth.app, patient=amara.patient_id, fhir_url=FHIR, by=ines, now=now)
    launch = address.split("launch=")[1]

    with pytest.raises(launching.CannotLaunch):
        launching.context_of(launch, app=growth.app, by=freya, now=now)
    with pytest.raises(launching.CannotLaunch):
        launching.context_of(launch, app=growth.app, by=ines, now=now + timedelta(minutes=10))
    assert launching.context_of(launch, app=growth.app, by=ines, now=now).patient == amara.patient_id


def test_a_patient_cannot_name_another_patient(growth, amara, tomasz, browse):
    code = growth.code(
        browse(amara), "launch/patient patient/*.rs", patient=tomasz.patient_id, chosen=str(tomasz.patient_id)
    )

    assert may(body(growth.trade(code))["access_token"], amara.organization_id).patient == amara.patient_id


@pytest.mark.parametrize("address", ["https://evil.test/", BACK + "/more", BACK + "?a=b", "javascript:alert(1)", ""])
def test_the_browser_is_sent_to_no_address_that_was_not_registered(growth, amara, browse, address):
    answer = browse(amara).get("/oauth/quayside/authorize", growth.asking("patient/*.rs", redirect_uri=address))

    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"aud": "https://elsewhere.test/fhir"}, "invalid_request"),
        ({"aud": None}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "system/*.rs"}, "invalid_scope"),
        ({"scope": "no/such.thing"}, "invalid_scope"),
    ],
)
def test_a_wrong_question_goes_back_to_the_app_as_an_error(growth, amara, browse, change, error):
    said = {**growth.asking("patient/*.rs"), **change}
    asked = {name: value for name, value in said.items() if value is not None}

    answer = browse(amara).get("/oauth/quayside/authorize", asked)

    assert came_back(answer)["error"] == error


def test_an_app_of_another_practice_is_unknown_here(growth, amara, browse, marta):
    asking = {**growth.asking("patient/*.rs"), "client_id": "01a228af-0000-7000-8000-000000000000"}

    answer = browse(amara).get("/oauth/quayside/authorize", asking)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_code_is_good_for_one_use_and_a_second_ends_everything(growth, amara, browse):
    code = growth.code(browse(amara), "patient/*.rs offline_access")
    first = body(growth.trade(code))
    assert may(first["access_token"], amara.organization_id) is not None

    second = growth.trade(code)

    assert (second.status_code, body(second)["error"]) == (400, "invalid_grant")
    assert may(first["access_token"], amara.organization_id) is None
    assert body(growth.refresh(first["refresh_token"]))["error"] == "invalid_grant"
    assert Connection.objects.get().ended_why == "misused"


@pytest.mark.parametrize("verifier", [VERIFIER[:-1] + "X", None])
def test_a_stolen_code_is_worth_nothing_without_the_verifier(growth, amara, browse, verifier):
    answer = growth.trade(growth.code(browse(amara), "patient/*.rs"), code_verifier=verifier)

    assert answer.status_code == 400
    assert Token.objects.count() == 0


def test_a_code_is_bound_to_its_app_and_address(growth, office, amara, browse):
    code = growth.code(browse(amara), "patient/*.rs")

    assert body(office.trade(code))["error"] == "invalid_grant"
    assert body(growth.trade(code, redirect_uri="https://growth.test/other"))["error"] == "invalid_grant"
    assert growth.trade(code).status_code == 200


def test_a_secret_is_asked_of_an_app_that_has_one(office, amara, browse):
    code = office.code(browse(amara), "patient/*.rs")
    thief = AnApp(office.app)

    assert (thief.trade(code).status_code, body(thief.trade(code))["error"]) == (401, "invalid_client")
    assert AnApp(office.app, "a guess").trade(code).status_code == 401
    assert office.trade(code).status_code == 200


def test_a_refresh_brings_new_tokens_each_time(growth, amara, browse):
    first = body(growth.trade(growth.code(browse(amara), "patient/*.rs offline_access")))

    second = body(growth.refresh(first["refresh_token"]))

    assert second["scope"] == "patient/*.rs offline_access"
    assert second["refresh_token"] != first["refresh_token"]
    assert second["patient"] == first["patient"]
    assert may(second["access_token"], amara.organization_id) is not None


def test_a_stolen_refresh_token_ends_the_whole_family(growth, amara, browse):
    first = body(growth.trade(growth.code(browse(amara), "patient/*.rs offline_access")))
    second = body(growth.refresh(first["refresh_token"]))

    assert body(growth.refresh(first["refresh_token"]))["error"] == "invalid_grant"

    assert body(growth.refresh(second["refresh_token"]))["error"] == "invalid_grant"
    assert may(first["access_token"], amara.organization_id) is None
    assert may(second["access_token"], amara.organization_id) is None


def test_a_refresh_may_ask_for_less_and_never_for_more(growth, amara, browse):
    asked = "patient/*.rs offline_access"
    first = body(growth.trade(growth.code(browse(amara), f"{asked} user/*.rs", leave=asked.split())))

    more = growth.refresh(first["refresh_token"], scope="patient/*.rs user/*.rs offline_access")
    less = body(growth.refresh(first["refresh_token"], scope="patient/Observation.r offline_access"))

    assert (more.status_code, body(more)["error"]) == (400, "invalid_scope")
    assert less["scope"] == "patient/Observation.r offline_access"
    assert may(less["access_token"], amara.organization_id).reach("Condition", "r") is None


def test_what_was_narrowed_for_the_app_is_narrower_at_once(growth, marta, amara, browse):
    said = body(growth.trade(growth.code(browse(amara), "patient/*.rs offline_access")))
    narrower = registering.Particulars(
        name="Growth Chart", kind="public", proof="none", scopes=["patient/Observation.rs", "offline_access"],
        redirect_uris=[BACK], for_patients=True,
    )  # fmt: skip

    registering.amend(growth.app, narrower, by=marta, now=timezone.now())

    grant = may(said["access_token"], amara.organization_id)
    assert grant.reach("Observation", "r") is not None
    assert grant.reach("Condition", "r") is None
    assert body(growth.refresh(said["refresh_token"]))["scope"] == "patient/Observation.rs offline_access"


def test_a_session_takes_along_what_hangs_on_it_and_nothing_else(growth, amara, browse):
    person = browse(amara)
    online = body(growth.trade(growth.code(person, "patient/*.rs online_access")))
    offline = body(growth.trade(growth.code(person, "patient/*.rs offline_access")))
    session = SignedInSession.objects.get(account_id=amara.account_id)

    account = Account.objects.get(pk=amara.account_id)
    sessions.end(session_id=session.id, account=account, why="signed_out", now=timezone.now())

    assert may(online["access_token"], amara.organization_id) is None
    assert body(growth.refresh(online["refresh_token"]))["error"] == "invalid_grant"
    assert may(offline["access_token"], amara.organization_id) is not None
    sessions.end_all(account=account, why="revoked", now=timezone.now())
    assert may(offline["access_token"], amara.organization_id) is None
    assert body(growth.refresh(offline["refresh_token"]))["error"] == "invalid_grant"


def test_who_left_the_practice_refreshes_no_more(growth, ines, browse, system):
    said = body(growth.trade(growth.code(browse(ines), "user/*.rs offline_access")))

    memberships.end(account=Account.objects.get(pk=ines.account_id), by=system, now=timezone.now())

    assert may(said["access_token"], ines.organization_id) is None
    assert body(growth.refresh(said["refresh_token"]))["error"] == "invalid_grant"


def test_an_app_that_is_shut_out_gets_and_keeps_nothing(growth, marta, amara, browse):
    said = body(growth.trade(growth.code(browse(amara), "patient/*.rs offline_access")))

    registering.disable(growth.app, by=marta, now=timezone.now())

    assert may(said["access_token"], amara.organization_id) is None
    assert growth.refresh(said["refresh_token"]).status_code == 400
    assert browse(amara).get("/oauth/quayside/authorize", growth.asking("patient/*.rs")).status_code == 400


def test_an_app_gives_its_token_back(growth, office, amara, browse):
    said = body(growth.trade(growth.code(browse(amara), "patient/*.rs offline_access")))
    assert office.post({"token": said["access_token"]}, "/oauth/quayside/revoke").status_code == 400
    assert may(said["access_token"], amara.organization_id) is not None

    answer = growth.post({"token": said["refresh_token"]}, "/oauth/quayside/revoke")

    assert answer.status_code == 200
    assert may(said["access_token"], amara.organization_id) is None
    assert growth.post({"token": "never seen"}, "/oauth/quayside/revoke").status_code == 200


def test_a_confidential_app_may_ask_what_a_token_is(growth, office, amara, browse):
    said = body(growth.trade(growth.code(browse(amara), "openid fhirUser patient/*.rs")))

    answer = body(office.post({"token": said["access_token"]}, "/oauth/quayside/introspect"))

    assert answer["active"] is True
    assert answer["scope"] == "openid fhirUser patient/*.rs"
    assert (answer["client_id"], answer["patient"]) == (growth.app.client_id, said["patient"])
    assert answer["fhirUser"] == f"{FHIR}/Patient/{said['patient']}"
    assert body(office.post({"token": "x"}, "/oauth/quayside/introspect")) == {"active": False}
    assert growth.post({"token": said["access_token"]}, "/oauth/quayside/introspect").status_code == 401


def test_scopes_of_the_first_version_are_understood(growth, amara, browse):
    said = body(growth.trade(growth.code(browse(amara), "patient/*.read launch/patient")))

    assert said["scope"] == "patient/*.read launch/patient"
    assert may(said["access_token"], amara.organization_id).reach("Condition", "s") is not None


def test_anybody_may_read_where_the_endpoints_are(quayside):
    answer = Client().get("/fhir/quayside/.well-known/smart-configuration")

    said = body(answer)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert said["authorization_endpoint"] == f"{ORIGIN}/oauth/quayside/authorize"
    assert said["token_endpoint"] == f"{ORIGIN}/oauth/quayside/token"
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert "launch-ehr" in said["capabilities"]
    assert said["issuer"] == f"{ORIGIN}/oauth/quayside"
    discovered = body(Client().get("/oauth/quayside/.well-known/openid-configuration"))
    assert (discovered["issuer"], discovered["jwks_uri"]) == (said["issuer"], said["jwks_uri"])
    assert Client().get("/fhir/nowhere/.well-known/smart-configuration").status_code == 404


def test_each_person_sees_and_ends_what_they_connected(growth, amara, tomasz, browse):
    said = body(growth.trade(growth.code(browse(amara), "patient/*.rs")))
    connection = connecting.open_connections(amara.account_id).get()
    assert "Growth Chart" in browse(amara).get("/account/apps/").text
    assert "Growth Chart" not in browse(tomasz).get("/account/apps/").text
    path = f"/account/apps/quayside/{connection.id}/end/"
    assert browse(tomasz).post(path).status_code == 404
    assert may(said["access_token"], amara.organization_id) is not None

    assert browse(amara).post(path).status_code == 302

    assert may(said["access_token"], amara.organization_id) is None


def test_the_manager_ends_anybodys_connection(growth, marta, amara, browse, rui):
    said = body(growth.trade(growth.code(browse(amara), "patient/*.rs")))
    connection = connecting.open_connections(amara.account_id).get()
    assert browse(rui).post(f"/setup/apps/connections/{connection.id}/end/").status_code == 403

    assert browse(marta).post(f"/setup/apps/connections/{connection.id}/end/").status_code == 302

    assert may(said["access_token"], amara.organization_id) is None


def test_one_key_is_ended_and_the_connection_stands(growth, marta, amara, tomasz, browse, rui):
    said = body(growth.trade(growth.code(browse(amara), "offline_access patient/*.rs")))
    access, refresh = (Token.objects.get(kind=kind) for kind in ("access", "refresh"))
    shown = browse(amara).get("/account/apps/").text
    assert (shown.count("Opens the record"), shown.count("Renews the other")) == (1, 1)
    own = f"/account/apps/quayside/tokens/{access.id}/end/"
    anybodys = f"/setup/apps/tokens/{refresh.id}/end/"
    assert browse(tomasz).post(own).status_code == 404
    assert browse(rui).post(anybodys).status_code == 403
    assert may(said["access_token"], amara.organization_id) is not None

    assert browse(amara).post(own).status_code == 302

    assert may(said["access_token"], amara.organization_id) is None
    assert "Opens the record" not in browse(amara).get("/account/apps/").text
    renewed = body(growth.refresh(said["refresh_token"]))
    assert may(renewed["access_token"], amara.organization_id) is not None
    refresh = Token.objects.get(kind="refresh", spent_at=None)
    assert browse(marta).post(f"/setup/apps/tokens/{refresh.id}/end/").status_code == 302
    assert growth.refresh(renewed["refresh_token"]).status_code == 400
    assert AuditEvent.objects.filter(action="apps.token_ended").count() == 2


def test_questions_that_are_no_questions_get_no_server_error(growth, quayside):
    for said in ({"grant_type": 'a"b'}, {"grant_type": "x" * 20_000}, {"grant_type": "\0"}, {}, {"code": "é"}):
        assert growth.post(said).status_code in (400, 401)
    odd = {**growth.asking("patient/*.rs"), "response_type": 'a"b'}
    assert Client().get("/oauth/quayside/authorize", odd).status_code == 400
    assert Client().post("/oauth/nowhere/token", {}).status_code == 404
