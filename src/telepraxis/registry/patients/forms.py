"""Forms about patients. What may be is decided by `details.checked`; forms only gather and spell."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.forms import BirthDateField, DayField, Form, PhoneField, Suggestions
from telepraxis.registry.organizations.languages import language_choices, language_name

from .details import BadDetails
from .document import Address, Details, EmergencyContact, Identifier
from .models import Proxy

GENDERS = [("female", _("Female")), ("male", _("Male")), ("other", _("Other")), ("unknown", _("Not known"))]
IDENTIFIER_KINDS = [_("National health number"), _("Insurance number"), _("Identity card"), _("Passport")]
RELATIONS = [_("mother"), _("father"), _("daughter"), _("son"), _("partner"), _("friend"), _("carer"), _("guardian")]
IDENTIFIER_ROWS = 2


class ContactForm(Form):
    """What a patient may change by themselves."""

    phone = PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    interpreter_language = forms.ChoiceField(label=_("Interpreter wanted for"), required=False)
    needs = forms.CharField(
        label=_("What helps you"),
        help_text=_("For example wheelchair access, large print, lip reading."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    street = forms.CharField(label=_("Street and number"), required=False, max_length=150)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=20)
    city = forms.CharField(label=_("Town"), required=False, max_length=100)
    emergency_contact_name = forms.CharField(label=_("Name"), required=False, max_length=150)
    emergency_contact_relation = forms.CharField(
        label=_("Relation"), required=False, max_length=60, widget=Suggestions(RELATIONS)
    )
    emergency_contact_phone = PhoneField(label=_("Phone"), required=False)

    def __init__(self, *args, details: Details | None = None, jurisdictions: dict | None = None, **kwargs):
        self.before = details
        if details:
            kwargs["initial"] = initial_of(details) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.jurisdictions = jurisdictions or {}
        for name, nothing in (("language", _("Not known")), ("interpreter_language", _("None wanted"))):
            self.fields[name].choices = [("", nothing), *_languages_with(self.initial.get(name))]
        self._let_stand_what_is_known()

    def _let_stand_what_is_known(self) -> None:
        """What came from elsewhere and nobody touched stays as it is, also where the field would not take it."""
        for name, known in self.initial.items():
            if known and isinstance(known, str) and name in self.fields:
                self.fields[name].clean = _unless_untouched(self.fields[name].clean, known)

    def details(self) -> Details:
        """Return the details as typed; who the patient is stays as it was."""
        return self._details(
            given=self.before.given,
            family=self.before.family,
            birth_date=self.before.birth_date,
            gender=self.before.gender,
            identifiers=self.before.identifiers,
        )

    def _details(self, **identity) -> Details:
        typed = self.cleaned_data
        return Details(
            **identity,
            phone=typed["phone"],
            email=typed["email"],
            language=typed["language"],
            interpreter_language=typed["interpreter_language"],
            needs=typed["needs"],
            address=Address(
                street=typed["street"],
                city=typed["city"],
                postal_code=typed["postal_code"],
                country=self.country,
            ),
            emergency_contact=EmergencyContact(
                name=typed["emergency_contact_name"],
                relation=typed["emergency_contact_relation"],
                phone=typed["emergency_contact_phone"],
            ),
        )

    @property
    def country(self) -> str:
        """The country of the jurisdiction chosen, or as it was."""
        return self.before.address.country if self.before else ""

    def add_bad_details(self, bad: BadDetails) -> None:
        """Put what the verb refused beside its fields."""
        for field, why in bad.fields.items():
            self.add_error(field if field in self.fields else None, str(why))


class PatientForm(ContactForm):
    """Everything staff know of a patient."""

    given = forms.CharField(label=_("Given names"), required=False, max_length=95)
    family = forms.CharField(label=_("Family names"), max_length=95)
    birth_date = BirthDateField(label=_("Date of birth"), help_text=_("For example 14 3 1991"))
    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, initial="unknown")
    jurisdiction = forms.ChoiceField(label=_("Lives in"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(code, place.name) for code, place in self.jurisdictions.items()]
        self.fields["jurisdiction"].choices = [("", _("Not known")), *choices]
        self.fields["needs"].label = _("What helps them")
        if self.before:  # not known so far, and no reason to refuse what else is corrected
            self.fields["family"].required = not self.before.given
            self.fields["birth_date"].required = self.before.birth_date is not None
        known = self.before.identifiers if self.before else ()
        for row in range(len(known) + IDENTIFIER_ROWS):
            self._add_identifier_row(row, known[row] if row < len(known) else None)
        self._let_stand_what_is_known()

    def _add_identifier_row(self, row: int, identifier: Identifier | None) -> None:
        kind = forms.CharField(
            label=_("Kind of number"), required=False, max_length=80, widget=Suggestions(IDENTIFIER_KINDS)
        )
        value = forms.CharField(label=_("Number"), required=False, max_length=80)
        ends_on = DayField(label=_("Valid until"), required=False)
        for name, field in (("kind", kind), ("value", value), ("ends_on", ends_on)):
            self.fields[f"identifier_{row}_{name}"] = field
            if identifier:
                self.initial[f"identifier_{row}_{name}"] = getattr(identifier, name)

    @property
    def identifier_rows(self) -> list[list]:
        """The bound fields of each identifier row, for the template."""
        rows = len([name for name in self.fields if name.startswith("identifier_") and name.endswith("_value")])
        return [[self[f"identifier_{row}_{name}"] for name in ("kind", "value", "ends_on")] for row in range(rows)]

    @property
    def country(self) -> str:
        chosen = self.jurisdictions.get(self.cleaned_data.get("jurisdiction", ""))
        return chosen.country if chosen else super().country

    def details(self) -> Details:
        return self._details(
            given=self.cleaned_data["given"],
            family=self.cleaned_data["family"],
            birth_date=self.cleaned_data["birth_date"],
            gender=self.cleaned_data["gender"],
            identifiers=tuple(self._identifiers()),
        )

    def _identifiers(self):
        known = self.before.identifiers if self.before else ()
        for row, _fields in enumerate(self.identifier_rows):
            typed = {name: self.cleaned_data[f"identifier_{row}_{name}"] for name in ("kind", "value", "ends_on")}
            earlier = known[row] if row < len(known) else None
            if typed["value"]:
                yield Identifier(
                    **typed,
                    system=earlier.system if earlier else "",
                    starts_on=earlier.starts_on if earlier else None,
                )


class SelfRegistrationForm(Form):
    """The few things a newcomer tells about themself; staff ask the rest."""

    given = forms.CharField(
        label=_("Given names"), max_length=95, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    family = forms.CharField(
        label=_("Family names"), max_length=95, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    birth_date = BirthDateField(label=_("Date of birth"), help_text=_("For example 14 3 1991"))
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send you the way in. You need no password."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = PhoneField(label=_("Phone"), help_text=_("So that we can call you if the connection is lost."))
    language = forms.ChoiceField(label=_("Language you want to speak"))
    # A person leaves this empty; a machine that fills in every field does not.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()

    def details(self) -> Details:
        typed = self.cleaned_data
        fields = ("given", "family", "birth_date", "email", "phone", "language")
        return Details(**{name: typed[name] for name in fields})

    add_bad_details = ContactForm.add_bad_details


class ProxyForm(Form):
    """Who is to act for the patient, and by what right."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Their own. They sign in with it."))
    relation = forms.CharField(label=_("Relation"), max_length=60, widget=Suggestions(RELATIONS))
    authority = forms.ChoiceField(label=_("By what right"), choices=Proxy.Authority.choices)
    evidence = forms.CharField(
        label=_("Seen as proof"),
        help_text=_("For example birth certificate, court order of 3 May 2026."),
        required=False,
        max_length=300,
    )
    scope = forms.MultipleChoiceField(
        label=_("What they may do"),
        choices=Proxy.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is restricted opens only if the patient wants it. Parents of a young child read it anyway."),
        initial=[scope.value for scope in Proxy.Scope if scope != Proxy.Scope.SENSITIVE],
    )
    until = DayField(
        label=_("Until"),
        help_text=_("Parental responsibility ends by itself on the eighteenth birthday."),
        required=False,
    )


def _languages_with(tag: str | None) -> list[tuple[str, str]]:
    """Return the languages to choose from, with the one a record from elsewhere names."""
    usual = language_choices()
    return usual if not tag or tag in dict(usual) else [*usual, (tag, language_name(tag))]


def _unless_untouched(clean: Callable, known: str) -> Callable:
    return lambda typed: known if isinstance(typed, str) and typed.replace("\r\n", "\n") == known else clean(typed)


def initial_of(details: Details) -> dict:
    """Return a form's initial values from details."""
    same = ("given", "family", "birth_date", "gender", "phone", "email", "language", "interpreter_language", "needs")
    return {name: getattr(details, name) for name in same} | {
        "street": details.address.street,
        "postal_code": details.address.postal_code,
        "city": details.address.city,
        "emergency_contact_name": details.emergency_contact.name,
        "emergency_contact_relation": details.emergency_contact.relation,
        "emergency_contact_phone": details.emergency_contact.phone,
    }
