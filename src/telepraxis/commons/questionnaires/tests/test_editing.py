"""What is typed in the builder becomes the form, and what the builder does not show stays."""

from decimal import Decimal

from django.http import QueryDict

from telepraxis.base.fhir.validation import check

from .. import editing
from ..form import form_of
from ..library import instruments
from ..rows import rows_of
from ..scoring import score_of


def posted(**fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
    return data


def as_shown(doc: dict) -> QueryDict:
    """What the builder's page sends when nothing was touched."""
    form, data = form_of(doc), QueryDict(mutable=True)
    data["title"], data["title.es"] = doc.get("title", ""), form.title("es")
    data["description"], data["description.es"] = form.description(), form.description("es")
    data["score_shown"], data["score_source"] = "1", form.score.source if form.score else ""
    for band in form.score.bands if form.score else ():
        for name, value in (("low", band.low), ("high", band.high), ("text", band.text()), ("es", band.text("es"))):
            data.appendlist(f"band.{name}", str(value))
        data.appendlist("band.tone", band.tone)
    for row in rows_of(doc):
        prefix = f"i{row.number}"
        data[f"{prefix}.type"], data[f"{prefix}.text"] = row.item.type, row.fields["text"]
        data[f"{prefix}.text.es"], data[f"{prefix}.worrying"] = row.fields["es"], row.fields["worrying"]
        for name in ("required",) * row.item.required + ("counts",) * row.counts:
            data[f"{prefix}.{name}"] = "on"
        for option in row.options:
            for name in ("key", "text", "es", "score"):
                data.appendlist(f"{prefix}.option.{name}", option[name])
        for number, condition in enumerate(row.conditions):
            data.appendlist(f"{prefix}.when.key", str(number))
            for name, value in (("question", "question"), ("operator", "operator"), ("answer", "wanted")):
                data.appendlist(f"{prefix}.when.{name}", condition[value])
        data[f"{prefix}.when.behavior"] = "all" if row.item.needs_all else "any"
    return data


def test_a_page_that_nobody_touched_changes_nothing():
    for form in instruments().values():
        assert editing.typed_into(form.doc, as_shown(form.doc)) == form.doc


def test_a_question_with_answers_points_and_words():
    doc = {"resourceType": "Questionnaire", "status": "draft", "title": "Sleep",
           "item": [{"linkId": "q1", "type": "choice", "answerOption": [{"valueCoding": {"code": "1"}}]}]}  # fmt: skip
    typed = editing.typed_into(
        doc,
        posted(
            title="Sleep", i0__type="choice", i0__text="How do you sleep?", i0__text__es="¿Cómo duerme?",
            i0__required="on", i0__counts="on", i0__help="Last week", i0__option__key=["1", "", ""],
            i0__option__text=["Well", "Badly", ""], i0__option__es=["Bien", "Mal", ""],
            i0__option__score=["0", "1,5", ""], score_shown="1",
            band__low=["0", "1"], band__high=["0,9", "2"], band__text=["fine", "poor"], band__es=["bien", ""],
            band__tone=["ok", "warn"],
        ),
    )  # fmt: skip

    assert [issue for issue in check(typed | {"url": "urn:x"}) if issue.refuses] == []
    form = form_of(typed)
    [item] = form.items
    assert (item.text("en"), item.text("es"), item.help(), item.required) == (
        "How do you sleep?", "¿Cómo duerme?", "Last week", True
    )  # fmt: skip
    assert [(each.key, each.text("es"), each.score) for each in item.options] == [
        ("1", "Bien", Decimal(0)), ("2", "Mal", Decimal("1.5"))
    ]  # fmt: skip
    assert score_of(form, {"q1": ["2"]}).band.text() == "poor"


def test_an_answer_that_was_taken_away_does_not_give_its_code_to_another():
    options = [{"valueCoding": {"code": str(n), "display": word}} for n, word in ((1, "a"), (2, "b"), (3, "c"))]
    doc = {"resourceType": "Questionnaire", "item": [{"linkId": "q1", "type": "choice", "answerOption": options}]}
    fields = {"i0__type": "choice", "i0__text": "Which?", "i0__option__key": ["1", "2", "3", ""]}

    typed = editing.typed_into(doc, posted(**fields, i0__option__text=["", "b", "c", "d"]))
    again = editing.typed_into(typed, posted(**fields, i0__option__text=["", "b", "c", "d"]))

    codes = [(each.key, each.text()) for each in form_of(typed).items[0].options]
    assert codes == [("2", "b"), ("3", "c"), ("4", "d")]
    assert again == typed


def test_a_condition_names_the_answer_by_its_code():
    doc = {"resourceType": "Questionnaire", "item": [
        {"linkId": "a", "type": "choice", "text": "Pain?",
         "answerOption": [{"valueCoding": {"code": one[0], "display": one}} for one in ("no", "yes")]},
        {"linkId": "b", "type": "integer", "text": "How strong?"},
    ]}  # fmt: skip
    typed = editing.typed_into(
        doc,
        posted(i1__type="integer", i1__text="How strong?", i1__low="0", i1__high="10",
               i1__when__key=["", ""], i1__when__question=["a", ""], i1__when__operator=["=", "="],
               i1__when__answer=["y", ""]),
    )  # fmt: skip

    assert typed["item"][1]["enableWhen"] == [{"question": "a", "operator": "=", "answerCoding": {"code": "y"}}]
    assert (form_of(typed).items[1].low, form_of(typed).items[1].high) == ("0", "10")


def test_another_kind_of_answer_takes_away_only_what_it_may_not_have():
    doc = {"resourceType": "Questionnaire", "item": [
        {"linkId": "a", "type": "choice", "text": "Pain?", "definition": "http://x.example/d#pain", "repeats": True,
         "answerOption": [{"valueString": "No"}, {"valueString": "Yes"}]}]}  # fmt: skip

    typed = editing.typed_into(doc, posted(i0__type="boolean", i0__text="Pain?"))

    assert typed["item"] == [
        {"linkId": "a", "type": "boolean", "text": "Pain?", "definition": "http://x.example/d#pain"}
    ]


def test_the_form_says_which_label_its_answers_bear():
    typed = editing.typed_into({"resourceType": "Questionnaire"}, posted(title="PHQ", restrict="PSY"))
    without = editing.typed_into(typed, posted(title="PHQ", restrict=""))

    assert form_of(typed).restriction["code"] == "PSY"
    assert form_of(without).restriction == {}
