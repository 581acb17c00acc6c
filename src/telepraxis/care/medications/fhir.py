"""What comes in from outside of the types that this room writes (R4, MedicationRequest, MedicationDispense, Task)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Concern, Fill, PrescribedLine, PriorAuthorisation, Request


def guard_documents() -> None:
    """Let nobody change from outside what was signed here."""
    guard(
        "MedicationRequest",
        ours=behind(PrescribedLine, "document"),
        hint="Prescriptions are written, signed and cancelled where one prescribes.",
    )
    guard(
        "MedicationDispense",
        ours=behind(Fill, "document"),
        hint="What was handed out is told by the pharmacy.",
    )
    guard(
        "Task", ours=behind(Request, "document"), hint="Requests about prescriptions are answered where they are read."
    )
    guard("DetectedIssue", ours=behind(Concern, "document"), hint="Warnings that were gone past stay as they were.")
    guard(
        "QuestionnaireResponse",
        ours=behind(PriorAuthorisation, "document"),
        hint="Prior authorisations are filled in beside the prescription.",
    )
