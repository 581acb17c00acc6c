"""What the nurse types."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from .models import Intake

EMPTY_ROWS = 2


class IntakeForm(Form):
    """The sheet. Medicines come as pairs of `medicine` and `how`, as many as there are."""

    reason = forms.CharField(
        label=_("Reason, in the patient's words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )
    takes_nothing = forms.BooleanField(label=_("Takes no medicines"), required=False)
    remarks = forms.CharField(
        label=_("For the doctor"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


def medicines_in(posted: QueryDict) -> list[tuple[str, str]]:
    """Return (name, how) of each row, cut to what a row holds."""
    pairs = zip(posted.getlist("medicine"), posted.getlist("how"), strict=False)
    return [(name[:200], how[:200]) for name, how in pairs]


def rows_of(intake: Intake | None, posted: QueryDict | None = None) -> list[dict]:
    """Return the rows to show: what stands there, and two empty ones."""
    if posted is not None:
        listed = [{"name": name, "how": how} for name, how in medicines_in(posted) if name or how]
    else:
        listed = list(intake.medicines) if intake else []
    return listed + [{"name": "", "how": ""}] * EMPTY_ROWS


def form_of(intake: Intake | None, posted: QueryDict | None = None) -> IntakeForm:
    """Return the form with what is written so far."""
    known = {"reason": intake.reason, "remarks": intake.remarks} if intake else {}
    known["takes_nothing"] = bool(intake and intake.takes_nothing_said_at)
    return IntakeForm(posted, initial=known)
