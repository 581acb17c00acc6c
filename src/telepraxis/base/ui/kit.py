"""What the kit page shows."""

from django import forms as django_forms

from telepraxis.base.ui import forms


class EveryControl(forms.Form):
    given = django_forms.CharField(label="Name", help_text="As on your card.")
    phone = forms.PhoneField(label="Phone", help_text="We only use it for this visit.")
    born = forms.BirthDateField(label="Date of birth", help_text="For example 14 3 1991")
    how = django_forms.ChoiceField(
        label="How",
        widget=forms.Segments,
        choices=[("video", "Video"), ("in_person", "In person"), ("phone", "Phone")],
    )
    reason = django_forms.ChoiceField(
        label="Reason", widget=forms.Cards, choices=[("skin", "Skin: rash or itch"), ("other", "Something else")]
    )
    time = django_forms.ChoiceField(
        label="Time", widget=forms.Slots, choices=[(t, t) for t in ("08:40", "09:20", "10:15", "11:30")]
    )
    language = django_forms.CharField(
        label="Language", required=False, widget=forms.Suggestions(["English", "Español", "Português"])
    )
    story = django_forms.CharField(label="Story", required=False, widget=django_forms.Textarea(attrs={"rows": 2}))
    site = django_forms.ChoiceField(label="Site", choices=[("a", "Port Alder"), ("b", "Ropewalk")])
    earlier = django_forms.BooleanField(
        label="Tell me if an earlier time opens", help_text="First to say yes gets it.", required=False
    )


def kit_context() -> dict:
    wrong = {"given": "", "phone": "12", "born_day": "31", "born_month": "Feb", "born_year": "1991", "site": "a"}
    return {
        "form": EveryControl(initial={"phone": "+351 910 555 014", "how": "video"}, auto_id="k-%s"),
        "wrong": EveryControl(wrong, auto_id="w-%s"),
        "stages": ["video", "audio", "phone", "chat"],
    }
