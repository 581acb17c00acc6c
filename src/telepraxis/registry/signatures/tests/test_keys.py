"""Keys: made at first use, replaced, imported, revoked; what an older signature is worth then."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_der_private_key, pkcs12
from django.db import DatabaseError, IntegrityError, transaction

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.sealing import Key as Sealing
from telepraxis.base.sealing import KeyRing
from telepraxis.base.uuid7 import uuid7
from tests.people import MONDAY_8AM

from .. import compact, keys, making, published, verifying
from ..models import Key, Signed
from ..standing import Standing
from . import scene

HOUR = timedelta(hours=1)
LATER = MONDAY_8AM + HOUR


def verify(text: str, now=LATER):
    return verifying.token(text, kind="prescription", now=now)


def deeds() -> list[str]:
    rows = AuditEvent.objects.filter(action__startswith="signatures.").order_by("id")
    return list(rows.values_list("action", flat=True))


def states() -> list[tuple]:
    """Return of each key, oldest first: use, whether it is current, retired, revoked, and has a private part."""
    return [
        (str(row.use), row.is_current, bool(row.retired_at), bool(row.revoked_at), bool(row.sealed))
        for row in Key.objects.order_by("made_at", "id")
    ]


def test_the_first_use_makes_a_key_and_the_next_takes_it(quayside):
    scene.token(MONDAY_8AM)
    scene.token(LATER)

    assert states() == [("token", True, False, False, True)]
    assert deeds() == ["signatures.made"]
    assert "PRIVATE" not in Key.objects.get().sealed


def test_a_pdf_key_is_certified_by_an_authority_of_our_own(quayside):
    signer = keys.signer(use="paper", now=MONDAY_8AM)

    own, root = signer.chain
    own.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert states() == [("root", True, False, False, True), ("paper", True, False, False, True)]
    usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment and usage.digital_signature and not usage.key_cert_sign
    assert published.authority(quayside.id) == Key.objects.get(use="root").public
    assert Key.objects.get(use="paper").expires_at == MONDAY_8AM + timedelta(days=3 * 365)


def test_its_successor_comes_before_a_certificate_ends(quayside):
    keys.signer(use="paper", now=MONDAY_8AM)
    ends = Key.objects.get(use="paper").expires_at

    same = keys.signer(use="paper", now=ends - timedelta(days=31))
    after = keys.signer(use="paper", now=ends - timedelta(days=29))

    assert same.key.kid != after.key.kid
    assert Key.objects.get(kid=same.key.kid).retired_at == ends - timedelta(days=29)


def test_a_replaced_key_proves_what_it_signed_and_nothing_later(quayside, marta):
    text = scene.token(MONDAY_8AM)
    stolen = keys.signer(use="token", now=MONDAY_8AM)

    keys.rotate(use="token", by=marta, now=LATER)

    assert verify(text).standing == Standing.GOOD
    assert states() == [("token", False, True, False, False), ("token", True, False, False, True)]
    with pytest.raises(verifying.Retired):
        verify(signed_with(stolen, LATER + 6 * HOUR), LATER + 7 * HOUR)
    assert deeds() == ["signatures.made", "signatures.rotated"]


def signed_with(signer: keys.Signer, moment) -> str:
    """Return what a holder of an old key signs by themselves: our record knows nothing of it."""
    header = compact.header(kid=signer.key.kid, kind="prescription", issuer=signer.key.organization_id)
    times = {"iat": int(moment.timestamp()), "exp": int((moment + scene.IN_A_MONTH).timestamp())}
    signed = compact.written(header, scene.basket(2) | times)
    return f"{signed.decode()}.{compact.encoded(signer.private.sign(signed))}"


@pytest.mark.parametrize("why", ["lost", "replaced", "ceased"])
def test_what_was_signed_before_its_key_was_revoked_is_said_so(quayside, marta, why):
    text, signer = scene.token(MONDAY_8AM), keys.signer(use="token", now=MONDAY_8AM)

    keys.revoke(kid=signer.key.kid, why=why, note="The laptop fell into the river", by=marta, now=LATER)

    assert verify(text).standing == Standing.BEFORE_REVOCATION
    assert verify(signed_with(signer, LATER - HOUR / 2)).standing == Standing.BEFORE_REVOCATION
    with pytest.raises(verifying.Revoked):
        verify(signed_with(signer, LATER + HOUR), LATER + 2 * HOUR)


def test_of_a_stolen_key_only_our_own_record_is_believed(quayside, marta):
    text, signer = scene.token(MONDAY_8AM), keys.signer(use="token", now=MONDAY_8AM)

    keys.revoke(kid=signer.key.kid, why="stolen", by=marta, now=LATER)

    assert verify(text).standing == Standing.BEFORE_REVOCATION
    with pytest.raises(verifying.Revoked) as refused:  # dated back by the thief
        verify(signed_with(signer, MONDAY_8AM))
    assert refused.value.verified.payload["p"][0] == "Amara Okonjo"


def test_after_a_revocation_a_new_key_signs(quayside, marta):
    keys.revoke(kid=keys.signer(use="token", now=MONDAY_8AM).key.kid, why="lost", by=marta, now=LATER)

    assert verify(scene.token(LATER)).standing == Standing.GOOD
    assert states() == [("token", False, False, True, False), ("token", True, False, False, True)]


def test_a_key_is_revoked_once(quayside, marta):
    kid = keys.signer(use="token", now=MONDAY_8AM).key.kid
    keys.revoke(kid=kid, why="lost", note="Nobody has it", by=marta, now=LATER)

    with pytest.raises(keys.AlreadyRevoked):
        keys.revoke(kid=kid, why="stolen", by=marta, now=LATER + HOUR)

    row = Key.objects.get()
    assert (row.revoked_at, row.revoked_why, row.revoked_note, row.revoked_by) == (
        LATER, "lost", "Nobody has it", "Marta Nunes",
    )  # fmt: skip
    with pytest.raises(Key.DoesNotExist):
        keys.revoke(kid="nothing", why="lost", by=marta, now=LATER)
    with pytest.raises(ValueError):
        keys.revoke(kid=keys.rotate(use="token", by=marta, now=LATER).kid, why="mood", by=marta, now=LATER)


def test_with_the_authority_go_the_keys_it_certified(quayside, marta):
    signed = scene.signed_pdf(MONDAY_8AM)
    root = Key.objects.get(use="root")

    keys.revoke(kid=root.kid, why="lost", by=marta, now=LATER)

    assert states() == [("root", False, False, True, False), ("paper", False, False, True, False)]
    assert verifying.paper(signed).state == "before_revocation"
    assert deeds()[-2:] == ["signatures.revoked", "signatures.revoked"]
    assert verifying.paper(scene.signed_pdf(LATER)).state == "genuine"
    assert Key.objects.filter(use="root").count() == 2


def test_after_the_key_file_was_lost_new_keys_sign(quayside, marta, settings):
    text, pdf = scene.token(MONDAY_8AM), scene.signed_pdf(MONDAY_8AM)
    settings.FIELD_KEYS = KeyRing([Sealing("other", b"o" * 32)])

    with pytest.raises(keys.NoKey, match="Let a new one sign"):
        scene.token(LATER)
    keys.rotate(use="token", by=marta, now=LATER)
    keys.rotate(use="paper", by=marta, now=LATER)

    assert verify(scene.token(LATER)).standing == verify(text).standing == Standing.GOOD
    assert verifying.paper(scene.signed_pdf(LATER)).genuine and verifying.paper(pdf).genuine
    assert Key.objects.filter(use="root").count() == 2


@pytest.mark.parametrize("who", ["ines", "freya", "rui", "amara"])
def test_only_who_runs_the_place_changes_keys(quayside, request, who):
    by = request.getfixturevalue(who)
    kid = keys.signer(use="token", now=MONDAY_8AM).key.kid
    before = states()

    with pytest.raises(NotAllowed):
        keys.rotate(use="token", by=by, now=LATER)
    with pytest.raises(NotAllowed):
        keys.revoke(kid=kid, why="lost", by=by, now=LATER)
    with pytest.raises(NotAllowed):
        keys.import_certificate(pkcs12=b"", passphrase="", by=by, now=LATER)

    assert states() == before


def seal(now, *, days=365, bits=2048, **usage) -> bytes:
    """Return a seal as a public authority hands it out: PKCS #12 with its chain."""
    authority = making.root(name="Autoridade Certificadora", organization=uuid7(), now=now - timedelta(days=9))
    above = x509.load_pem_x509_certificate(authority.public.encode())
    private = generate_private_key(65537, bits)
    own = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "QUAYSIDE PRACTICE LDA")]))
        .issuer_name(above.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(making._usage(**usage or {"content_commitment": True}), critical=True)
        .sign(load_der_private_key(authority.private, None), hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"seal", private, own, [above], BestAvailableEncryption(b"heron"))


def test_an_imported_seal_signs_pdfs(quayside, marta):
    scene.signed_pdf(MONDAY_8AM - HOUR)

    row = keys.import_certificate(pkcs12=seal(MONDAY_8AM), passphrase="heron", by=marta, now=MONDAY_8AM)

    found = verifying.paper(scene.signed_pdf(LATER))
    assert (found.state, found.key_id, found.is_self_issued) == ("genuine", row.kid, False)
    assert len(keys.signer(use="paper", now=LATER).chain) == 2
    assert [each.is_current for each in Key.objects.filter(use="paper").order_by("made_at")] == [False, True]
    assert deeds()[-1] == "signatures.imported"


def test_nothing_takes_an_imported_seals_place_unasked(quayside, marta):
    row = keys.import_certificate(pkcs12=seal(MONDAY_8AM, days=30), passphrase="heron", by=marta, now=MONDAY_8AM)

    with pytest.raises(keys.NoKey):
        keys.signer(use="paper", now=row.expires_at)
    keys.revoke(kid=row.kid, why="lost", by=marta, now=LATER)
    with pytest.raises(keys.NoKey, match="Import its successor"):
        scene.signed_pdf(LATER)

    assert Key.objects.count() == 1
    keys.rotate(use="paper", by=marta, now=LATER)
    assert verifying.paper(scene.signed_pdf(LATER)).genuine


@pytest.mark.parametrize(
    ("changed", "passphrase", "words"),
    [
        ({}, "crane", "passphrase is wrong"),
        ({"days": -0.5}, "heron", "not now"),
        ({"bits": 1024}, "heron", "too weak"),
        ({"key_encipherment": True}, "heron", "not issued for signatures"),
    ],
)
def test_what_cannot_sign_is_not_imported(quayside, marta, changed, passphrase, words):
    with pytest.raises(keys.NotACertifiedKey, match=words):
        keys.import_certificate(pkcs12=seal(MONDAY_8AM, **changed), passphrase=passphrase, by=marta, now=MONDAY_8AM)
    assert not Key.objects.exists()


def test_a_file_that_is_no_seal_is_refused(quayside, marta):
    for content in (b"", b"%PDF-1.7", b"x" * 70_000):
        with pytest.raises(keys.NotACertifiedKey):
            keys.import_certificate(pkcs12=content, passphrase="heron", by=marta, now=MONDAY_8AM)


def test_the_same_seal_twice_is_refused(quayside, marta):
    content = seal(MONDAY_8AM)
    keys.import_certificate(pkcs12=content, passphrase="heron", by=marta, now=MONDAY_8AM)

    with pytest.raises(keys.NotACertifiedKey, match="before"):
        keys.import_certificate(pkcs12=content, passphrase="heron", by=marta, now=LATER)


def test_the_database_keeps_one_current_key_and_every_witness(quayside):
    scene.token(MONDAY_8AM)
    key = Key.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Key.objects.create(
            organization=quayside, kid="other", use="token", public="{}", sealed="x", made_at=LATER, made_by="?"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Key.objects.filter(pk=key.pk).update(retired_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signed.objects.update(signed_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signed.objects.all().delete()


def test_the_published_set_trusts_no_revoked_key(quayside, marta):
    first = keys.signer(use="token", now=MONDAY_8AM).key.kid
    second = keys.rotate(use="token", by=marta, now=LATER).kid
    keys.revoke(kid=first, why="stolen", by=marta, now=LATER + HOUR)
    keys.signer(use="paper", now=LATER)

    said = published.key_set(quayside.id, now=MONDAY_8AM)

    assert (said["name"], said["issuer"]) == ("Quayside Practice", making.encoded(quayside.id.bytes))
    assert [key["kid"] for key in said["keys"]] == [second]
    (gone,) = said["revoked_keys"]
    assert (gone["kid"], gone["exp"]) == (first, int(LATER.timestamp()))
    assert gone["revoked"] == {"revoked_at": int((LATER + HOUR).timestamp()), "reason": "compromised"}
    assert {"kty", "crv", "x", "kid", "use", "alg", "iat"} == set(said["keys"][0])
    assert [paper["certificates"].count("BEGIN CERTIFICATE") for paper in said["papers"]] == [2]
    assert "PRIVATE" not in str(said)
