"""Whoever prescribed works on another installation: their keys verify the code, the rest goes over the wire."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.test import Client
from django.utils import timezone

from telepraxis.base import record
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import Patient
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.pharmacy import bodies, claiming, enclosed
from telepraxis.care.pharmacy.models import Claim, ClaimLine
from telepraxis.care.pharmacy.tests.scene import (
    AMOXICILLIN,
    hand_over,
    made_ready,
    on_shelf,
    prescribe,
    states_there,
    stock,
)
from telepraxis.commons.mailbox.tests.elsewhere import Elsewhere, befriend
from telepraxis.registry.signatures import compact, verifying

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere():
    place = Elsewhere()
    yield place
    place.stop()


def code_of(place: Elsewhere, number: str, now) -> str:
    said = {
        "n": number, "p": ["Amara Okonjo", "1991-03-12"], "d": ["Dr Far", "1"], "o": "Far Practice",
        "l": [["Amoxicillin 500 mg capsule", "", "1 capsule", "21 capsules", 0, 1]], "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + 86_400,
    }  # fmt: skip
    header = compact.header(kid=place.made.kid, kind="prescription", issuer=place.organization)
    signed = compact.written(header, said)
    key = load_der_private_key(place.made.private, password=None)
    return f"{signed.decode()}.{compact.encoded(key.sign(signed))}"


def granted(town, now) -> dict:
    """Return what the practice elsewhere answers: Amara's documents as Quayside would send them."""
    row = prescribe(town, AMOXICILLIN).lines.select_related("document")
    with town.at(town.quayside):
        patient = Patient.objects.get(uid=town.amara.patient_id)
        request = enclosed.request(record.content_of(row.get().document), patient.logical_id)
        person = enclosed.patient(record.content_of(patient))
    line = {"line": uuid7(), "request": request["id"], "quantity": Decimal(21), "valid-until": now + timedelta(days=9)}
    fields = {"state": "granted", "number": "FAR000000001", "patient": patient.logical_id, "language": "en"}
    return json.loads(json_text.written(bodies.body("pharmacy.claim_answer", fields, [line], [person, request])))


def kinds(place: Elsewhere) -> list[str]:
    return [json.loads(each["body"])["entry"][0]["resource"]["code"]["coding"][0]["code"] for each in place.came]


def test_a_code_from_far_away_is_asked_for_and_what_was_handed_out_is_told(town, elsewhere):
    now = timezone.now()
    stock(town, town.corner, AMOXICILLIN, 100, 10)
    code = code_of(elsewhere, "FAR000000001", now)
    by = town.corner.pharmacist
    with town.at(town.corner), pytest.raises(verifying.UnknownKey):
        claiming.read(text=code, by=by, now=now)  # nobody here knows them yet

    befriend(town.corner.tenant, elsewhere)
    with town.at(town.corner):
        assert claiming.read(text=code, by=by, now=now).prescriber == "Dr Far"
        claim = claiming.ask(token=code, by=by, now=now)
    town.carry(now)
    assert kinds(elsewhere) == ["pharmacy.claim"]

    answer = elsewhere.letter(
        town.corner.id, granted(town, now), now=now, thread=claim.thread, kind="pharmacy.claim_answer"
    )
    taken = Client().post("/messages/corner/", json.dumps(answer), content_type="application/json")
    assert taken.status_code == 202
    town.carry(now)
    assert states_there(town, town.corner, claim) == ("waiting", {1: "waiting"})

    hand_over(town, town.corner, claim, code=made_ready(town, town.corner, claim, now), now=now)
    town.carry(now)
    assert kinds(elsewhere) == [
        "pharmacy.claim",
        *["pharmacy.told"] * 2,
        "pharmacy.handed_out",
    ]  # kept, ready; cash is paid at no page
    assert on_shelf(town, town.corner, AMOXICILLIN) == (79, 0)
    told = bodies.read(json.loads(elsewhere.came[-1]["body"]))
    [line] = told.lines
    assert (line.amount("quantity"), line.text("last")) == (21, "yes")
    assert told.of_type("MedicationDispense")[0]["quantity"]["value"] == 21
    with town.at(town.corner):
        assert (ClaimLine.objects.get().state, Claim.objects.get().state) == ("handed_out", "done")
