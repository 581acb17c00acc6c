"""What comes in from outside of the types that this room writes (R4, MedicationRequest, MedicationDispense, Task)."""

from telepraxis.base.record.guarding import behind, guard

from .models import ClaimLine, Handout, Question, Remark


def guard_documents() -> None:
    """Let nobody change from outside what stands for rows of the room."""
    guard(
        "MedicationRequest",
        ours=behind(ClaimLine, "document"),
        hint="This is a pharmacy's copy: whoever prescribed changes it.",
    )
    guard(
        "MedicationDispense",
        ours=behind(Handout, "document"),
        hint="What was handed out stays so; what comes back is taken back at the bench.",
    )
    guard("Task", ours=behind(Question, "document"), hint="The prescriber answers it.")
    guard("Communication", ours=behind(Remark, "document"), hint="What was said stays as it was said.")
