"""Another hand than ours: joserfc verifies our tokens and we verify what it signs, by the published key set."""

import json
import zlib

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry

from tests.people import MONDAY_8AM

from .. import compact, keys, published, verifying
from ..models import Key
from . import scene

ANYBODY = JWSRegistry(algorithms=["EdDSA"], strict_check_header=False)


def public_keys(organization) -> KeySet:
    return KeySet.import_key_set({"keys": published.key_set(organization.id, now=MONDAY_8AM)["keys"]})


def test_joserfc_verifies_ours(quayside):
    text = scene.token(MONDAY_8AM)

    found = jws.deserialize_compact(text, public_keys(quayside), registry=ANYBODY)

    said = json.loads(zlib.decompress(found.payload, wbits=-15))
    assert (said["p"][0], said["iat"]) == ("Amara Okonjo", int(MONDAY_8AM.timestamp()))
    assert found.headers()["typ"] == "prescription"


def test_joserfc_refuses_ours_when_it_is_altered(quayside):
    first, body, signature = scene.token(MONDAY_8AM).split(".")
    other = scene.token(MONDAY_8AM, lines=2).split(".")[1]

    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(f"{first}.{other}.{signature}", public_keys(quayside), registry=ANYBODY)


def test_we_verify_what_joserfc_signs(quayside):
    signer = keys.signer(use=Key.Use.TOKEN, now=MONDAY_8AM)
    jwk = json.loads(signer.key.public) | {"d": compact.encoded(signer.private.private_bytes_raw())}
    times = {"iat": int(MONDAY_8AM.timestamp()), "exp": int((MONDAY_8AM + scene.IN_A_MONTH).timestamp())}
    deflating = zlib.compressobj(wbits=-15)
    body = deflating.compress(json.dumps(scene.basket() | times).encode()) + deflating.flush()
    header = compact.header(kid=signer.key.kid, kind="prescription", issuer=quayside.id)

    text = jws.serialize_compact(header, body, OKPKey.import_key(jwk), registry=ANYBODY)

    found = verifying.token(text, kind="prescription", now=MONDAY_8AM)
    assert found.payload == scene.basket()
