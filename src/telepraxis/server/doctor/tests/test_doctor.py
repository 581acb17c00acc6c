import shutil
import socket
import subprocess
from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections
from rich.console import Console

from telepraxis.server.backup import notes
from telepraxis.server.backup.places import line_of
from telepraxis.server.doctor import backup, checks, command, database, machine, mail, processes, relay, transport
from telepraxis.server.processes import SystemUser
from telepraxis.server.tls import local_authority, state
from tests.waiting import wait_until

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.SECRETS_PATH = tmp_path / "keys.json"
    return tmp_path


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def found(look):
    return {check.name: (check.state, check.what) for check in look()}


def test_a_database_is_said_to_be_migrated_served_by_the_right_role_and_as_safe_as_it_is(db):
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW fsync")
        keeps = cursor.fetchone() == ("on",)  # the run's own server forgets, one that was named for it may not

    answers = found(database.look)

    states = {name: state for name, (state, _) in answers.items()}
    assert states == dict.fromkeys(["database", "database role", "migrations"], "ok") | {
        "database safety": "ok" if keeps else "fail"
    }
    assert keeps or "fsync" in answers["database safety"][1]


def test_a_lost_database_fails_with_the_next_step_and_the_other_checks_go_on(django_db_blocker, tmp_path):
    default = connections["default"]
    known = dict(default.settings_dict)
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict.update(HOST=str(tmp_path), PORT="1")
        try:
            answers = {check.name: check for check in checks.checkup(quick=True)}
        finally:
            default.close()
            default.settings_dict.update(known)

    assert answers["database"].state == "fail"
    assert "telepraxis up" in answers["database"].next_step
    assert answers["worker"].state == "fail"
    assert answers["disk"].state in ("ok", "warn", "fail")


def test_a_pending_migration_fails(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        done = cursor.fetchone()[0]
    assert done > 0
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="notify", name="0002_walls").delete()

    assert database.migrations().state == "fail"


def test_an_open_key_file_fails(own_home):
    assert machine.key_file().state == "ok"
    (own_home / "keys.json").chmod(0o644)

    check = machine.key_file()
    assert (check.state, "chmod 600" in check.what) == ("fail", True)


@pytest.mark.parametrize(("free", "state"), [(100e6, "fail"), (2e9, "warn"), (200e9, "ok")])
def test_a_disk_that_fills_up_is_said_in_time(monkeypatch, free, state):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda place: usage(500e9, 500e9 - free, free))

    [check] = machine.look_at_disk()
    assert check.state == state


def test_no_backup_is_said(own_home):
    [check] = backup.look()

    assert (check.state, check.what, "--backups" in check.next_step) == ("warn", "None yet.", True)


def test_the_backups_last_words_are_judged(own_home, monkeypatch):
    now = datetime.now(UTC)
    monkeypatch.setenv("TELEPRAXIS_BACKUPS", str(own_home / "backups"))
    line = line_of(own_home, own_home / "backups")
    line.make(SystemUser.current())
    notes.note(line, "backup", ok=True, began_at=now.isoformat(), archive="20261125T020000Z")
    notes.note(line, "stream", ok=True, safe_until=(now - timedelta(minutes=3)).isoformat(), why="the disk is away")
    notes.note(line, "proof", ok=True, rows=1234567, files=12, seconds=31.4, archive="20261125T020000Z")
    good = {check.name: check for check in backup.look()}
    notes.note(line, "backup", ok=False, why="No space left on device")
    notes.note(line, "proof", ok=False, why="A stored file does not open")
    bad = {check.name: check for check in backup.look()}

    assert {name: check.state for name, check in good.items()} == {
        "backup": "ok", "backup stream": "fail", "backup proof": "ok", "backup sheet": "warn",
    }  # fmt: skip
    assert "the disk is away" in good["backup stream"].what
    assert "1,234,567 rows, 12 files, in 31 s" in good["backup proof"].what
    assert (bad["backup"].state, bad["backup proof"].state) == ("fail", "fail")
    assert bad["backup"].what == "The last one failed: No space left on device"
    assert "telepraxis backup --prove" in bad["backup proof"].next_step


def test_the_mail_server_is_really_greeted(mailbox):
    assert found(mail.look) == {"mail server": ("ok", f"127.0.0.1:{mailbox.url.rpartition(':')[2]} takes mail")}


def test_without_a_mail_server_doctor_says_how_to_set_one(settings):
    settings.SMTP_URL = ""
    [check] = mail.look()

    assert (check.state, "TELEPRAXIS_SMTP_URL=smtp://" in check.next_step) == ("fail", True)


def test_a_dead_mail_server_and_a_wrong_word_are_told_apart(settings):
    settings.SMTP_URL = f"smtp://127.0.0.1:{free_port()}"
    assert "Connection refused" in found(mail.look)["mail server"][1]

    settings.SMTP_URL = "http://127.0.0.1"
    assert found(mail.look)["mail server"] == ("fail", "TELEPRAXIS_SMTP_URL names no mail server.")


class Locked:
    """A mail server that wants a login and accepts none."""

    def authenticate(self, server, session, envelope, mechanism, data):
        from aiosmtpd.smtp import AuthResult

        return AuthResult(success=False, handled=False)


def test_a_refused_login_is_named_as_the_cause(settings):
    port = free_port()
    locked = Controller(
        Locked(), hostname="127.0.0.1", port=port, auth_require_tls=False, authenticator=Locked().authenticate
    )
    locked.start()
    settings.SMTP_URL = f"smtp://ines:secret@127.0.0.1:{port}"
    try:
        [check] = mail.look()
    finally:
        locked.stop()

    assert (check.state, "refuses the login: 535" in check.what) == ("fail", True)
    assert "secret" not in check.what + check.next_step


def test_a_certificate_is_judged_by_what_is_left_of_its_life(own_home):
    path = local_authority.certificate_for(own_home, ["192.168.7.20"], now=NOW)
    state.write(own_home, mode="acme", certificate=path, now=NOW)
    noted = state.read(own_home)

    assert transport.judged(noted, NOW).state == "ok"
    assert transport.judged(noted, NOW + timedelta(days=80)).state == "warn"
    ended = transport.judged(noted, NOW + timedelta(days=91))
    assert (ended.state, "browsers refuse these pages" in ended.what) == ("fail", True)


def test_a_refused_renewal_shows_the_authoritys_words(own_home):
    path = local_authority.certificate_for(own_home, ["192.168.7.20"], now=NOW)
    state.write(own_home, mode="acme", certificate=path, now=NOW, error="No DNS record.", next_step="Make one.")

    [check] = transport.look()
    assert (check.state, check.next_step) == ("warn", "Make one.")
    assert "Renewal failed: No DNS record." in check.what


def test_no_worker_is_a_failure(db):
    assert (processes.worker().state, processes.queue().state) == ("fail", "ok")


@pytest.mark.process
def test_a_running_relay_answers(tmp_path):
    port, binary = free_port(), shutil.which("turnserver") or "/usr/sbin/turnserver"
    assert not relay.answers(("127.0.0.1", port))
    coturn = subprocess.Popen(
        [binary, "-n", "--listening-ip", "127.0.0.1", "--listening-port", str(port), "--no-tls", "--no-dtls",
         "--no-auth", "--no-cli", "--pidfile", str(tmp_path / "pid"), "--log-file", "stdout"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path,
    )  # fmt: skip
    try:
        wait_until(lambda: relay.answers(("127.0.0.1", port)))
    finally:
        coturn.terminate()
        coturn.wait()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("turn:relay.example:3479?transport=udp", ("relay.example", 3479)),
        ("turn:relay.example", ("relay.example", 3478)),
        ("turn:[2001:db8::1]:5000", ("2001:db8::1", 5000)),
    ],
)
def test_the_relay_is_asked_where_browsers_are_sent(url, address):
    assert relay.address_of(url) == address


def test_a_check_that_breaks_is_an_answer():
    def broken():
        raise KeyError("secret")
        yield

    [check] = checks.answered("clock", broken)
    assert (check.state, check.what) == ("fail", "This check broke: KeyError.")


def test_the_command_prints_a_table_and_fails_when_something_must_be_mended(db, settings):
    settings.SMTP_URL = ""
    console = Console(record=True, width=200)

    assert command.main(console) == 1
    printed = console.export_text()
    assert "mail server" in printed and "None is set: mail waits." in printed
