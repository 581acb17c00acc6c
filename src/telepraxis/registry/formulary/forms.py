"""What may be typed into the search of the catalogue."""

from django import forms

from .finding import LONGEST_TYPED


class FindForm(forms.Form):
    text = forms.CharField(max_length=LONGEST_TYPED, required=False)
