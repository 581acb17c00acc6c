"""The organization's provider, and the way to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form

from .models import IdentityProvider
from .providers import BadProvider, Particulars


class Words(forms.CharField):
    """Short words, apart by blanks, commas or lines."""

    def to_python(self, value) -> list[str]:
        return [each for each in (super().to_python(value) or "").replace(",", " ").split() if each]

    def prepare_value(self, value) -> str:
        return " ".join(value) if isinstance(value, list) else value


class ProviderForm(Form):
    """How the provider is reached, and what its word is worth."""

    issuer = forms.CharField(
        label=_("Address of the provider"),
        max_length=500,
        help_text=_("Its issuer, for example https://login.clinic.example"),
    )
    client_id = forms.CharField(label=_("Client id"), max_length=191)
    secret = forms.CharField(
        label=_("Secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Left empty, the one that is kept stays."),
    )
    domains = Words(
        label=_("Mail domains"), help_text=_("Only addresses of these domains come in, such as clinic.example.")
    )
    strong_claims = Words(
        label=_("What it says after a second factor"),
        required=False,
        help_text=_("Values of amr or acr, such as mfa or hwk. Left empty, a second step is asked here too."),
    )

    def particulars(self) -> Particulars:
        """Return what was said, for the verb."""
        return Particulars(**self.cleaned_data)

    def add_bad(self, bad: BadProvider) -> None:
        """Show beside its field what the verb refused."""
        self.add_error(bad.field, str(bad))

    @staticmethod
    def initial_of(row: IdentityProvider | None) -> dict:
        """Return what is kept, without the secret."""
        names = ("issuer", "client_id", "domains", "strong_claims")
        return {name: getattr(row, name) for name in names} if row else {}
