"""What is typed about a step."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.ui.forms import Form, Suggestions
from telepraxis.care.measurements.kinds import BY_NAME, KINDS

from .models import Step
from .planning import Measuring
from .spoken_days import NotADay, day_of, parted

SPANS = (
    _("in 1 week"),
    _("in 2 weeks"),
    _("in 1 month"),
    _("in 3 months"),
    _("in 6 months"),
    _("in 1 year"),
)


# (times a day, every so many days)
OFTEN = (
    ("1/1", _("once a day")),
    ("2/1", _("twice a day")),
    ("3/1", _("three times a day")),
    ("1/2", _("every second day")),
    ("1/7", _("once a week")),
)


def _limit(label) -> forms.DecimalField:
    entry = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5})
    return forms.DecimalField(label=label, required=False, max_digits=7, decimal_places=2, widget=entry)


class StepForm(Form):
    """One step of a plan, typed in one line: what, who, by when."""

    use_required_attribute = False  # what is asked for depends on the kind

    kind = forms.ChoiceField(choices=Step.Kind.choices, initial=Step.Kind.TASK)
    text = forms.CharField(
        label=_("What, in words the patient understands"),
        max_length=500,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "translate": "no",
                "aria-keyshortcuts": "Alt+P",
                "data-key-name": _("What happens next"),
            }
        ),
        help_text=_("The day may stand at its end: blood test in 2 weeks."),
    )
    who = forms.ChoiceField(choices=Step.Who.choices, initial=Step.Who.PATIENT, required=False)
    other = forms.CharField(label=_("Who else"), max_length=120, required=False)
    when = forms.CharField(
        label=pgettext_lazy("a step's day", "By when"),
        max_length=40,
        required=False,
        widget=Suggestions(SPANS, attrs={"autocomplete": "off"}),
    )
    service = forms.ChoiceField(label=_("Visit to book"), required=False)
    recalls = forms.BooleanField(label=_("Remind by e-mail"), required=False)
    measure = forms.ChoiceField(
        label=_("What to measure"), required=False, choices=[("", ""), *((kind.name, kind.label) for kind in KINDS)]
    )
    often = forms.ChoiceField(label=_("How often"), required=False, choices=OFTEN)
    low = _limit(_("Tell me below"))
    high = _limit(_("Tell me above"))
    low_second = _limit(_("Lower value: below"))
    high_second = _limit(_("Lower value: above"))

    def __init__(self, *args, services=(), today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["text"].required = self["kind"].value() == Step.Kind.TASK
        self.fields["text"].error_messages["required"] = _("Write what is to be done.")
        self.services = {str(service.id): service for service in services}
        self.fields["service"].choices = [("", "")] + [(uid, each.name) for uid, each in self.services.items()]

    def clean_when(self):
        typed = self.cleaned_data["when"].strip()
        if not typed:
            return None
        try:
            return day_of(typed, self.today)
        except NotADay:
            raise forms.ValidationError(_("Give a day from today on: 2w, 3 months, 24/12 or 2026-12-24.")) from None

    def clean(self):
        said = super().clean()
        if said.get("text") and not said.get("when") and "when" not in self.errors:
            said["text"], said["when"] = parted(said["text"], self.today)
        if said.get("kind") == Step.Kind.SEE_AGAIN and not said.get("service"):
            self.add_error("service", _("Choose which visit."))
        if said.get("kind") == Step.Kind.MEASURE:
            self._refuse_odd_measuring(said)
        if said.get("who") == Step.Who.OTHER and said.get("kind") == Step.Kind.TASK and not said.get("other"):
            self.add_error("other", _("Say who does it."))
        return said

    def _refuse_odd_measuring(self, said: dict) -> None:
        if not said.get("measure"):
            self.add_error("measure", _("Choose what is to be measured."))
        for low, high in (("low", "high"), ("low_second", "high_second")):
            if said.get(low) is not None and said.get(high) is not None and said[low] >= said[high]:
                self.add_error(high, _("The upper limit must be above the lower one."))

    def _measuring(self) -> Measuring | None:
        said = self.cleaned_data
        if said["kind"] != Step.Kind.MEASURE:
            return None
        times, days = (said["often"] or "1/1").split("/")
        both = len(BY_NAME[said["measure"]].parts) > 1
        return Measuring(
            measure=said["measure"],
            times_a_day=int(times),
            every_days=int(days),
            low=said["low"],
            high=said["high"],
            low_second=said["low_second"] if both else None,
            high_second=said["high_second"] if both else None,
        )

    def said(self) -> dict:
        """Return what `planning.write_step` takes."""
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "who": said["who"] or Step.Who.PATIENT,
            "text": said["text"],
            "due_on": said["when"],
            "service": self.services.get(said["service"]),
            "other": said["other"],
            "recalls": said["recalls"],
            "measuring": self._measuring(),
        }


class ReasonForm(Form):
    """Why a step is taken out of the plan."""

    why = forms.CharField(label=_("Why?"), max_length=200)
