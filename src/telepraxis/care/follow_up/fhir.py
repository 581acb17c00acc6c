"""CarePlan documents that come in from outside (R4, http://hl7.org/fhir/R4/careplan.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Step


def guard_documents() -> None:
    """Let nobody change from outside a plan whose steps are followed here; plans made elsewhere are kept."""
    guard(
        "CarePlan",
        ours=behind(Step, "plan"),
        hint="Its steps are followed here: write, tick off or cancel them on the page of the visit.",
    )
