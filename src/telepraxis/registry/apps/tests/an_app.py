"""An app as its maker wrote it: it sends people to the practice's page and comes back for tokens."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from telepraxis.registry.apps import registering

BACK = "https://growth.test/back"
ORIGIN = "http://testserver"
FHIR = f"{ORIGIN}/fhir/quayside"
TOKEN = "/oauth/quayside/token"
VERIFIER = "a-verifier-that-is-long-enough-for-the-standard-0123"
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ES = ECKey.generate_key("P-384", {"kid": "es", "use": "sig", "alg": "ES384"})
RS = RSAKey.generate_key(2048, {"kid": "rs", "use": "sig", "alg": "RS384"})
KEYS = {"ES384": ES, "RS384": RS}
PUBLIC = KeySet([ES, RS]).as_dict(private=False)


@dataclass
class AnApp:
    """Its registration, its secret, and what it knows by heart."""

    app: object
    secret: str = ""
    line: Client = field(default_factory=Client)

    def asking(self, scope: str, **other) -> dict:
        """Return the query with which it sends somebody to the practice."""
        said = {
            "response_type": "code", "client_id": self.app.client_id, "redirect_uri": BACK, "scope": scope,
            "state": "its own", "aud": FHIR, "code_challenge": CHALLENGE, "code_challenge_method": "S256", **other,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value is not None}

    def code(self, person: Client, scope: str, *, leave: list[str] | None = None, patient=None, **other) -> str:
        """Return the code that a person's consent brings."""
        scopes = scope.split() if leave is None else leave
        answer = self.consent(person, scope, leave=scopes, patient=patient, **other)
        assert answer.status_code == 303, answer.text.split("<main")[-1]
        return came_back(answer)["code"]

    def consent(self, person: Client, scope: str, *, leave: list[str], patient=None, decision="allow", **other):
        """Return what the page answers when the person decides."""
        said = {"decision": decision, "wish": leave} | ({"patient": str(patient)} if patient else {})
        return person.post("/oauth/quayside/authorize", said, query_params=self.asking(scope, **other))

    def trade(self, code: str, **other):
        """Return the answer to a code."""
        said = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER, **other
        }  # fmt: skip
        return self.post(said)

    def refresh(self, token: str, **other):
        """Return the answer to a refresh token."""
        return self.post({"grant_type": "refresh_token", "refresh_token": token, **other})

    def post(self, said: dict, path: str = TOKEN):
        """Post with the app's own proof."""
        said = {name: value for name, value in said.items() if value is not None}
        if self.secret:
            said |= {"client_id": self.app.client_id, "client_secret": self.secret}
        return self.line.post(path, {"client_id": self.app.client_id, **said})


def came_back(answer) -> dict:
    """Return what the app is told at its own address; the browser was sent nowhere else."""
    assert answer.headers["Location"].startswith(f"{BACK}?"), answer.headers["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def registered(by, now, *, kind="public", proof="none", scopes: str, **other) -> AnApp:
    """Return an app that the practice has registered."""
    said = registering.Particulars(
        name="Growth Chart", kind=kind, proof=proof, scopes=scopes.split(), for_patients=True,
        redirect_uris=[] if kind == "backend" else [BACK], **other,
    )  # fmt: skip
    made = registering.register(said, by=by, now=now)
    return AnApp(made.app, made.secret)


def assertion(client_id: str, *, alg="ES384", key=None, **other) -> str:
    """Return a backend service's signed word."""
    said = {
        "iss": client_id, "sub": client_id, "aud": f"{ORIGIN}{TOKEN}", "jti": uuid4().hex,
        "exp": int((timezone.now() + timedelta(minutes=4)).timestamp()), **other,
    }  # fmt: skip
    signing = key or KEYS[alg]
    return jwt.encode({"alg": alg, "kid": signing.kid}, said, signing, algorithms=[alg])


def service_asks(app, said: str, scope: str | None = "system/Patient.rs"):
    """Return the answer to a backend service's assertion."""
    form = {
        "grant_type": "client_credentials", "client_assertion": said,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }  # fmt: skip
    return Client().post(TOKEN, form | ({"scope": scope} if scope else {}))


def body(answer) -> dict:
    return json.loads(answer.content)
