"""A program elsewhere that works on a practice's record without a person (SMART Backend Services), over real HTTP.

It knows the address of the practice's API and holds a key pair; everything else it finds and asks for by itself.
"""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PATIENCE_S = 120  # with one answer


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class BackendService:
    """The program, once it is registered. `base` is the address of the API, `scope` what it asks for."""

    base: str
    client_id: str
    key: ECKey
    scope: str
    _token: str = ""
    _until: float = field(default=0.0)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, bundle: bytes) -> Answer:
        """Post a Bundle to the API's own address; nothing of it need come back."""
        headers = {"Content-Type": "application/fhir+json", "Prefer": "return=minimal"}
        return self._ask("POST", "", bundle, headers)

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        url = path if path.startswith("http") else f"{self.base}/{path}"
        bearer = {"Authorization": f"Bearer {self._fresh_token()}", "Accept": "application/fhir+json"}
        return answer_to(Request(url, body, bearer | (headers or {}), method=method))

    def _fresh_token(self) -> str:
        """Return a token that lives for a while yet: there is no refresh token, one asks anew."""
        if time.monotonic() > self._until - 60:
            told = self._asked_for_token()
            self._token, self._until = told["access_token"], time.monotonic() + told["expires_in"]
        return self._token

    def _asked_for_token(self) -> dict:
        where = answer_to(Request(f"{self.base}/.well-known/smart-configuration")).json["token_endpoint"]
        said = {"grant_type": "client_credentials", "scope": self.scope, "client_assertion_type": ASSERTION}
        form = urlencode(said | {"client_assertion": self._signed_for(where)}).encode()
        answer = answer_to(Request(where, form))
        assert answer.status == 200, answer.body
        return answer.json

    def _signed_for(self, audience: str) -> str:
        said = {"iss": self.client_id, "sub": self.client_id, "aud": audience, "jti": uuid4().hex}
        said["exp"] = int(time.time()) + 240
        return jwt.encode({"alg": "ES384", "kid": self.key.kid}, said, self.key, algorithms=["ES384"])


def registered(at: str, organization: str, command, *, scope: str = "system/*.cruds") -> BackendService:
    """Register the program by its public key, as the operator does with `telepraxis add-backend-service`.

    `at` is the address of the installation; `command` runs telepraxis there and returns what it printed.
    """
    key = ECKey.generate_key("P-384", {"kid": uuid4().hex, "use": "sig", "alg": "ES384"})
    with TemporaryDirectory() as folder:
        public = Path(folder) / "jwks.json"
        public.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
        said = command(
            "add-backend-service", "--organization", organization, "--name", "The next system", "--scope", scope,
            "--jwks", public,
        )  # fmt: skip
    client_id = re.search(r"client id +(\S+)", said)[1]
    return BackendService(f"{at}/fhir/{organization}", client_id, key, scope)


def answer_to(request: Request) -> Answer:
    """Return the answer, a refusal too."""
    try:
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return Answer(answer.status, _lower(answer.headers), answer.read())
    except HTTPError as refusal:
        return Answer(refusal.code, _lower(refusal.headers), refusal.read())


def _lower(headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
