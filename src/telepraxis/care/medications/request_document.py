"""What is asked and answered about a prescription as FHIR has it: a Task and Communications (R4). Pure."""

from datetime import datetime

from telepraxis.registry.formulary.medicine import Medicine

from . import medicine_document

KIND = "urn:telepraxis:prescription-request"
OPTION, ANSWER, RESULT = "option", "answer", "result"
STATUS = {
    "asked": "requested",
    "approved": "completed",
    "changed": "completed",
    "denied": "rejected",
    "withdrawn": "cancelled",
}


def task(
    *, what: str, label: str, number: str, focus: str, subject: dict, asked_by: str, words: str,
    options: tuple[Medicine, ...], at: datetime,
) -> dict:  # fmt: skip
    """Return the Task of a request (http://hl7.org/fhir/R4/task.html); `focus` is the MedicationRequest."""
    doc = {
        "resourceType": "Task",
        "contained": [medicine_document.contained(each, f"option-{at}") for at, each in enumerate(options)],
        "groupIdentifier": {"system": "urn:telepraxis:prescription", "value": number},
        "status": STATUS["asked"],
        "intent": "order",
        "code": {"coding": [{"system": KIND, "code": what}], "text": label},
        "description": words,
        "focus": {"reference": focus},
        "for": subject,
        "authoredOn": at.isoformat(),
        "lastModified": at.isoformat(),
        "requester": {"display": asked_by},
        "input": [
            {"type": {"text": OPTION}, "valueReference": {"reference": f"#option-{at}", "display": each.name}}
            for at, each in enumerate(options)
        ],
    }
    return {name: value for name, value in doc.items() if value}


def answered(doc: dict, *, state: str, at: datetime, answer: str = "", results: tuple[str, ...] = ()) -> dict:
    """Return the Task as one that is answered; `answer` names a Communication, `results` MedicationRequests."""
    output = [{"type": {"text": ANSWER}, "valueReference": {"reference": f"Communication/{answer}"}}] if answer else []
    output += [
        {"type": {"text": RESULT}, "valueReference": {"reference": f"MedicationRequest/{each}"}} for each in results
    ]
    said = {"status": STATUS[state], "lastModified": at.isoformat(), "businessStatus": {"text": state}}
    return doc | said | ({"output": [*doc.get("output", []), *output]} if output else {})


def communication(*, id: str, task: str, subject: dict, sender: str, words: str, at: datetime) -> dict:
    """Return what was answered in words (http://hl7.org/fhir/R4/communication.html)."""
    return {
        "resourceType": "Communication",
        "id": id,
        "status": "completed",
        "subject": subject,
        "about": [{"reference": f"Task/{task}"}],
        "sent": at.isoformat(),
        "sender": {"display": sender},
        "payload": [{"contentString": words}],
    }


def words_in(doc: dict) -> str:
    """Return what was asked in words."""
    return doc.get("description", "")


def options_in(doc: dict) -> tuple[Medicine, ...]:
    """Return the medicines that a pharmacy offers instead."""
    count = sum(each.get("type", {}).get("text") == OPTION for each in doc.get("input", []))
    found = (medicine_document.read(doc, f"option-{at}") for at in range(count))
    return tuple(each for each in found if each is not None)


def answer_in(doc: dict) -> str:
    """Return the logical id of the Communication that answers it, "" without words."""
    return _output(doc, ANSWER, "Communication/")


def _output(doc: dict, kind: str, prefix: str) -> str:
    for each in doc.get("output", []):
        if each.get("type", {}).get("text") == kind:
            return each.get("valueReference", {}).get("reference", "").removeprefix(prefix)
    return ""
