"""What is said with the pharmacy stands beside the prescription, and the prescriber answers there."""

from datetime import timedelta

import pytest

from telepraxis.base.access import Role
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications.tests.scene import AMOXICILLIN, line, signed
from telepraxis.care.pharmacy import bodies, listeners, ordering
from telepraxis.care.pharmacy.models import Remark
from telepraxis.care.pharmacy.ordering import LineWanted
from telepraxis.commons.mailbox.models import Outgoing
from telepraxis.commons.mailbox.reading import Message
from telepraxis.registry.practitioners.enrolment import enrol
from tests.people import colleague

from .bench_scene import NINE

TEN = NINE + timedelta(hours=1)


@pytest.fixture
def placed(amara, ines, hillcrest):
    """Amara's order at Hillcrest, of what Dr Carvalho signed at nine; the pharmacist there has a question."""
    prescription = signed(amara, ines, line(AMOXICILLIN, times=3))
    wanted = [LineWanted(each.id) for each in prescription.lines.all()]
    order = ordering.place(
        prescription=prescription.id, lines=wanted, pharmacy=hillcrest.id, key="one", by=amara, now=TEN
    )
    said = bodies.body("pharmacy.remark", {"words": "May it be the syrup?", "author": "Hugo"}, [], [])
    message = Message(
        uuid7(), uuid7(), hillcrest.id, hillcrest.name, "pharmacy.remark", order.thread, 1, said, TEN, TEN
    )
    listeners.ACTS["pharmacy.remark"]([order], message, bodies.read(said), TEN)
    return order


def test_what_came_is_read_beside_the_prescription_and_answered_there(placed, ines, browse):
    client, path = browse(ines), f"/prescriptions/{placed.prescription_id}/"
    page = client.get(path).content.decode()
    for said in ("With the pharmacy", "Hillcrest Clinic", "May it be the syrup?", "Hugo"):
        assert said in page, said
    came = Remark.objects.get()
    assert (came.is_ours, came.read_by) == (False, "Dr Inês Carvalho")

    before = Outgoing.objects.count()
    sent = client.post(f"/prescriptions/orders/{placed.id}/remark/", {"words": "Yes, the same dose."})
    assert (sent.status_code, sent["Location"]) == (302, f"{path}#talk")
    assert "Yes, the same dose." in client.get(path).content.decode()
    assert Outgoing.objects.count() == before + 1


def test_nothing_said_changes_nothing_and_nobody_else_writes(placed, ines, amara, rui, marta, browse):
    address = f"/prescriptions/orders/{placed.id}/remark/"
    assert browse(ines).post(address, {"words": "  "}).status_code == 302
    for somebody in (amara, rui, marta):
        assert browse(somebody).post(address, {"words": "Hello"}).status_code == 404
    assert Remark.objects.count() == 1


def test_what_nobody_has_read_stands_on_the_list_of_whoever_prescribed(placed, ines, marta, browse):
    client, other = browse(ines), browse(marta)
    page = client.get("/medicines/").content.decode()
    for said in ("Pharmacists wrote", "Amara Okonjo", "May it be the syrup?", "Hugo, Hillcrest Clinic", "1 waiting"):
        assert said in page, said
    assert f'href="/prescriptions/{placed.prescription_id}/#talk"' in page and "Nobody waits for an answer" not in page
    assert ">1<" in client.get("/medicines/count/").content.decode()
    assert Remark.objects.get().read_at is None  # to see that it is there is not to read it
    assert other.get("/medicines/").status_code == 403

    client.get(f"/prescriptions/{placed.prescription_id}/")

    page = client.get("/medicines/").content.decode()
    assert "Pharmacists wrote" not in page and "Nobody waits for an answer" in page
    assert client.get("/medicines/count/").content.decode().strip() == ""


def test_a_colleague_finds_it_among_everybodys(placed, system, browse):
    doctor = enrol(
        title="Dr", given="Paulo", family="Lima", specialty_code="family-medicine", time_zone="Europe/Lisbon",
        licences=[], by=system, now=NINE,
    )  # fmt: skip
    paulo = colleague("paulo@quayside.test", "Dr Paulo Lima", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
    client = browse(paulo)
    assert "Pharmacists wrote" not in client.get("/medicines/").content.decode()
    assert "May it be the syrup?" in client.get("/medicines/?whose=all").content.decode()
