"""Invented histories of patients as FHIR R4, the same each time: for benches of the record and of imports.

`histories(patients, observations)` yields the resources of a practice: its organization, location and practitioners
first, then for each patient the Patient, their Conditions, Encounters and Observations (about 0.9 kB each). References
are plain `Type/id`; `as_bundles` writes them as another system's bundles do, linked by urn:uuid.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

GIVEN = ("Maria", "João", "Ana", "Pedro", "Inês", "Tiago", "Beatriz", "Rui", "Sofia", "Miguel", "Carla", "Nuno",
         "Lucía", "Mateo", "Emma", "Noah", "Olga", "Piotr", "Aisha", "Kwame")  # fmt: skip
FAMILY = ("Silva", "Santos", "Ferreira", "Pereira", "Oliveira", "Costa", "Rodrigues", "Martins", "Sousa", "Fernandes",
          "Gonçalves", "Gomes", "Lopes", "Marques", "Almeida", "Ribeiro", "Pinto", "García", "Nowak")  # fmt: skip
MEASURED = (  # LOINC code, name, UCUM unit, low, high, decimals
    ("29463-7", "Body weight", "kg", 45, 110, 1),
    ("8302-2", "Body height", "cm", 150, 195, 1),
    ("39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", 18, 36, 2),
    ("8867-4", "Heart rate", "/min", 52, 105, 0),
    ("9279-1", "Respiratory rate", "/min", 11, 20, 0),
    ("8310-5", "Body temperature", "Cel", 36, 39, 1),
    ("2708-6", "Oxygen saturation in Arterial blood", "%", 91, 100, 0),
    ("2339-0", "Glucose [Mass/volume] in Blood", "mg/dL", 68, 190, 2),
    ("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 5, 10, 1),
    ("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 130, 280, 2),
    ("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", "mg/dL", 60, 300, 2),
    ("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "mg/dL", 30, 90, 2),
    ("38483-4", "Creatinine [Mass/volume] in Blood", "mg/dL", 0, 3, 2),
    ("6298-4", "Potassium [Moles/volume] in Blood", "mmol/L", 3, 6, 2),
    ("2947-0", "Sodium [Moles/volume] in Blood", "mmol/L", 132, 148, 2),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 10, 18, 1),
)
PRESSURE = ("85354-9", "Blood pressure panel with all children optional")
SUFFERED = (  # SNOMED CT code, name
    ("38341003", "Hypertensive disorder"), ("44054006", "Diabetes mellitus type 2"), ("195967001", "Asthma"),
    ("195662009", "Acute viral pharyngitis"), ("444814009", "Viral sinusitis"), ("13645005", "COPD"),
    ("55822004", "Hyperlipidemia"), ("162864005", "Body mass index 30+ - obesity"), ("10509002", "Acute bronchitis"),
    ("271737000", "Anemia"),
)  # fmt: skip
PROFILE = "http://hl7.org/fhir/us/core/StructureDefinition/"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
FIRST_DAY = date(2014, 1, 1)
PRACTITIONERS = 10
PER_ENCOUNTER = 10  # observations


class Digits(float):
    """A number that is written with its digits."""

    def __repr__(self) -> str:
        return self.text

    @classmethod
    def of(cls, text: str) -> "Digits":
        number = cls(text)
        number.text = text
        return number


def histories(patients: int, observations: int = 20, *, seed: int = 4, first: int = 0) -> Iterator[dict]:
    """Yield the practice, then patients number `first` to `first + patients - 1` with `observations` each."""
    yield from practice(seed)
    for number in range(first, first + patients):
        yield from history(number, observations, seed=seed)


def practice(seed: int = 4) -> Iterator[dict]:
    """Yield the organization, its location and its practitioners."""
    luck = random.Random(f"{seed} practice")
    organization = _id(luck)
    yield {
        "resourceType": "Organization", "id": organization, "active": True, "name": "Hillside Health Centre",
        "identifier": [{"system": "https://hillside.example/sites", "value": "001"}],
    }  # fmt: skip
    yield {
        "resourceType": "Location", "id": _id(luck), "status": "active", "name": "Hillside, ground floor",
        "managingOrganization": {"reference": f"Organization/{organization}"},
    }  # fmt: skip
    for number in range(PRACTITIONERS):
        yield {
            "resourceType": "Practitioner", "id": practitioner_id(number, seed), "active": True,
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": f"99999{number:05}"}],
            "name": [{"family": luck.choice(FAMILY), "given": [luck.choice(GIVEN)], "prefix": ["Dr."]}],
        }  # fmt: skip


def history(number: int, observations: int, *, seed: int = 4) -> Iterator[dict]:
    """Yield one patient and their history."""
    luck = random.Random(f"{seed} patient {number}")
    patient = _patient(number, luck)
    subject = {"reference": f"Patient/{patient['id']}", "display": patient["name"][0]["text"]}
    yield patient
    for _ in range(2):
        yield _condition(subject, luck)
    for begin in range(0, observations, PER_ENCOUNTER):
        moment = _moment(luck)
        encounter = _encounter(subject, moment, luck, seed)
        yield encounter
        for _ in range(min(PER_ENCOUNTER, observations - begin)):
            yield _observation(subject, f"Encounter/{encounter['id']}", moment, luck)


def patient_id(number: int, seed: int = 4) -> str:
    """Return the id of a patient of `histories`."""
    return _id(random.Random(f"{seed} patient {number}"))


def practitioner_id(number: int, seed: int = 4) -> str:
    return _id(random.Random(f"{seed} practitioner {number}"))


def _id(luck: random.Random) -> str:
    return str(UUID(int=luck.getrandbits(128), version=4))


def _moment(luck: random.Random) -> datetime:
    day = FIRST_DAY + timedelta(days=luck.randrange(4500))
    return datetime(day.year, day.month, day.day, luck.randrange(8, 18), luck.randrange(60), tzinfo=UTC)


def _patient(number: int, luck: random.Random) -> dict:
    id = _id(luck)
    given, family, born = luck.choice(GIVEN), luck.choice(FAMILY), date(1930, 1, 1) + timedelta(luck.randrange(33000))
    return {
        "resourceType": "Patient", "id": id,
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A patient of Hillside</div>'},
        "identifier": [
            {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR",
                                  "display": "Medical Record Number"}], "text": "Medical Record Number"},
             "system": "https://hillside.example/records", "value": f"H{number:08}"},
        ],
        "active": True,
        "name": [{"use": "official", "text": f"{given} {family}", "family": family, "given": [given]}],
        "telecom": [{"system": "phone", "value": f"+351 2{luck.randrange(10**8):08}", "use": "home"}],
        "gender": luck.choice(("male", "female")), "birthDate": born.isoformat(),
        "address": [{"line": [f"{luck.randrange(1, 200)} Rua da Praia"], "city": "Lisboa", "country": "PT",
                     "postalCode": f"{luck.randrange(1000, 2000)}-{luck.randrange(100, 1000)}"}],
        "maritalStatus": {"text": "Married"},
        "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "pt-PT"}]}}],
    }  # fmt: skip


def _condition(subject: dict, luck: random.Random) -> dict:
    code, name = luck.choice(SUFFERED)
    began = _moment(luck)
    return {
        "resourceType": "Condition", "id": _id(luck),
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
                                       "code": "active"}]},
        "verificationStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                                           "code": "confirmed"}]},
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-category",
                                  "code": "encounter-diagnosis", "display": "Encounter Diagnosis"}]}],
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": name}], "text": name},
        "subject": subject, "onsetDateTime": began.isoformat(), "recordedDate": began.isoformat(),
    }  # fmt: skip


def _encounter(subject: dict, moment: datetime, luck: random.Random, seed: int) -> dict:
    practitioner = f"Practitioner/{practitioner_id(luck.randrange(PRACTITIONERS), seed)}"
    return {
        "resourceType": "Encounter", "id": _id(luck), "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "type": [{"coding": [{"system": "http://snomed.info/sct", "code": "162673000",
                              "display": "General examination of patient (procedure)"}],
                  "text": "General examination of patient (procedure)"}],
        "subject": subject,
        "participant": [{"individual": {"reference": practitioner},
                         "period": {"start": moment.isoformat(), "end": (moment + timedelta(minutes=15)).isoformat()}}],
        "period": {"start": moment.isoformat(), "end": (moment + timedelta(minutes=15)).isoformat()},
    }  # fmt: skip


def _observation(subject: dict, encounter: str, moment: datetime, luck: random.Random) -> dict:
    code, name, unit, low, high, decimals = luck.choice(MEASURED)
    is_vital = code in ("29463-7", "8302-2", "39156-5", "8867-4", "9279-1", "8310-5", "2708-6")
    category = ("vital-signs", "Vital Signs") if is_vital else ("laboratory", "Laboratory")
    document = {
        "resourceType": "Observation", "id": _id(luck),
        "meta": {"profile": [PROFILE + ("us-core-vital-signs" if is_vital else "us-core-observation-lab")]},
        "status": "final",
        "category": [{"coding": [{"system": OBSERVATION_CATEGORY, "code": category[0], "display": category[1]}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
        "subject": subject, "encounter": {"reference": encounter},
        "effectiveDateTime": moment.isoformat(), "issued": (moment + timedelta(minutes=12)).isoformat(),
    }  # fmt: skip
    if luck.random() < 0.1:
        code, name = PRESSURE
        document["code"] = {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name}
        document["component"] = [
            {"code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}], "text": name},
             "valueQuantity": _quantity(luck.randrange(*span), 0, "mm[Hg]")}
            for code, name, span in (("8462-4", "Diastolic Blood Pressure", (60, 100)),
                                     ("8480-6", "Systolic Blood Pressure", (100, 170)))
        ]  # fmt: skip
        return document
    return document | {"valueQuantity": _quantity(luck.uniform(low, high), decimals, unit)}


def _quantity(value: float, decimals: int, unit: str) -> dict:
    return {"value": Digits.of(f"{value:.{decimals}f}"), "unit": unit, "system": "http://unitsofmeasure.org",
            "code": unit}  # fmt: skip


def as_text(document: dict) -> str:
    """Return the document as JSON, its numbers with all their digits."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def as_bundles(documents: Iterator[dict], path: Path, *, at_most: int | None = None) -> int:
    """Write a transaction Bundle as other systems do, its entries linked by urn:uuid; return how many entries."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"resourceType":"Bundle","type":"transaction","entry":[')
        for document in islice(documents, at_most):
            kind, id = document["resourceType"], document["id"]
            text = _linked_by_uuid(as_text(document))
            file.write(f'{"," if count else ""}\n{{"fullUrl":"urn:uuid:{id}","resource":{text},'
                       f'"request":{{"method":"POST","url":"{kind}"}}}}')  # fmt: skip
            count += 1
        file.write("]}\n")
    return count


def _linked_by_uuid(text: str) -> str:
    for kind in ("Patient", "Encounter", "Practitioner", "Organization"):
        text = text.replace(f'"reference":"{kind}/', '"reference":"urn:uuid:')
    return text


def as_ndjson(documents: Iterator[dict], path: Path) -> int:
    """Write a document on each line; return how many."""
    with path.open("w", encoding="utf-8") as file:
        return sum(bool(file.write(as_text(document) + "\n")) for document in documents)


def former_visits(patient, practitioner, number: int, by, now: datetime) -> None:
    """Give the patient so many visits by video, one a week until last week, each with a signed note and a summary."""
    from telepraxis.care.chart.importing import FormerNote, import_notes
    from telepraxis.care.encounters.importing import FormerVisit, import_visits

    days = [now - timedelta(days=7 * week) for week in range(1, number + 1)]
    visits = import_visits(
        former=[
            FormerVisit(patient=patient, practitioner=practitioner, modality="video", planned_at=day, admitted_at=day,
                        ended_at=day + timedelta(minutes=15))
            for day in days
        ],
        by=by, now=now,
    )  # fmt: skip
    sections = dict.fromkeys(("subjective", "objective", "assessment", "plan"), "Some sentences of a note. " * 8)
    notes = [FormerNote(visit=one, sections=sections, summary="Some words.", signed_at=one.ended_at) for one in visits]
    import_notes(former=notes, by=by, now=now)
