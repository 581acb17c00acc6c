"""Forms as people meet them."""

from datetime import date

import pytest
from django import forms as django_forms
from django.template import Context, Template

from telepraxis.base.ui import birth_dates, forms

TODAY = date(2026, 11, 23)


class Registration(forms.Form):
    name = django_forms.CharField(label="Name", help_text="As on your card.")
    phone = forms.PhoneField(label="Phone", required=False)
    born = forms.BirthDateField(label="Date of birth")


def field(bound, **attributes) -> str:
    return Template("{% load ui %}{% field bound %}").render(Context({"bound": bound}))


@pytest.mark.parametrize(
    "spelling",
    ["14 March 1991", "14 3 1991", "14/03/1991", "14.3.91", "1991-03-14", "14 marzo 1991", "14 de março de 1991",
     "March 14, 1991", "14mar1991", "14031991", "19910314", "14 MÄRZ 1991"],
)  # fmt: skip
def test_reads_a_date_of_birth_in_many_spellings(spelling):
    assert birth_dates.read(spelling, TODAY) == date(1991, 3, 14)


@pytest.mark.parametrize(
    ("spelling", "why"),
    [
        ("31 2 1991", "February has no day 31. Check the day."),
        ("14 13 1991", "There is no month “13”. Write a number from 1 to 12, or its name."),
        ("24 11 2026", "This day has not come yet. Check the year."),
        ("1 1 1890", "This is more than 130 years ago. Check the year."),
        ("yesterday", "Write the day, the month and the year, for example 14 March 1991."),
    ],
)
def test_says_in_words_what_is_wrong_with_a_date(spelling, why):
    with pytest.raises(birth_dates.NotADate) as refusal:
        birth_dates.read(spelling, TODAY)

    assert str(refusal.value) == why


def test_a_year_of_two_digits_is_the_last_one_that_was():
    assert birth_dates.read("1 5 25", TODAY) == date(2025, 5, 1)
    assert birth_dates.read("1 5 27", TODAY) == date(1927, 5, 1)


def test_a_birth_date_comes_in_three_fields_or_in_one():
    three = Registration({"name": "Amara", "born_day": "14", "born_month": "3", "born_year": "1991"})
    one = Registration({"name": "Amara", "born": "14 March 1991"})

    assert three.is_valid() and one.is_valid()
    assert three.cleaned_data["born"] == one.cleaned_data["born"] == date(1991, 3, 14)


def test_a_phone_number_is_kept_as_digits():
    form = Registration({"name": "Amara", "born": "14 3 1991", "phone": "00351 910 555-014"})

    assert form.is_valid()
    assert form.cleaned_data["phone"] == "+351910555014"


def test_a_field_links_hint_and_error_to_its_control():
    html = field(Registration({"name": ""})["name"])

    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_name">Name</label>' in html


def test_an_optional_field_says_so():
    assert "(optional)" in field(Registration()["phone"])
    assert "(optional)" not in field(Registration()["name"])


def test_the_three_parts_of_a_date_are_one_group_with_three_labels():
    html = field(Registration()["born"])

    assert html.count("<legend>") == 1
    assert [part in html for part in ("Day<input", "Month<input", "Year<input")] == [True, True, True]


def test_the_summary_links_each_problem_to_its_field():
    form = Registration({"name": "", "born": "31 2 1991"})

    assert 'role="alert"' in form.summary
    assert '<a href="#id_name">Name</a>: This field is required.' in form.summary
    assert "February has no day 31. Check the day." in form.summary


def test_a_form_in_order_has_no_summary():
    assert Registration({"name": "Amara", "born": "14 3 1991"}).summary == ""
    assert Registration().summary == ""
