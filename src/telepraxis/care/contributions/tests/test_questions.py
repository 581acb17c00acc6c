"""A question about an entry: asked, answered in plain words, asked further; two who answer at once."""

from datetime import timedelta

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.accounts import memberships
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.patients import proxies

from .. import inbox, listeners, own, questions, reading
from ..adding import SaySomething
from ..entries import NoSuchEntry
from ..events import QuestionAnswered
from ..models import Question, Text
from .scene import LATER, acting_for, ask


def test_amara_asks_and_the_author_of_the_entry_answers(amara, ines, asthma):
    question = ask(amara, asthma)

    assert (question.owner_id, question.opened_at, question.answered_at) == (ines.practitioner_id, TEN_FORTY, None)
    assert [(item.kind, item.entry.what, item.text) for item in inbox.inbox_of(ines, LATER).items] == [
        ("question", "Asthma", "Is this for life?")
    ]
    ToldFact.objects.all().delete()
    questions.answer(question=question.id, text="It often is, and can be quiet for years.", read=1, by=ines, now=LATER)

    question.refresh_from_db()
    assert (question.answered_at, question.texts, question.read_at) == (LATER, 2, None)
    assert list(Text.objects.order_by("number").values_list("by_name", "by_practice", "text")) == [
        ("Amara Okonjo", False, "Is this for life?"),
        ("Dr Inês Carvalho", True, "It often is, and can be quiet for years."),
    ]
    assert ToldFact.objects.get().body == {
        "question": str(question.id), "patient": str(amara.patient_id), "texts": 2, "at": LATER.isoformat(),
    }  # fmt: skip
    assert inbox.inbox_of(ines, LATER).items == []
    asked = AuditEvent.objects.filter(action__startswith="contributions.").order_by("at")
    assert list(asked.values_list("action", "actor_name")) == [
        ("contributions.asked", "Amara Okonjo"),
        ("contributions.answered", "Dr Inês Carvalho"),
    ]


def test_the_mail_says_only_that_there_is_an_answer(amara, ines, asthma):
    question = ask(amara, asthma, text="Do I have to take cortisone?")
    questions.answer(question=question.id, text="No, not now.", read=1, by=ines, now=LATER)
    fact = QuestionAnswered(question=question.id, patient=amara.patient_id, texts=2, at=LATER)
    for _ in range(2):  # a fact may come twice
        listeners.tell_of_answer(fact, now=LATER)

    mail = OutgoingMail.objects.get(template="contributions/mail/answered")
    said = mail.subject + "".join(mail.body()[:2])
    assert (mail.to, mail.subject) == ("amara@example.org", "Quayside Practice has answered")
    assert f"/me/{amara.patient_id}/my-record/" in said
    assert not any(word in said for word in ("cortisone", "Asthma", "not now", "Carvalho"))


def test_a_further_question_opens_it_again_and_reading_is_noted(amara, ines, asthma):
    question = ask(amara, asthma)
    questions.answer(question=question.id, text="Often.", read=1, by=ines, now=LATER)
    assert own.own_of(amara.patient_id, None, LATER).news == 1
    reading.answers_read(patient=amara.patient_id, document=asthma.uid, by=amara, now=LATER)
    assert own.own_of(amara.patient_id, None, LATER).news == 0

    again = LATER + timedelta(hours=1)
    questions.ask_further(question=question.id, text="And for my children?", by=amara, now=again)

    question.refresh_from_db()
    assert (question.opened_at, question.answered_at, question.texts) == (again, None, 3)
    assert inbox.count_of(ines) == 1


def test_two_answer_at_once_and_the_second_is_told(amara, ines, sam, asthma):
    question = ask(amara, asthma)
    questions.answer(question=question.id, text="Often.", read=1, by=ines, now=LATER)

    with pytest.raises(questions.AnsweredMeanwhile) as told:
        questions.answer(question=question.id, text="Never.", read=1, by=sam, now=LATER)

    assert (told.value.last.by_name, told.value.last.text) == ("Dr Inês Carvalho", "Often.")
    with pytest.raises(questions.NothingAsked):
        questions.answer(question=question.id, text="Never.", read=2, by=sam, now=LATER)
    assert Text.objects.count() == 2


def test_who_left_the_practice_owns_no_question(amara, ines, sam, asthma, system):
    memberships.end(account=Account.objects.get(pk=ines.account_id), by=system, now=TEN_FORTY)

    assert ask(amara, asthma).owner_id is None
    assert inbox.count_of(sam) == 1


def test_a_colleague_sees_others_questions_among_everybodys_only(amara, ines, sam, asthma):
    ask(amara, asthma)

    assert (inbox.inbox_of(sam, LATER).count, inbox.inbox_of(sam, LATER, everybody=True).count) == (0, 1)


def test_empty_and_endless_words_are_refused_and_nothing_is_kept(amara, asthma):
    for text in ("", "   ", "x" * 4001):
        with pytest.raises(SaySomething):
            ask(amara, asthma, text=text)

    assert (Question.objects.count(), Text.objects.count()) == (0, 0)


def test_strangers_staff_and_a_proxy_without_the_record_may_not_ask(amara, tomasz, ines, system, asthma):
    _proxy, chidi = acting_for(amara, ["visit"], system)
    for person in (tomasz, ines, chidi):
        with pytest.raises(NotAllowed):
            ask(amara, asthma, by=person)
    with pytest.raises(NoSuchEntry):
        questions.ask(
            patient=tomasz.patient_id, type="Condition", entry=asthma.uid, text="Mine?", by=tomasz, now=TEN_FORTY
        )

    assert Question.objects.count() == 0


def test_a_proxy_asks_and_is_told_only_as_long_as_their_right_lasts(amara, ines, system, asthma):
    proxy, chidi = acting_for(amara, ["record"], system)
    question = ask(amara, asthma, by=chidi)
    questions.answer(question=question.id, text="Often.", read=1, by=ines, now=LATER)
    fact = QuestionAnswered(question=question.id, patient=amara.patient_id, texts=2, at=LATER)
    proxies.revoke(proxy=proxy, by=system, now=LATER)
    listeners.tell_of_answer(fact, now=LATER)

    assert OutgoingMail.objects.get(template="contributions/mail/answered").to == "amara@example.org"
    with pytest.raises(NotAllowed):
        questions.ask_further(question=question.id, text="And now?", by=chidi, now=LATER)
    assert Text.objects.count() == 2


def test_front_desk_answers_nothing(amara, rui, asthma):
    question = ask(amara, asthma)
    with pytest.raises(NotAllowed):
        questions.answer(question=question.id, text="Yes.", read=1, by=rui, now=LATER)

    assert Text.objects.count() == 1
