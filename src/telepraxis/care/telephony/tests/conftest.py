"""A clinic with a phone line: a real provider, a real media server, the switchboard, and browsers."""

import asyncio
import threading

import pytest
from channels.layers import get_channel_layer
from django.utils import timezone

from telepraxis.care.telehealth.tests.clinic import open_clinic
from telepraxis.care.telehealth.tests.scenes import signed_in
from telepraxis.care.telephony import trunks
from telepraxis.care.telephony.janus import JanusSip
from telepraxis.care.telephony.models import PhoneCall, Trunk
from telepraxis.care.telephony.switchboard import Switchboard
from tests.exchange import PRACTICE, TRUNK_SECRET, TRUNK_USER, Provider, Telephone, running_janus
from tests.sites import running_relay, running_server
from tests.waiting import wait_until

# The microphone of these scenes plays a steady tone, so that the telephone can be asked whether it hears it.
TONE = 700
MICROPHONE = """
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext(), tone = context.createOscillator(), out = context.createMediaStreamDestination();
    tone.frequency.value = HERTZ;
    tone.connect(out);
    tone.start();
    return out.stream;
  };
""".replace("HERTZ", str(TONE))


@pytest.fixture
def clinic(transactional_db):
    """Quayside with Dr Inês, Amara and their video visit, committed."""
    return open_clinic()


@pytest.fixture(scope="session")
def relay(tmp_path_factory):
    with running_relay(tmp_path_factory.mktemp("turn")) as relay:
        yield relay


@pytest.fixture
def site(clinic, relay, settings):
    """The address of the running installation, with the relay."""
    with running_server(settings, relay) as server:
        yield server.address


@pytest.fixture(scope="session")
def exchange_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exchange")


@pytest.fixture
def provider(exchange_folder):
    running = Provider(exchange_folder)
    yield running
    running.end()


@pytest.fixture
def janus(exchange_folder):
    """Janus as an installation runs it: (how to reach it, its process)."""
    with running_janus(exchange_folder / "janus") as (media, program):
        yield media, program


class RunningSwitchboard:
    """The switchboard in a thread of its own, on the test's database."""

    def __init__(self, media) -> None:
        self.listens = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.media = media
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        wait_until(self.listens.is_set, 20)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.layer = type(get_channel_layer())()
        board = Switchboard(
            lambda: JanusSip(self.media.url, self.media.secret),
            self.layer,
            clock=timezone.now,
            ready=self.listens.set,
        )
        self.task = self.loop.create_task(board.run())
        try:
            self.loop.run_until_complete(self.task)
        except asyncio.CancelledError:
            pass
        self.loop.run_until_complete(self.layer.flush())

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(10)


@pytest.fixture
def switchboard(janus, clinic):
    running = RunningSwitchboard(janus[0])
    yield running
    running.stop()


def set_up_line(clinic, provider, *, secret: str = TRUNK_SECRET, **limits) -> None:
    """Have the manager set the line up."""
    with clinic.serving():
        trunks.set_up(
            registrar=provider.address, user=TRUNK_USER, secret=secret, shown_number=PRACTICE,
            allowed_prefixes=[], refused_prefixes=[], max_minutes=60, calls_per_hour=100,
            by=clinic.system, now=timezone.now(),
        )  # fmt: skip
        Trunk.objects.update(**limits) if limits else None


def line_state(clinic) -> str:
    with clinic.serving():
        return Trunk.objects.get().state


def last_call(clinic) -> PhoneCall | None:
    with clinic.serving():
        return PhoneCall.objects.order_by("-begun_at").first()


@pytest.fixture
def line(clinic, provider, switchboard):
    """The practice's line, signed in at the provider."""
    set_up_line(clinic, provider)
    wait_until(lambda: line_state(clinic) == "registered", 20)
    return provider


@pytest.fixture
def telephone(line, exchange_folder):
    """Amara's telephone: it picks up by itself, plays 440 Hz, and keeps what it hears."""
    running = Telephone(line, exchange_folder)
    yield running
    running.end()


@pytest.fixture
def desk(clinic, site, new_context):
    """Dr Inês at her desk, with a microphone that plays a tone."""
    context = signed_in(new_context(viewport={"width": 1440, "height": 900}), site, clinic.clinician_cookie())
    context.add_init_script(MICROPHONE)
    return context.new_page()
