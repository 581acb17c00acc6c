"""One ACME order (RFC 8555) by http-01: account, order, challenge, certificate."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import josepy
import requests
from acme import challenges, client, crypto_util, errors, messages
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from telepraxis.server import private_files

from .options import LETS_ENCRYPT_STAGING, TlsRefused

CHALLENGE_WAIT_S = 60
FINALIZE_WAIT = timedelta(seconds=60)

NEXT_STEPS = {
    "connection": "Let port 80 of {name} reach this machine: check the firewall, the router and the DNS record.",
    "dns": "Make a DNS record (A or AAAA) for {name} that points to this machine, wait for it to spread, try again.",
    "caa": "The CAA record of {name} forbids this authority: change it at your DNS provider.",
    "unauthorized": "Another server answers on port 80 of {name}: point the DNS record here, or use --behind-proxy.",
    "incorrectResponse": "Another server answers on port 80 of {name}: point the DNS record here, or --behind-proxy.",
    "rateLimited": "The authority counts too many requests for {name}: wait as long as it says; test with --directory "
    + LETS_ENCRYPT_STAGING
    + ".",
    "rejectedIdentifier": "The authority gives no certificate for {name}: use a public domain name, or --lan.",
    "invalidContact": "The authority refuses the e-mail address: give another with --email.",
    "externalAccountRequired": "The authority wants an account made on its site: use another with --directory.",
}


@dataclass(frozen=True)
class Authority:
    """The ACME server: its directory, and the file of its own root when it is a private one."""

    directory: str
    root: Path | None
    email: str | None


def obtain(
    name: str, authority: Authority, folder: Path, answers: dict[str, str], *, wait_s: float = CHALLENGE_WAIT_S,
    sleep: Callable[[float], None] = time.sleep,
) -> bytes:  # fmt: skip
    """Return a fresh key and full chain as one PEM, while `answers` is served on port 80 of `name`.

    The account key is kept in `folder`. :raises TlsRefused: with the authority's own words and the next step.
    """
    try:
        acme = _client(authority, folder)
        key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        order = acme.new_order(crypto_util.make_csr(key, domains=[name]))
        for authorization in order.authorizations:
            _prove(acme, authorization, name, answers, wait_s, sleep)
        order = acme.finalize_order(order, datetime.now() + FINALIZE_WAIT)
        return key + order.fullchain_pem.encode()
    except messages.Error as refusal:
        raise _refused(name, refusal) from refusal
    except errors.IssuanceError as refusal:
        raise _refused(name, refusal.error) from refusal
    except requests.exceptions.SSLError as reason:
        raise TlsRefused(
            f"{authority.directory} shows a certificate this machine does not trust.",
            "For an authority of your own, name its root with --root FILE.",
        ) from reason
    except (requests.exceptions.RequestException, errors.Error, ValueError) as reason:
        raise TlsRefused(
            f"{authority.directory} does not answer as an ACME server: {reason or type(reason).__name__}.",
            "Check this machine's way to the internet and the address of the directory.",
        ) from reason


def _client(authority: Authority, folder: Path) -> client.ClientV2:
    net = client.ClientNetwork(
        _account_key(authority, folder), alg=josepy.ES256, user_agent="telepraxis", timeout=20,
        verify_ssl=str(authority.root) if authority.root else True,
    )  # fmt: skip
    acme = client.ClientV2(client.ClientV2.get_directory(authority.directory, net), net)
    try:
        acme.new_account(messages.NewRegistration.from_data(email=authority.email, terms_of_service_agreed=True))
    except errors.ConflictError as known:
        held = messages.RegistrationResource(uri=known.location, body=messages.Registration())
        acme.net.account = held
        acme.net.account = acme.query_registration(held)
    return acme


def _account_key(authority: Authority, folder: Path) -> josepy.JWKEC:
    path = folder / "accounts" / f"{urlsplit(authority.directory).netloc.replace(':', '_')}.json"
    if path.exists():
        return josepy.JWKEC.fields_from_json(json.loads(path.read_text()))
    key = josepy.JWKEC(key=ec.generate_private_key(ec.SECP256R1()))
    private_files.write(path, json.dumps(key.fields_to_partial_json()).encode())
    return key


def _prove(acme, authorization, name, answers, wait_s, sleep) -> None:
    """Answer one authorization and wait for its verdict: a failed connection stays pending, so the wait has an end."""
    if authorization.body.status == messages.STATUS_VALID:
        return
    offered = [c for c in authorization.body.challenges if isinstance(c.chall, challenges.HTTP01)]
    if not offered:
        raise TlsRefused(
            f"The authority offers no http-01 challenge for {name}.", "Use --certificate with files of your own."
        )
    response, answer = offered[0].response_and_validation(acme.net.key)
    token = offered[0].chall.encode("token")
    answers[token] = answer
    try:
        acme.answer_challenge(offered[0], response)
        ends = time.monotonic() + wait_s
        while True:
            authorization, _ = acme.poll(authorization)
            if authorization.body.status == messages.STATUS_VALID:
                return
            error = next((c.error for c in authorization.body.challenges if c.error), None)
            if authorization.body.status != messages.STATUS_PENDING or (error and time.monotonic() > ends):
                raise _refused(name, error or messages.Error(detail="The authority gave no reason."))
            if time.monotonic() > ends:
                raise TlsRefused(
                    f"The authority could not reach port 80 of {name} within {wait_s:.0f} seconds.",
                    NEXT_STEPS["connection"].format(name=name),
                )
            sleep(0.5)
    finally:
        answers.pop(token, None)


def _refused(name: str, error: messages.Error) -> TlsRefused:
    code = str(error.typ).rsplit(":", 1)[-1]
    said = (error.detail or error.description or code).rstrip(".")
    return TlsRefused(
        f"No certificate for {name}: {said}.",
        NEXT_STEPS.get(code, "Try again with --directory " + LETS_ENCRYPT_STAGING + ", which counts less.").format(
            name=name
        ),
    )
