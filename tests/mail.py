"""A real mail server for tests: it takes what is sent and lets a test read it."""

import pytest

from telepraxis.server.mailsink import Letter, Sink, letters


class Mailbox:
    """What the mail server has taken. `refuse(address, answer)` has it answer like a server that does not want it."""

    def __init__(self, sink: Sink):
        self._sink = sink
        self.url = sink.url

    def letters(self, to: str = "") -> list[Letter]:
        """Return the letters, newest first."""
        return letters(self._sink.folder, to=to)

    def refuse(self, address: str, answer: str) -> None:
        self._sink.keeper.answers[address] = answer


@pytest.fixture
def mailbox(tmp_path, settings):
    """A running mail server that this test's mails go to."""
    with Sink(tmp_path / "mail") as sink:
        settings.SMTP_URL = sink.url
        settings.MAIL_FROM, settings.BOUNCE_DOMAIN = "visits@clinic.example", "clinic.example"
        yield Mailbox(sink)
