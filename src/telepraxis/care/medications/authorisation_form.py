"""What whoever pays wants to know before it pays: a FHIR Questionnaire of this house. Pure.

No payer's own form is copied: these are the questions that such forms have in common, and the answer is a document that
can be printed or sent.
"""

from telepraxis.commons.questionnaires.form import Form, form_of

CANONICAL = "urn:telepraxis:questionnaire:prior-authorisation|1"
NONE = "not-tried"


def _choice(link_id: str, text: str, *options: tuple[str, str], required: bool = True) -> dict:
    return {
        "linkId": link_id,
        "text": text,
        "type": "choice",
        "required": required,
        "answerOption": [{"valueCoding": {"code": code, "display": display}} for code, display in options],
    }


QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "url": CANONICAL.partition("|")[0],
    "version": "1",
    "status": "active",
    "title": "Prior authorisation of a medicine",
    "item": [
        {"linkId": "diagnosis", "text": "Diagnosis, and its code", "type": "string", "required": True},
        _choice(
            "urgency",
            "How soon is the answer needed?",
            ("usual", "In the usual time"),
            ("urgent", "Waiting would endanger health"),
        ),
        {
            "linkId": "why-urgent",
            "text": "What would happen by waiting?",
            "type": "text",
            "required": True,
            "enableWhen": [{"question": "urgency", "operator": "=", "answerCoding": {"code": "urgent"}}],
        },
        _choice("begun", "Is the patient taking it already?", ("new", "No, it is new"), ("running", "Yes")),
        _choice(
            "tried",
            "Was something else tried first?",
            ("tried", "Yes"),
            ("unsuitable", "No: nothing else is suitable"),
            (NONE, "No"),
        ),
        {
            "linkId": "what-was-tried",
            "text": "What was tried, for how long, and why it was not enough; or why nothing else is suitable",
            "type": "text",
            "required": True,
            "enableWhen": [{"question": "tried", "operator": "!=", "answerCoding": {"code": NONE}}],
        },
        {"linkId": "months", "text": "For how many months?", "type": "integer", "required": True},
        {"linkId": "reasons", "text": "Reasons, findings, guideline", "type": "text", "required": True},
    ],
}


def form() -> Form:
    """Return the form, to be shown and filled in."""
    return form_of(QUESTIONNAIRE)
