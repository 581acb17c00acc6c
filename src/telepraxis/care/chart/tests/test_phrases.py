"""Templates and phrases: kept by a person or the practice, made of a note, taken along as a pack."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import notes, packs, phrases
from ..models import Phrase

HTMX = {"HX-Request": "true"}
RASH = phrases.Words(kind="phrase", shortcut="rash", title="Itchy rash", text="Itchy rash on [where] for [how long].")
ECZEMA = phrases.Words(
    kind="template", shortcut="eczema", title="Eczema", sections={"objective": "Dry patches, [where]", "plan": "Cream"}
)


def keep(words, by, for_practice=False):
    return phrases.keep(words=words, for_practice=for_practice, by=by, now=TEN_FORTY)


def test_ones_own_goes_before_the_practices_and_nobody_sees_a_colleagues(ines, sam, freya):
    keep(RASH, ines, for_practice=True)
    own = keep(phrases.Words(kind="phrase", shortcut="rash", title="My rash", text="Rash."), ines)
    keep(ECZEMA, sam)

    assert phrases.usable_by(ines) == [own]
    assert [each.title for each in phrases.usable_by(freya)] == ["Itchy rash"]
    assert sorted(each.title for each in phrases.usable_by(sam)) == ["Eczema", "Itchy rash"]


def test_the_practices_are_kept_by_physicians_and_managers(ines, marta, freya, rui):
    keep(RASH, marta, for_practice=True)
    keep(ECZEMA, ines, for_practice=True)
    for somebody in (freya, rui):
        with pytest.raises(NotAllowed):
            keep(RASH, somebody, for_practice=True)
    with pytest.raises(NotAllowed):
        keep(RASH, rui)

    assert [each.shortcut for each in phrases.phrases_of(None)] == ["eczema", "rash"]


def test_nobody_changes_a_colleagues_phrase(ines, sam, marta):
    kept = keep(RASH, ines)
    for somebody in (sam, marta):
        with pytest.raises(NotAllowed):
            phrases.change(phrase=kept, words=ECZEMA, by=somebody, now=TEN_FORTY)
        with pytest.raises(NotAllowed):
            phrases.retire(phrase=kept, by=somebody, now=TEN_FORTY)

    assert Phrase.objects.get().text == RASH.text


def test_a_shortcut_stands_once_and_is_free_again_when_retired(ines):
    first = keep(RASH, ines)
    with pytest.raises(phrases.ShortcutTaken):
        keep(RASH, ines)
    phrases.retire(phrase=first, by=ines, now=TEN_FORTY)
    second = keep(RASH, ines)

    assert phrases.phrases_of(ines.account_id) == [second]


@pytest.mark.parametrize("words", [{"text": " \n"}, {"title": " "}, {"shortcut": "!", "title": "!"}])
def test_refuses_to_keep_nothing(words, ines):
    said = {"kind": "phrase", "shortcut": "rash", "title": "Rash", "text": "Rash"} | words
    with pytest.raises(phrases.NothingPrepared):
        keep(phrases.Words(**said), ines)

    assert Phrase.objects.count() == 0


def test_a_template_made_of_a_note_names_nobody(amara_record):
    sections = {"subjective": "Amara says it itches. Ms Okonjo has a dog.", "plan": "Amaranth is no name."}

    assert phrases.without_person(sections, amara_record) == {
        "subjective": "[name] says it itches. Ms [name] has a dog.",
        "plan": "Amaranth is no name.",
    }


def test_places_to_fill_are_found_once_each():
    texts = {"subjective": "On [where] for [how long]", "plan": "See [where]. a[0][1] [ ] []"}

    assert phrases.blanks_in(texts) == ["[where]", "[how long]", "[0]", "[1]", "[ ]"]


def test_a_pack_brings_the_same_words_to_somebody_else(ines, sam):
    keep(RASH, ines)
    keep(ECZEMA, ines)
    content = packs.pack_of(ines.account_id).encode()
    first = packs.take_in(content=content, for_practice=False, by=sam, now=TEN_FORTY)
    again = packs.take_in(content=content, for_practice=False, by=sam, now=TEN_FORTY)

    assert (first, again) == (packs.TakenIn(2, 0, 0), packs.TakenIn(0, 2, 0))
    assert packs.pack_of(sam.account_id).encode() == content


def test_a_pack_changes_nothing_that_stands(ines, sam):
    keep(RASH, ines)
    mine = keep(phrases.Words(kind="phrase", shortcut="rash", title="Rash", text="Rash."), sam)
    taken = packs.take_in(content=packs.pack_of(ines.account_id).encode(), for_practice=False, by=sam, now=TEN_FORTY)

    assert taken == packs.TakenIn(added=1, known=0, renamed=1)
    assert sorted(each.shortcut for each in phrases.phrases_of(sam.account_id)) == ["rash", "rash-2"]
    assert Phrase.objects.get(pk=mine.pk).text == "Rash."


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[]", b"{}", b'"x"', b"[" * 100_000,
        json.dumps({"format": packs.FORMAT, "version": 2, "items": []}).encode(),
        json.dumps({"format": packs.FORMAT, "version": 1, "items": [{"kind": "spell"}]}).encode(),
        json.dumps({"format": packs.FORMAT, "version": 1, "items": [
            {"kind": "phrase", "shortcut": 7, "title": ""},
        ]}).encode(),
        json.dumps({"format": packs.FORMAT, "version": 1, "items": [
            {"kind": "phrase", "shortcut": "a", "title": "A", "text": "good"},
            {"kind": "phrase", "shortcut": "b", "title": "B", "text": "x" * 50_001},
        ]}).encode(),
        json.dumps({"format": packs.FORMAT, "version": 1, "items": [
            {"kind": "phrase", "shortcut": "a", "title": "A", "text": "good"},
            {"kind": "phrase", "shortcut": "b", "title": "B", "text": ""},
        ]}).encode(),
        b" " * (packs.LARGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_pack_is_refused_whole(content, ines):
    with pytest.raises(packs.NotAPack):
        packs.take_in(content=content, for_practice=False, by=ines, now=TEN_FORTY)

    assert Phrase.objects.count() == 0


def test_kept_changed_and_retired_on_its_pages(browse, ines):
    browser = browse(ines)
    typed = {"new-kind": "phrase", "new-title": "Itchy rash", "new-shortcut": "", "new-text": "Itchy rash on [where]"}
    assert browser.post("/phrases/", typed).url == "/phrases/"
    assert "/itchy-rash" in browser.get("/phrases/").content.decode()
    kept = Phrase.objects.get()
    again = browser.post("/phrases/", typed)
    assert again.status_code == 422 and "This shortcut is in use" in again.content.decode()

    changed = {"kind": "template", "title": "Rash", "shortcut": "rash", "plan": "Cream"}
    assert browser.post(f"/phrases/{kept.id}/", changed).url == "/phrases/"
    assert (Phrase.objects.get().kind, Phrase.objects.get().text) == ("template", "")
    browser.post(f"/phrases/{kept.id}/retire/")
    assert phrases.phrases_of(ines.account_id) == []
    wrote = AuditEvent.objects.filter(action__startswith="phrase").order_by("id")
    assert list(wrote.values_list("action", flat=True)) == ["phrase.kept", "phrase.kept", "phrase.retired"]


def test_a_pack_is_saved_and_taken_in_on_the_pages(browse, ines, marta):
    keep(RASH, ines)
    saved = browse(ines).get("/phrases/pack/")
    assert saved["Content-Disposition"] == 'attachment; filename="note-pack.json"'
    upload = SimpleUploadedFile("note-pack.json", saved.content, "application/json")
    manager = browse(marta)
    assert manager.post("/phrases/practice/", {"take_in": "1", "pack": upload}).url == "/phrases/practice/"
    assert [each.title for each in phrases.phrases_of(None)] == ["Itchy rash"]
    assert manager.get("/phrases/practice/pack/").content == saved.content

    wrong = SimpleUploadedFile("x.json", b"{}", "application/json")
    refused = manager.post("/phrases/practice/", {"take_in": "1", "pack": wrong})
    assert refused.status_code == 422 and "Nothing was changed" in refused.content.decode()


def test_the_list_takes_the_same_queries_for_one_and_for_twenty(browse, ines, django_assert_num_queries):
    browser = browse(ines)
    keep(RASH, ines)
    browser.get("/phrases/")
    counts = []
    for more in (0, 20):
        for number in range(more):
            keep(phrases.Words(kind="phrase", shortcut=f"p{number}", title="P", text="x"), ines)
        for path in ("/phrases/", "/phrases/lines/"):
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            counts.append(len(queries))

    assert counts[:2] == counts[2:]


def test_the_note_becomes_a_template_after_a_reading(browse, room_visit, ines, freya):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Amara rests"}, revision=0, by=ines, now=TEN_FORTY)
    path = f"/visit/{visit.id}/note/template/"
    page = browse(ines).get(path).content.decode()
    assert "[name] rests" in page and "Take out whatever belongs to Amara Okonjo alone" in page
    assert browse(freya).get(path).status_code == 302  # a colleague's draft is nobody else's
    typed = {"kind": "template", "title": "Rest", "whose": "practice", "plan": "[name] rests"}
    browse(ines).post(path, typed)

    [kept] = phrases.phrases_of(None)
    assert (kept.shortcut, kept.plan) == ("rest", "[name] rests")


def test_a_nurse_cannot_make_it_everybodys(browse, room_visit, ines, freya):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Rest"}, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    typed = {"kind": "template", "title": "Rest", "whose": "practice", "plan": "Rest"}
    refused = browse(freya).post(f"/visit/{visit.id}/note/template/", typed)

    assert refused.status_code == 422
    assert Phrase.objects.count() == 0


def test_places_left_open_are_named_before_signing(browse, room_visit, ines):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    typed = {"subjective": "Rash on [where]", "objective": "", "assessment": "", "plan": "", "revision": 0}
    page = browse(ines).post(f"/visit/{visit.id}/note/sign/", typed, headers=HTMX).content.decode()

    assert "One place is not filled in: [where]" in page
