"""Backend services get tokens by a signed word of their own (SMART App Launch 2.0, section 5)."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from django.utils import timezone
from joserfc.jwk import ECKey, KeySet

from telepraxis.base.access.grants import Reach
from telepraxis.registry.apps import grants, key_sets, registering
from telepraxis.registry.apps.models import App

from .an_app import ES, PUBLIC, AnApp, assertion, body, registered, service_asks

SCOPES = "system/Patient.rs system/Observation.cruds"


@pytest.fixture
def registry(marta):
    """The cancer registry's program, which holds its own keys."""
    return registered(
        marta, timezone.now(), kind="backend", proof="private_key_jwt", scopes=SCOPES, jwks=PUBLIC, access_minutes=5
    ).app


@pytest.mark.parametrize("alg", ["ES384", "RS384"])
def test_a_service_gets_a_token_for_its_signed_word(registry, quayside, alg):
    answer = service_asks(registry, assertion(registry.client_id, alg=alg))

    said = body(answer)
    assert answer.status_code == 200, answer.text
    assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 300, "system/Patient.rs")
    grant = grants.grant_of(said["access_token"], quayside.id, timezone.now())
    assert grant.reach("Patient", "s") == Reach()
    assert grant.reach("Observation", "r") is None
    assert (grant.actor.name, grant.actor.via, grant.actor.account_id) == ("Growth Chart", "app", None)


def test_a_service_is_given_no_more_than_the_practice_granted(registry):
    wide = body(service_asks(registry, assertion(registry.client_id), "system/*.cruds"))
    nothing = service_asks(registry, assertion(registry.client_id), "system/Condition.rs")
    without = body(service_asks(registry, assertion(registry.client_id), None))

    assert wide["scope"] == SCOPES
    assert (nothing.status_code, body(nothing)["error"]) == (400, "invalid_scope")
    assert without["scope"] == SCOPES


def test_a_signed_word_is_good_for_one_use(registry):
    word = assertion(registry.client_id)
    assert service_asks(registry, word).status_code == 200

    again = service_asks(registry, word)

    assert (again.status_code, body(again)["error"]) == (400, "invalid_client")


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "https://elsewhere.test/token"},
        {"iss": "somebody else"},
        {"jti": ""},
        {"exp": int((timezone.now() - timedelta(minutes=2)).timestamp())},
        {"exp": int((timezone.now() + timedelta(hours=3)).timestamp())},
        {"exp": "soon"},
    ],
)
def test_a_word_that_says_something_wrong_is_refused(registry, change):
    answer = service_asks(registry, assertion(registry.client_id, **change))

    assert answer.status_code in (400, 401)
    assert body(answer)["error"] == "invalid_client"


def test_a_word_signed_by_another_key_is_refused(registry):
    stranger = ECKey.generate_key("P-384", {"kid": ES.kid})

    assert service_asks(registry, assertion(registry.client_id, key=stranger)).status_code in (400, 401)


@pytest.mark.parametrize("word", ["", "x", "a.b.c", "e30.e30.e30", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
def test_what_is_no_signed_word_is_refused(registry, word):
    assert service_asks(registry, word).status_code in (400, 401)


def test_a_service_that_is_shut_out_gets_nothing(registry, marta, quayside):
    token = body(service_asks(registry, assertion(registry.client_id)))["access_token"]

    registering.disable(registry, by=marta, now=timezone.now())

    assert service_asks(registry, assertion(registry.client_id)).status_code in (400, 401)
    assert grants.grant_of(token, quayside.id, timezone.now()) is None


def test_a_service_with_a_secret_gets_a_token_by_it(marta):
    service = registered(marta, timezone.now(), kind="backend", proof="client_secret", scopes=SCOPES)
    asked = {"grant_type": "client_credentials"}

    assert service.post(asked).status_code == 200
    assert AnApp(service.app, "a guess").post(asked).status_code == 401
    assert AnApp(service.app).post(asked).status_code == 401


def test_an_app_of_people_gets_no_token_without_people(marta):
    app = registered(marta, timezone.now(), kind="confidential", proof="client_secret", scopes="user/*.rs")

    answer = app.post({"grant_type": "client_credentials"})

    assert (answer.status_code, body(answer)["error"]) == (400, "unauthorized_client")


class KeyServer(BaseHTTPRequestHandler):
    """Where an app keeps its public keys."""

    answers: list[tuple[int, bytes]] = []
    asked = 0

    def do_GET(self):
        type(self).asked += 1
        status, content = self.answers[min(type(self).asked, len(self.answers)) - 1]
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def key_server():
    """`key_server(*answers)`: the address of one that answers so, one after the other."""
    servers = []

    def begin(*answers):
        handler = type("Keys", (KeyServer,), {"answers": list(answers), "asked": 0})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/jwks.json", handler

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


def with_keys_at(marta, url) -> App:
    return registered(
        marta, timezone.now(), kind="backend", proof="private_key_jwt", scopes=SCOPES, jwks_url=url, access_minutes=5
    ).app


def test_keys_at_an_address_are_fetched_and_kept(marta, key_server):
    url, server = key_server((200, orjson.dumps(PUBLIC)))
    service = with_keys_at(marta, url)

    assert service_asks(service, assertion(service.client_id)).status_code == 200
    assert service_asks(service, assertion(service.client_id)).status_code == 200
    assert server.asked == 1


def test_a_new_key_is_fetched_when_an_app_signs_with_it(marta, key_server):
    fresh = ECKey.generate_key("P-384", {"kid": "fresh", "use": "sig", "alg": "ES384"})
    new = orjson.dumps(KeySet([ES, fresh]).as_dict(private=False))
    url, _server = key_server((200, orjson.dumps(PUBLIC)), (200, new))
    service = with_keys_at(marta, url)
    assert service_asks(service, assertion(service.client_id)).status_code == 200

    assert service_asks(service, assertion(service.client_id, key=fresh)).status_code == 200


@pytest.mark.parametrize(
    "answer", [(500, b""), (302, b""), (200, b"no keys"), (200, b"x" * 70_000), (200, b"[]"), (200, b'{"keys": 7}')]
)
def test_keys_that_cannot_be_had_are_no_proof(marta, key_server, answer):
    url, _server = key_server(answer)
    service = with_keys_at(marta, url)

    said = service_asks(service, assertion(service.client_id))

    assert (said.status_code, body(said)["error"]) == (400, "invalid_client")


@pytest.mark.parametrize("url", ["http://keys.test/jwks", "https://127.0.0.1/jwks", "https://10.1.2.3/jwks"])
def test_in_production_keys_come_by_https_from_outside_only(settings, url):
    settings.MODE = "production"

    with pytest.raises(key_sets.KeysOutOfReach):
        key_sets.keys_at(url)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("scopes", {"scopes": ["patient/*.rs"]}),
        ("scopes", {"scopes": ["system/*"]}),
        ("scopes", {"scopes": []}),
        ("jwks", {"jwks": None}),
        ("jwks", {"jwks": {"keys": [ES.as_dict(private=True)]}}),
        ("jwks", {"jwks": {"keys": "no"}}),
        ("jwks_url", {"jwks": None, "jwks_url": "http://keys.test/jwks"}),
        ("proof", {"proof": "none"}),
        ("access_minutes", {"access_minutes": 61}),
    ],
)
def test_what_cannot_be_so_is_not_registered(marta, field, change):
    said = {
        "name": "Registry", "kind": "backend", "proof": "private_key_jwt", "scopes": SCOPES.split(), "jwks": PUBLIC,
        **change,
    }  # fmt: skip

    with pytest.raises(registering.BadParticulars) as refusal:
        registering.register(registering.Particulars(**said), by=marta, now=timezone.now())

    assert refusal.value.field == field
    assert App.objects.count() == 0


@pytest.mark.parametrize(
    "uri",
    ["http://growth.test/back", "https://growth.test/#x", "https://*.growth.test/", "javascript:alert(1)", "/back", ""],
)
def test_people_are_sent_back_to_whole_secure_addresses_only(marta, uri):
    with pytest.raises(registering.BadParticulars):
        registering.register(
            registering.Particulars(
                name="X", kind="public", proof="none", scopes=["patient/*.rs"], redirect_uris=[uri]
            ),
            by=marta,
            now=timezone.now(),
        )


@pytest.mark.parametrize("uri", ["https://growth.test/a?b=c", "http://127.0.0.1:7000/", "com.growth.app:/back"])
def test_an_apps_own_scheme_and_this_machine_are_addresses_too(marta, uri):
    said = registering.Particulars(name="X", kind="public", proof="none", scopes=["patient/*.rs"], redirect_uris=[uri])

    assert registering.register(said, by=marta, now=timezone.now()).app.redirect_uris == [uri]
