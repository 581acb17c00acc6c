"""Forms that come in from outside (R4, http://hl7.org/fhir/R4/questionnaire.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Published


def guard_documents() -> None:
    """Let nobody change from outside a form that was published here: answers refer to what it asked."""
    guard(
        "Questionnaire",
        ours=behind(Published, "form"),
        hint="It was published here, and answers refer to it. Send a changed form under another id, as a new version.",
    )
