"""A signed token: what it says comes back; what is forged, altered, too old, too early or of another kind does not."""

import json
import zlib
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from telepraxis.base import tenancy
from tests.people import MONDAY_8AM

from .. import compact, keys, known, published, qr, tokens, verifying
from ..models import Key, Signed
from ..standing import Standing
from . import scene
from .scene import IN_A_MONTH, basket

MINUTE = timedelta(minutes=1)


def verify(text: str, now=MONDAY_8AM, kind="prescription", **other):
    return verifying.token(text, kind=kind, now=now, **other)


def test_says_again_what_was_signed(quayside):
    found = verify(scene.token(MONDAY_8AM))

    assert found.payload == basket()
    assert (found.organization, found.organization_name) == (quayside.id, "Quayside Practice")
    assert (found.kind, found.standing, found.is_here) == ("prescription", Standing.GOOD, True)
    assert (found.signed_at, found.expires_at) == (MONDAY_8AM, MONDAY_8AM + IN_A_MONTH)
    assert found.key_id == Key.objects.get().kid


def test_opens_as_a_link_and_with_line_breaks(quayside):
    text = scene.token(MONDAY_8AM)
    link = tokens.address(text)

    assert link == f"http://localhost:8000/signatures/quayside/verify.html#{text}"
    assert verify(link).payload == verify(f"{text[:60]}\n  {text[60:]}\n").payload


def test_another_organization_and_nobody_verify_it(founded, hillcrest):
    with tenancy.serving(founded.id):
        text = scene.token(MONDAY_8AM)

    with tenancy.serving(hillcrest.id):
        assert verify(text).organization == founded.id
        assert not Key.objects.exists()
    assert verify(text).organization == founded.id


def test_two_queries_to_sign_and_two_to_verify(quayside, django_assert_num_queries):
    scene.token(MONDAY_8AM)
    with django_assert_num_queries(3):  # the organization that is served, the key, the witness
        text = scene.token(MONDAY_8AM, lines=2)
    with django_assert_num_queries(2):
        verify(text)


def test_every_changed_character_is_noticed(quayside):
    text = scene.token(MONDAY_8AM, lines=1)
    for place in range(len(text)):
        for other in "Ab0-.":
            changed = text[:place] + other + text[place + 1 :]
            if changed != text:
                with pytest.raises(verifying.NotAccepted):
                    verify(changed)


def test_a_dose_that_somebody_raised_is_altered(quayside):
    first, body, signature = scene.token(MONDAY_8AM).split(".")
    said = json.loads(zlib.decompress(compact.decoded(body), wbits=-15))
    said["l"][0][3] = "210 capsules"
    deflating = zlib.compressobj(wbits=-15)
    body = compact.encoded(deflating.compress(json.dumps(said).encode()) + deflating.flush())

    with pytest.raises(verifying.Altered) as refused:
        verify(f"{first}.{body}.{signature}")

    assert "altered" in str(refused.value) and refused.value.verified is None


def forged(text: str, signature: bytes | None = None, **header) -> str:
    """Return the token under another header, signed by somebody else's key."""
    parts = compact.read(text)
    signed = compact.written(parts.header | header, parts.payload())
    made = Ed25519PrivateKey.generate().sign(signed) if signature is None else signature
    return f"{signed.decode()}.{compact.encoded(made) or 'AA'}"


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"zip": "none"}, {"crit": ["b64"]}, {"typ": 1}])
def test_other_ways_to_sign_are_forged(quayside, header):
    with pytest.raises(verifying.Forged):
        verify(forged(scene.token(MONDAY_8AM), **header))


def test_anothers_signature_is_altered_and_anothers_key_unknown(quayside):
    text = scene.token(MONDAY_8AM)

    with pytest.raises(verifying.Altered):
        verify(forged(text))
    with pytest.raises(verifying.UnknownKey):
        verify(forged(text, kid="AAAAAAAAAAA"))
    with pytest.raises(verifying.UnknownKey):
        verify(forged(text, iss=compact.short(Key.objects.get().id)))


@pytest.mark.parametrize("text", ["", "one", "a.b", "a.b.c", "a.b.c.d", "é.b.c", "x" * 9000, "AAAA.AAAA.AAAA"])
def test_what_is_no_token_is_damaged(quayside, text):
    with pytest.raises(verifying.Damaged):
        verify(text)


def test_a_payload_that_swells_is_damaged(quayside):
    signer = keys.signer(use=Key.Use.TOKEN, now=MONDAY_8AM)
    header = compact.header(kid=signer.key.kid, kind="prescription", issuer=quayside.id)
    signed = compact.written(header, {"x": "a" * 1_000_000, "iat": 0, "exp": 2**31})
    text = f"{signed.decode()}.{compact.encoded(signer.private.sign(signed))}"
    assert len(text) < compact.LONGEST

    with pytest.raises(verifying.Damaged):
        verify(text)


def test_clocks_may_differ_by_five_minutes(quayside):
    text = scene.token(MONDAY_8AM)

    assert verify(text, MONDAY_8AM - 5 * MINUTE) and verify(text, MONDAY_8AM + IN_A_MONTH + 5 * MINUTE)
    with pytest.raises(verifying.NotYetValid):
        verify(text, MONDAY_8AM - 6 * MINUTE)
    with pytest.raises(verifying.Expired) as refused:
        verify(text, MONDAY_8AM + IN_A_MONTH + 6 * MINUTE)
    assert refused.value.verified.payload["p"][0] == "Amara Okonjo"


def test_another_kind_is_refused(quayside):
    with pytest.raises(verifying.WrongKind):
        verify(scene.token(MONDAY_8AM, kind="pickup"))


def test_a_payload_says_neither_when_nor_how_long(quayside):
    with pytest.raises(ValueError, match="iat and exp"):
        tokens.sign({"iat": 1}, kind="x", expires=MONDAY_8AM + IN_A_MONTH, now=MONDAY_8AM)
    with pytest.raises(ValueError, match="ends after"):
        tokens.sign({}, kind="x", expires=MONDAY_8AM, now=MONDAY_8AM)
    assert not Key.objects.exists()


def test_one_signed_twice_in_a_second_is_the_same(quayside):
    assert scene.token(MONDAY_8AM) == scene.token(MONDAY_8AM)
    assert Signed.objects.count() == 1


@pytest.mark.parametrize(("lines", "characters", "version"), [(1, 530, 19), (3, 720, 19), (6, 884, 22)])
def test_a_basket_fits_a_code_that_a_phone_reads(quayside, lines, characters, version):
    text = scene.token(MONDAY_8AM, lines=lines)
    code = qr.svg(tokens.address(text), title="Prescription")

    assert (len(text), code.version) == (characters, version)
    assert code.modules == 17 + 4 * version <= 105
    assert code.svg.startswith("<svg") and "<title>Prescription</title>" in code.svg


def test_no_code_holds_too_much():
    with pytest.raises(qr.TooLong):
        qr.svg("x" * 3000)


def test_a_key_set_from_elsewhere_is_trusted_when_it_is_given(quayside, system):
    text = scene.token(MONDAY_8AM)
    there = json.loads(json.dumps(published.key_set(quayside.id, now=MONDAY_8AM)))
    keys.rotate(use="token", by=system, now=MONDAY_8AM + MINUTE)
    changed = {**there, "issuer": compact.short(Key.objects.first().id), "name": "Elsewhere"}

    trusted = known.read_set(there)

    assert [(key.kid, key.is_here) for key in trusted] == [(there["keys"][0]["kid"], False)]
    assert verify(text, trusted=trusted).organization_name == "Quayside Practice"
    assert known.read_set(changed)[0].organization_name == "Elsewhere"


@pytest.mark.parametrize("said", [None, [], {}, {"issuer": "x"}, {"issuer": "A" * 22, "name": "x", "keys": [{}]}])
def test_what_is_no_key_set_is_refused(said):
    with pytest.raises(known.NotAKeySet):
        known.read_set(said)
