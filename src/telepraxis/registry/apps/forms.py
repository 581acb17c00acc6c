"""What the practice says about an app."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from .models import App
from .registering import BadParticulars, Particulars


class Lines(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"})

    def to_python(self, value) -> list[str]:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def prepare_value(self, value) -> str:
        return "\n".join(value) if isinstance(value, list) else value


class KeySetField(forms.JSONField):
    """A JWKS as text."""

    default_error_messages = {"invalid": _("This is not a set of public keys (JWKS).")}
    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"})

    def prepare_value(self, value) -> str:
        return "" if value in (None, "") else super().prepare_value(value)


class AppForm(Form):
    """Register an app, or change what it may ask for."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people will read it when they are asked."))
    kind = forms.ChoiceField(label=_("What it is"), choices=App.Kind.choices, initial=App.Kind.PUBLIC)
    proof = forms.ChoiceField(
        label=_("How it proves that it is itself"), choices=App.Proof.choices, initial=App.Proof.NONE
    )
    audience = forms.MultipleChoiceField(
        label=_("Who may connect it"),
        choices=[("staff", _("Staff")), ("patients", _("Patients and those who act for them"))],
        initial=["staff"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scopes = Lines(
        label=_("What it may ask for"),
        help_text=_("One SMART scope a line, such as patient/*.rs, user/Observation.cruds or system/Patient.rs."),
    )
    redirect_uris = Lines(
        label=_("Where people are sent back to"), required=False, help_text=_("Whole addresses, one a line.")
    )
    launch_uri = forms.CharField(
        label=_("Where it is opened from a patient's page"),
        max_length=500,
        required=False,
        help_text=_("Its launch address. Left empty, it is not offered there."),
    )
    jwks_url = forms.CharField(label=_("Where its public keys are"), max_length=500, required=False)
    jwks = KeySetField(label=_("Or its public keys themselves (JWKS)"), required=False)
    access_minutes = forms.IntegerField(label=_("Minutes that a token lives"), min_value=1, max_value=60, initial=15)

    def particulars(self) -> Particulars:
        """Return what was said, for the verb."""
        said = dict(self.cleaned_data)
        audience = said.pop("audience")
        return Particulars(**said, for_staff="staff" in audience, for_patients="patients" in audience)

    def add_bad(self, bad: BadParticulars) -> None:
        """Show beside its field what the verb refused."""
        self.add_error(bad.field, str(bad))

    @staticmethod
    def initial_of(app: App) -> dict:
        """Return what the app's row says, for the form."""
        said = {name: getattr(app, name) for name in Particulars.__dataclass_fields__}
        audience = [who for who, may in (("staff", app.for_staff), ("patients", app.for_patients)) if may]
        return {**said, "audience": audience}
