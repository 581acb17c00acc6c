"""A signed PDF: intact or not, to the byte; nothing may be added; an old key proves what it signed in its time."""

from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata
from pyhanko.sign.fields import SigSeedSubFilter

from telepraxis.base import tenancy
from tests.people import MONDAY_8AM

from .. import keys, known, papers, published, verifying
from ..models import Key
from . import scene

HOUR = timedelta(hours=1)


@pytest.fixture
def signed(quayside) -> bytes:
    return scene.signed_pdf(MONDAY_8AM)


def test_says_who_signed_it_and_why(signed, quayside):
    found = verifying.paper(signed)

    assert (found.state, found.genuine, found.intact) == ("genuine", True, True)
    assert (found.reason, found.signer_words) == ("Prescription", "Dr Inês Carvalho, OM 41872")
    assert (found.organization, found.organization_name) == (quayside.id, "Quayside Practice")
    assert (found.signed_at, found.is_self_issued, found.as_signed_here) == (MONDAY_8AM, True, True)
    assert found.words == "Genuine and unchanged since it was signed."


def test_is_pades_with_its_chain_and_allows_no_change(signed):
    (signature,) = PdfFileReader(BytesIO(signed)).embedded_regular_signatures

    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"
    (root,) = signature.other_embedded_certs
    assert root.subject.native["common_name"] == "Quayside Practice signatures"
    attributes = {each["type"].native for each in signature.signer_info["signed_attrs"]}
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
    assert "signing_time" not in attributes  # EN 319 142-1, table 1: it stands in the dictionary


def test_one_changed_byte_is_noticed_wherever_it_stands(signed):
    begins = signed.index(b"/Contents <") + len(b"/Contents <")
    ends = signed.index(b">", begins)
    outside = [place for place in range(0, len(signed), 97) if not begins - 1 <= place <= ends]

    for place in outside:
        changed = bytearray(signed)
        changed[place] ^= 1
        found = verifying.paper(bytes(changed))
        assert not found.genuine and not found.as_signed_here, place


def test_altered_words_are_altered(signed):
    place = signed.index(b"/Reason") + len(b"/Reason (")
    changed = signed[:place] + b"X" + signed[place + 1 :]

    found = verifying.paper(changed)

    assert (found.state, found.intact) == ("altered", False)


def test_what_is_added_afterwards_is_noticed(signed):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(180)
    writer.update_container(page)
    added = BytesIO()
    writer.write(added)
    assert added.getvalue().startswith(signed)

    found = verifying.paper(added.getvalue())

    assert (found.state, found.intact, found.genuine) == ("added_to", True, False)
    assert verifying.paper(signed + b"\n% more").state != "genuine"


def test_nothing_is_signed_over_it(signed):
    with pytest.raises(papers.CannotSign):
        papers.sign(signed, reason="Again", signer_words="Somebody", now=MONDAY_8AM)


@pytest.mark.parametrize("content", [b"", b"a letter", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj"])
def test_what_is_no_pdf_is_neither_signed_nor_genuine(quayside, content):
    with pytest.raises(papers.CannotSign):
        papers.sign(content, reason="x", signer_words="y", now=MONDAY_8AM)

    assert verifying.paper(content).state == "damaged"


def test_a_pdf_without_a_signature_says_so(quayside):
    assert verifying.paper(scene.plain_pdf()).state == "unsigned"


def test_anothers_self_made_certificate_is_unknown(founded, hillcrest):
    with tenancy.serving(hillcrest.id):
        signed = scene.signed_pdf(MONDAY_8AM)
        there = published.key_set(hillcrest.id, now=MONDAY_8AM)
        assert verifying.paper(signed).organization_name == "Hillcrest Clinic"
    with tenancy.serving(founded.id):
        assert verifying.paper(signed).genuine
    trusted = known.read_set(there)
    assert [key.use for key in trusted] == ["paper"]


def test_who_is_known_nowhere_is_unknown_unless_trusted(quayside):
    signed, there = scene.signed_pdf(MONDAY_8AM), published.key_set(quayside.id, now=MONDAY_8AM)
    elsewhere = known.read_set(there)
    Key.objects.filter(use="paper").update(kid="gone")

    assert verifying.paper(signed).state == "unknown_signer"
    found = verifying.paper(signed, trusted=elsewhere)
    assert (found.state, found.organization_name, found.as_signed_here) == ("genuine", "Quayside Practice", False)


def test_a_revoked_key_proves_what_was_signed_before(signed, marta):
    kid = Key.objects.get(use="paper").kid
    stolen = keys.signer(use="paper", now=MONDAY_8AM)
    keys.revoke(kid=kid, why="lost", by=marta, now=MONDAY_8AM + HOUR)

    assert verifying.paper(signed).state == "before_revocation"
    assert verifying.paper(signed_with(stolen, MONDAY_8AM + 2 * HOUR)).state == "revoked"


def test_of_a_stolen_key_only_our_own_record_is_believed(signed, marta):
    stolen = keys.signer(use="paper", now=MONDAY_8AM)
    keys.revoke(kid=stolen.key.kid, why="stolen", by=marta, now=MONDAY_8AM + HOUR)

    assert verifying.paper(signed).state == "before_revocation"
    assert verifying.paper(signed_with(stolen, MONDAY_8AM + HOUR / 2)).state == "revoked"


def test_a_replaced_key_signs_no_more(signed, marta):
    old = keys.signer(use="paper", now=MONDAY_8AM)
    keys.rotate(use="paper", by=marta, now=MONDAY_8AM + HOUR)

    assert verifying.paper(signed).state == "genuine"
    assert verifying.paper(signed_with(old, MONDAY_8AM + 2 * HOUR)).state == "retired"


def test_a_moment_outside_the_certificate_is_refused(signed):
    signer = keys.signer(use="paper", now=MONDAY_8AM)

    assert verifying.paper(signed_with(signer, MONDAY_8AM - timedelta(days=3))).state == "not_in_force"
    assert verifying.paper(signed_with(signer, MONDAY_8AM + timedelta(days=1200))).state == "not_in_force"


def signed_with(signer: keys.Signer, moment) -> bytes:
    """Return what a holder of the key signs by themselves, as of a moment of their choice."""
    said = PdfSignatureMetadata(
        field_name="Signature", md_algorithm="sha256", certify=True, subfilter=SigSeedSubFilter.PADES
    )
    signing = papers._SignerAt(said, papers._with_chain(signer), moment=moment)
    writer = IncrementalPdfFileWriter(BytesIO(scene.plain_pdf()))
    return papers.apart(signing.async_sign_pdf(writer)).getvalue()
