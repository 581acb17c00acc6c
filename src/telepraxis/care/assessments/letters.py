"""The mail that something is to be filled in: who and where, no word about what."""

from telepraxis.base import notify
from telepraxis.care.scheduling.letters import reader_of

from .models import Asked


def send_asked(asked: Asked) -> bool:
    """Write to the patient that something waits for them; False where they have no address."""
    reader = reader_of(asked.patient_id)
    sent = notify.email(
        to=reader.email,
        template="assessments/mail/asked",
        context={"name": reader.name, "path": "/"},
        language=reader.language,
        patient=asked.patient_id,
        time_zone=reader.time_zone or None,
        by_key=f"assessments.asked:{asked.id}",
    )
    return sent is not None
