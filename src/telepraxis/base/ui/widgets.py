"""Controls of our own: real radios and inputs inside labels."""

from django import forms


class Cards(forms.RadioSelect):
    """Choices one below the other, each a card. A choice's label may be ``(title, explanation)``."""

    template_name = "ui/widgets/cards.html"


class Segments(forms.RadioSelect):
    """Two to four short choices side by side."""

    template_name = "ui/widgets/segments.html"


class Slots(forms.RadioSelect):
    """Times of a day as a grid of buttons."""

    template_name = "ui/widgets/slots.html"


class Telephone(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "tel", "inputmode": "tel", **(attrs or {})})


class Suggestions(forms.TextInput):
    """Free text with suggestions: the browser's own datalist, so that anything else may be written too."""

    template_name = "ui/widgets/suggestions.html"

    def __init__(self, suggestions=(), attrs=None):
        self.suggestions = suggestions
        super().__init__(attrs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["list"] = listed
        context["widget"].update(
            list_id=listed, suggestions=self.suggestions() if callable(self.suggestions) else self.suggestions
        )
        return context


class DayMonthYear(forms.MultiWidget):
    """A date as three plain fields, as it stands on a card; no calendar to leaf through for 40 years."""

    template_name = "ui/widgets/day_month_year.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "day": forms.TextInput({**number, "size": 2, "maxlength": 2, "autocomplete": "bday-day"}),
                "month": forms.TextInput({"size": 2, "maxlength": 12, "autocomplete": "bday-month"}),
                "year": forms.TextInput({**number, "size": 4, "maxlength": 4, "autocomplete": "bday-year"}),
            },
            attrs,
        )

    def decompress(self, value):
        if not value:
            return ["", "", ""]
        if isinstance(value, str):  # one whole spelling came in, and is shown again for correction
            parts = (value.replace("-", " ").replace("/", " ").replace(".", " ").split() + ["", "", ""])[:3]
            return parts[::-1] if len(parts[0]) == 4 else parts
        return [str(value.day), str(value.month), str(value.year)]

    def value_from_datadict(self, data, files, name):
        """Three parts, or one whole spelling under the plain name."""
        if name in data and f"{name}_day" not in data:
            return data.get(name)
        return super().value_from_datadict(data, files, name)
