from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import Form
from telepraxis.commons.documents.sites import BODY_SITES


class AskForm(Form):
    site = forms.ChoiceField(label=_("Where on the body?"), choices=[("", _("Choose")), *BODY_SITES.items()])
    wish = forms.CharField(
        label=_("What should it show?"),
        required=False,
        max_length=200,
        help_text=_("For example: from above, with the scale card beside it."),
    )
