"""What a search for codes may ask."""

from django import forms

from .finding import LONGEST_TYPED
from .systems import KINDS


class FindForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    text = forms.CharField(max_length=LONGEST_TYPED, required=False)
