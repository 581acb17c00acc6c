"""A small OpenID provider in a process of its own: what a hospital runs, without its login page.

Who sits at its keyboard, and how they proved it, is told to it at `/be` as JSON claims. Started as a program it prints
its address.
"""

import json
import sys
import time
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
CLIENT, SECRET = "telepraxis", "between us"


class Provider(BaseHTTPRequestHandler):
    """Discovery, keys, authorization with PKCE, token with a secret, userinfo."""

    claims: dict = {}
    codes: dict = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self):
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            self.say({"issuer": self.claims.get("calls_itself", self.issuer), "jwks_uri": f"{self.issuer}/keys",
                      "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
                      "userinfo_endpoint": f"{self.issuer}/userinfo",
                      "token_endpoint_auth_methods_supported": ["client_secret_basic"]})  # fmt: skip
        elif path == "/keys":
            self.say(KeySet([KEY]).as_dict(private=False))
        elif path == "/authorize":
            self.authorize({name: values[0] for name, values in query.items()})
        elif path == "/userinfo":
            self.say({k: v for k, v in self.claims.items() if k in ("sub", "email", "email_verified", "name")})
        else:
            self.send_error(404)

    def authorize(self, asked: dict) -> None:
        assert asked["client_id"] == CLIENT and "openid" in asked["scope"]
        code = token_urlsafe(16)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/be":
            type(self).claims = json.loads(body)
            self.say({})
        elif self.path == "/token":
            self.token({name: values[0] for name, values in parse_qs(body).items()})

    def token(self, said: dict) -> None:
        client, _, secret = b64decode(self.headers["Authorization"].split()[1]).decode().partition(":")
        asked = self.codes.pop(said["code"], None)
        proof = urlsafe_b64encode(sha256(said["code_verifier"].encode()).digest()).decode().rstrip("=")
        if (unquote(client), unquote(secret)) != (CLIENT, SECRET) or not asked or proof != asked["code_challenge"]:
            self.send_error(401)
            return
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        key = FOREIGN if told.pop("forged", False) else KEY
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, told, key, algorithms=["RS256"])
        self.say({"access_token": token_urlsafe(16), "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    def say(self, what: dict) -> None:
        content = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdout.close()
    server.serve_forever()
