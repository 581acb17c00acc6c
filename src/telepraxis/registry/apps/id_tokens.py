"""Who signed in, told to an app that asked for `openid` (OpenID Connect Core, section 2; SMART's `fhirUser`)."""

from uuid import uuid5

from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode

from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.registry.accounts.actors import actor_of_account

from .models import Connection
from .signing_keys import signing_key

LASTS_S = 3600


class SignedIn(OpenIDCode):
    """Signs the id_token of an answer with the practice's key."""

    def __call__(self, grant) -> None:
        grant.register_hook("after_create_token_response", lambda grant, answer: self.process_token(grant, answer))

    def encode_id_token(self, token, request) -> str:
        self.request, self.key = request, signing_key(request.connection.organization_id, now=request.now)
        return super().encode_id_token(token, request)

    def resolve_client_private_key(self, client):
        return self.key

    def get_client_algorithm(self, client) -> str:
        return "RS256"

    def get_encode_header(self, client) -> dict:
        return {"alg": "RS256", "kid": self.key.kid}

    def get_client_claims(self, client) -> dict:
        issued = int(self.request.now.timestamp())
        return {
            "iss": self.request.addresses.issuer,
            "aud": client.get_client_id(),
            "iat": issued,
            "exp": issued + LASTS_S,
        }

    def generate_user_info(self, user, scope: str) -> UserInfo:
        connection = self.request.connection
        said = UserInfo(sub=subject_of(connection))
        asked = scope.split()
        if "profile" in asked:
            said["name"] = user.name
        if ("fhirUser" in asked or "profile" in asked) and (reference := fhir_user(connection, self.request.now)):
            said["fhirUser"] = f"{self.request.addresses.fhir}/{reference}"
        return said


def subject_of(connection: Connection) -> str:
    """Return by what name apps of this organization know the person: no other organization's apps do."""
    return str(uuid5(connection.organization_id, str(connection.account_id)))


def fhir_user(connection: Connection, now) -> str:
    """Return the reference to the person's own document here; "" for somebody without one (front desk, carers)."""
    actor = actor_of_account(connection.account, connection.organization_id, now=now)
    if connection.as_staff and actor.practitioner_id:
        return f"Practitioner/{Practitioner.objects.get(uid=actor.practitioner_id).logical_id}"
    if not connection.as_staff and actor.patient_id:
        return f"Patient/{Patient.objects.get(uid=actor.patient_id).logical_id}"
    return ""
