"""A stack goes the whole way with the real reader: sent, read by the worker, confirmed, found in the record."""

from datetime import date

import pypdfium2
import pytest
from procrastinate.contrib.django import app

from telepraxis.base import files, record
from telepraxis.base.record.models import DocumentReference, Observation
from telepraxis.registry.patients.document import Identifier
from telepraxis.registry.patients.registration import register
from tests.people import MONDAY_8AM, Role, colleague
from tests.sites import in_practice

from .. import confirming, cutting, sending, taking_over
from ..models import PaperDocument, Sheet
from ..suggesting import suggestion_of
from ..taking_over import Decided
from . import scene

pytestmark = pytest.mark.process


def work_until_idle() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def patient(given: str, family: str, born: date, number: str, by):
    identifiers = [Identifier(value=number, kind="Record number")]
    return register(given=given, family=family, birth_date=born, identifiers=identifiers, by=by, now=MONDAY_8AM)


@pytest.fixture
def people(practice):
    """Amara, Tomasz, and Freya, who scans and is a nurse."""
    with in_practice(practice) as system:
        amara = patient("Amara", "Okonjo", date(1991, 3, 12), "QS-40021", system)
        tomasz = patient("Tomasz", "Wilk", date(1955, 2, 2), "QS-40022", system)
        return amara, tomasz, colleague("freya@quayside.test", "Freya Lindqvist", {Role.NURSE}, system)


def test_two_letters_one_of_them_upside_down_are_read_confirmed_and_found(practice, people):
    amara, tomasz, freya = people
    stack = scene.scanned(scene.RESULTS, scene.LETTER, turned=(1,))
    with in_practice(practice):
        sent = sending.send(
            incoming=[sending.Incoming("stack.pdf", stack)], languages=("eng",), by=freya, now=MONDAY_8AM
        )

    work_until_idle()

    with in_practice(practice):
        sheets = list(Sheet.objects.order_by("position"))
        assert [(sheet.state, sheet.poor, sheet.rotation) for sheet in sheets] == [("read", "", 0), ("read", "", 180)]
        results, letter = scene.documents_of(sent.stack)
        assert [suggestion_of(one).patient for one in (results, letter)] == [amara.uid, tomasz.uid]
        found = suggestion_of(results)
        assert (found.type, found.date) == (("11502-2", "Laboratory report"), date(2024, 5, 4))
        (haemoglobin,) = [number for number, value in enumerate(found.values) if value.name == "Haemoglobin"]
        said = confirming.Confirmed(
            patient=amara.uid, title="Laboratory report", type=found.type, dated=found.date,
            values=Decided(take=(haemoglobin,)),
        )  # fmt: skip
        confirming.confirm(document=results, said=said, by=freya, now=MONDAY_8AM)

        row = DocumentReference.objects.get(patient_id=amara.uid)
        assert "Haemoglobin" in record.content_of(row)["text"]["div"]
        assert "Haemoglobin" in pypdfium2.PdfDocument(files.read(row.sha256))[0].get_textpage().get_text_bounded()
        value = record.content_of(Observation.objects.get(patient_id=amara.uid))
        assert (str(value["valueQuantity"]["value"]), value["code"]["coding"][0]["code"]) == ("10.9", "718-7")
        assert not DocumentReference.objects.filter(patient_id=tomasz.uid).exists()


def test_nothing_decided_writes_nothing_and_what_is_decided_can_be_committed(practice, people):
    amara, _tomasz, freya = people
    with in_practice(practice):
        (document,) = scene.documents_of(scene.send_stack(scene.RESULTS, by=freya, now=MONDAY_8AM))
        said = confirming.Confirmed(patient=amara.uid, title="Results", dated=date(2024, 5, 4))
        confirming.confirm(document=document, said=said, by=freya, now=MONDAY_8AM)
    for decided, count in ((Decided(), 0), (Decided(leave=(1,)), 0), (Decided(take=(0,)), 1)):
        with in_practice(practice):
            taking_over.decide(document=document, decided=decided, by=freya, now=MONDAY_8AM)
        with in_practice(practice):
            assert Observation.objects.count() == count
    with in_practice(practice):
        filed = PaperDocument.objects.get()
        confirming.take_out(document=filed, reason="Somebody else's", by=freya, now=MONDAY_8AM)
    with in_practice(practice):
        confirming.throw_away(document=PaperDocument.objects.get(), reason="Twice", by=freya, now=MONDAY_8AM)


def test_a_page_turned_by_hand_is_read_again_as_it_was_turned(practice, people):
    _amara, _tomasz, freya = people
    picture = scene.jpeg(scene.drawn(scene.RESULTS))
    with in_practice(practice):
        sending.send(incoming=[sending.Incoming("1.jpg", picture)], languages=("eng",), by=freya, now=MONDAY_8AM)
    work_until_idle()
    with in_practice(practice):
        sheet = Sheet.objects.get()
        assert (sheet.rotation, sheet.width < sheet.height) == (0, True)
        cutting.rotate(sheet=sheet, quarters=1, by=freya, now=MONDAY_8AM)
    work_until_idle()

    with in_practice(practice):
        sheet = Sheet.objects.get()
        assert (sheet.state, sheet.rotation, sheet.width > sheet.height) == ("read", 90, True)
        assert PaperDocument.objects.get().is_open
