"""The labels of a claim: one for each medicine that lies in the tray, or that went over the counter last."""

from datetime import datetime

from django.utils import timezone, translation

from telepraxis.care.medications.ordering import wording
from telepraxis.registry.organizations.profile import profile_of

from . import box_label
from .at_bench import ClaimAtBench, InTray, LineAtBench
from .box_label import BoxLabel, Sender


class NothingToLabel(Exception):
    """Nothing was picked yet."""


def printed(shown: ClaimAtBench, *, by: str, now: datetime) -> bytes:
    """Return a PDF with the labels; `by` are the signs of the pharmacist.

    :raises NothingToLabel: nothing was picked. :raises base.paper.CannotPrint: one could not be set.
    """
    labels = [_label(shown, line, by, now) for line in shown.lines if _on_it(line)]
    if not labels:
        raise NothingToLabel
    profile = profile_of(shown.row.organization_id)
    reach = " · ".join(filter(None, (profile.address, profile.phone)))
    return box_label.printed(labels, Sender(profile.organization.name, reach, profile.language))


def _on_it(line: LineAtBench) -> tuple[InTray, ...]:
    """Return the lots that the label is for."""
    return line.tray or (line.given[-1].lots if line.given else ())


def _label(shown: ClaimAtBench, line: LineAtBench, by: str, now: datetime) -> BoxLabel:
    language, lots = shown.row.language, _on_it(line)
    quantity = sum((each.quantity for each in lots), start=type(lots[0].quantity)(0))
    still = line.row.owed - (quantity if line.tray else 0)
    with translation.override(language):
        return BoxLabel(
            medicine=_name(line, language),
            quantity=line.said.pieces(quantity),
            how=tuple(filter(None, (line.said.how,))),
            language=language,
            patient=shown.patient.name_text if shown.patient else "",
            prescriber=shown.row.prescriber or shown.row.issuer_name,
            number=shown.row.shown_number,
            day=timezone.localtime(now).date(),
            lots=tuple((each.number, each.expires_on) for each in lots),
            by=by,
            keep_cold=bool(line.item and line.item.keep_cold),
            owed=line.said.pieces(still) if still > 0 else "",
        )


def _name(line: LineAtBench, language: str) -> str:
    """Return what is in the box: another product by its own name, else the medicine in the patient's language."""
    if line.row.is_substituted and line.item:
        return line.item.name
    medicine = line.said.line.medicine if line.said.line else None
    return wording.name(medicine, language=language) if medicine else line.name
