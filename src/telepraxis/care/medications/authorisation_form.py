"""What whoever pays wants to know before it pays: a FHIR Questionnaire of this house. Pure.

No payer's own form is copied: these are the questions that such forms have in common, and the answer is a document that
can be printed or sent.
"""

from telepraxis.commons.questionnaires.form import Form, form_of
from telepraxis.commons.questionnaires.words import translate

CANONICAL = "urn:telepraxis:questionnaire:prior-authorisation|1"
NONE = "not-tried"


def _asked(link_id: str, kind: str, text: str, spanish: str, **more) -> dict:
    """Return a question that needs an answer, in English and Spanish."""
    item = {"linkId": link_id, "text": text, "type": kind, "required": True, **more}
    translate(item, "text", "es", spanish)
    return item


def _option(code: str, display: str, spanish: str) -> dict:
    coding = {"code": code, "display": display}
    translate(coding, "display", "es", spanish)
    return {"valueCoding": coding}


def _when(question: str, operator: str, code: str) -> list[dict]:
    return [{"question": question, "operator": operator, "answerCoding": {"code": code}}]


QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "url": CANONICAL.partition("|")[0],
    "version": "1",
    "status": "active",
    "title": "Prior authorisation of a medicine",
    "item": [
        _asked("diagnosis", "string", "Diagnosis, and its code", "Diagnóstico, y su código"),
        _asked(
            "urgency", "choice", "How soon is the answer needed?", "¿Cuándo se necesita la respuesta?",
            answerOption=[
                _option("usual", "In the usual time", "En el plazo habitual"),
                _option("urgent", "Waiting would endanger health", "Esperar pondría en peligro la salud"),
            ],
        ),
        _asked(
            "why-urgent", "text", "What would happen by waiting?", "¿Qué pasaría si se espera?",
            enableWhen=_when("urgency", "=", "urgent"),
        ),
        _asked(
            "begun", "choice", "Is the patient taking it already?", "¿Lo toma ya el paciente?",
            answerOption=[_option("new", "No, it is new", "No, es nuevo"), _option("running", "Yes", "Sí")],
        ),
        _asked(
            "tried", "choice", "Was something else tried first?", "¿Se probó antes otra cosa?",
            answerOption=[
                _option("tried", "Yes", "Sí"),
                _option("unsuitable", "No: nothing else is suitable", "No: nada más es adecuado"),
                _option(NONE, "No", "No"),
            ],
        ),
        _asked(
            "what-was-tried", "text",
            "What was tried, for how long, and why it was not enough; or why nothing else is suitable",
            "Qué se probó, cuánto tiempo y por qué no bastó; o por qué nada más es adecuado",
            enableWhen=_when("tried", "!=", NONE),
        ),
        _asked("months", "integer", "For how many months?", "¿Para cuántos meses?"),
        _asked("reasons", "text", "Reasons, findings, guideline", "Razones, hallazgos, guía clínica"),
    ],
}  # fmt: skip
translate(QUESTIONNAIRE, "title", "es", "Autorización previa de un medicamento")


def form() -> Form:
    """Return the form, to be shown and filled in."""
    return form_of(QUESTIONNAIRE)
