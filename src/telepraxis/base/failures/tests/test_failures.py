import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from psycopg.errors import DiskFull

from telepraxis.base import failures
from telepraxis.base.failures.formatter import NoValues
from telepraxis.base.failures.handler import NoteFailures
from telepraxis.base.failures.models import Failure
from telepraxis.base.failures.tasks import forget_old
from tests.people import MONDAY_8AM

CLINICAL = "Amara has a rash"


@pytest.fixture
def log():
    logger, handler = logging.getLogger("test.failures"), NoteFailures(level=logging.ERROR)
    logger.addHandler(handler)
    logger.propagate = False
    yield logger
    logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


def fail(log, error, **extra):
    try:
        raise error
    except type(error):
        log.error("%s", CLINICAL, exc_info=True, extra=extra)


def test_a_page_that_failed_is_noted_without_what_it_said(db, log, settings):
    request = RequestFactory().get(f"/desk/?q={CLINICAL}")
    request.request_id = "r1"
    request.resolver_match = type("Match", (), {"view_name": "front_desk:day", "route": "desk/"})

    fail(log, ValueError(CLINICAL), request=request)

    row = Failure.objects.get()
    assert (row.source, row.place, row.kind, row.request_id) == ("page", "front_desk:day", "ValueError", "r1")
    assert "rash" not in str(Failure.objects.values())


def test_a_job_that_gave_up_is_noted_by_its_name(db, log):
    fail(log, KeyError(CLINICAL), job={"task_name": "scheduling.remind", "args": {"patient": 1}})

    assert [(each.source, each.place, each.kind) for each in failures.recent()] == [
        ("job", "scheduling.remind", "KeyError")
    ]


def test_a_log_line_without_an_exception_is_no_failure(db, log):
    log.error("Not found: /favicon.ico")

    assert failures.recent() == []


def test_while_the_database_takes_nothing_the_file_holds_it(db, log, own_home):
    with transaction.atomic():
        with connection.cursor() as cursor, pytest.raises(Exception, match="nowhere"):
            cursor.execute("SELECT * FROM nowhere")
        fail(log, OperationalError(CLINICAL))
        [noticed] = failures.recent()
        transaction.set_rollback(True)

    assert noticed.kind == "OperationalError"
    assert "telepraxis doctor" in str(noticed.next_step)
    assert failures.recent() == [noticed]
    assert Failure.objects.count() == 0


def test_the_newest_come_first_and_old_ones_go(db):
    for days in (0, 20, 40):
        failures.note(source="page", place=f"{days}", kind="ValueError", now=MONDAY_8AM - timedelta(days=days))
    forget_old(now=MONDAY_8AM)

    assert [each.place for each in failures.recent()] == ["0", "20"]


def test_the_log_shows_where_and_what_class_but_no_value():
    try:
        try:
            raise KeyError(CLINICAL)
        except KeyError as cause:
            raise ValueError(CLINICAL) from cause
    except ValueError as error:
        text = NoValues().formatException((type(error), error, error.__traceback__))

    assert "rash" not in text
    assert text.index("KeyError") < text.index("led to") < text.index("ValueError")
    assert "test_failures.py" in text


def test_the_same_failure_is_told_once_with_how_often_it_came(db):
    for minutes in range(3):
        failures.note(
            source="page", place="front_desk:day", kind="ValueError", now=MONDAY_8AM - timedelta(minutes=minutes)
        )
    failures.note(source="job", place="notify.send_mail", kind="ValueError", now=MONDAY_8AM)

    shown = {each.place: (each.times, each.at) for each in failures.recent()}
    assert shown == {"front_desk:day": (3, MONDAY_8AM), "notify.send_mail": (1, MONDAY_8AM)}


def test_a_full_database_is_noted_by_its_own_word(db, log):
    error = OperationalError(CLINICAL)
    error.__cause__ = DiskFull(CLINICAL)

    fail(log, error)

    [noticed] = failures.recent()
    assert noticed.kind == "DiskFull"
    assert "disk of the database is full" in str(noticed.next_step)
