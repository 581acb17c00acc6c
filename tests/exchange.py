"""A phone provider on this machine: Kamailio registers and passes on, baresip is the patient's telephone, Janus ours.

Real programs, all on loopback, all ended by their process ids.
"""

import json
import math
import os
import signal
import socket
import struct
import subprocess
import wave
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import wait_until

TRUNK_USER, TRUNK_SECRET = "quayside", "harbour-wall-41"
PRACTICE, AMARA, NOBODY, BUSY = "+351210555000", "+351910555014", "+351910555099", "+351910555086"

PROVIDER = """
#!KAMAILIO
listen=udp:127.0.0.1:{port}
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
log_stderror=yes
debug=1
mpath="{modules}"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("rr", "enable_full_lr", 1)
modparam("tm", "fr_timer", 5000)
modparam("tm", "fr_inv_timer", 90000)

request_route {{
  if (!mf_process_maxfwd_header("10")) {{ sl_send_reply("483", "Too Many Hops"); exit; }}
  if (is_method("REGISTER")) {{
    if ($tU == "{user}" && !pv_www_authenticate("$fd", "{secret}", "0")) {{ www_challenge("$fd", "0"); exit; }}
    if (!save("location")) sl_reply_error();
    exit;
  }}
  if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
  if (has_totag()) {{
    if (loose_route()) {{ route(RELAY); exit; }}
    if (is_method("ACK")) {{ if (t_check_trans()) t_relay(); exit; }}
    sl_send_reply("404", "Not here"); exit;
  }}
  if (is_method("CANCEL")) {{ if (t_check_trans()) t_relay(); exit; }}
  t_check_trans();
  if ($fU == "{user}" && !pv_proxy_authenticate("$fd", "{secret}", "0")) {{ proxy_challenge("$fd", "0"); exit; }}
  if (is_method("INVITE")) {{
    remove_hf("Proxy-Authorization");
    record_route();
    if ($rU == "{busy}") {{ sl_send_reply("486", "Busy Here"); exit; }}
    if ($rU == "{practice}") $rU = "{user}";
    if (!lookup("location")) {{ sl_send_reply("404", "Not Found"); exit; }}
  }}
  route(RELAY);
}}
route[RELAY] {{ if (!t_relay()) sl_reply_error(); exit; }}
"""


class Program:
    """One program of the scene, ended by its id."""

    def __init__(self, command: list, folder: Path, name: str) -> None:
        self.command, self.log = [str(part) for part in command], folder / f"{name}.log"
        self.begin()

    def begin(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it and its children as a cut cable would: it says goodbye to nobody."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(5)


class Provider(Program):
    """Kamailio: knows the trunk's secret, who is registered, one busy number; any other number is unknown."""

    def __init__(self, folder: Path) -> None:
        self.port = free_udp_port()
        modules = next(Path("/usr/lib").glob("*/kamailio/modules"))
        words = {"port": self.port, "modules": modules, "user": TRUNK_USER, "secret": TRUNK_SECRET}
        configuration = folder / "kamailio.cfg"
        configuration.write_text(PROVIDER.format(**words, busy=BUSY, practice=PRACTICE))
        command = [
            "/usr/sbin/kamailio",
            "-DD",
            "-E",
            "-m",
            "32",
            "-M",
            "4",
            "-f",
            configuration,
            "-Y",
            folder,
            "-w",
            folder,
        ]
        super().__init__(command, folder, "kamailio")
        wait_until(self.answers, 15)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answers(self) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.bind(("127.0.0.1", 0))
            asking.settimeout(0.3)
            own = f"127.0.0.1:{asking.getsockname()[1]}"
            asked = (
                f"OPTIONS sip:{self.address} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKping\r\n"
                f"From: <sip:t@t>;tag=1\r\nTo: <sip:t@{self.address}>\r\nCall-ID: ping\r\nCSeq: 1 OPTIONS\r\n"
                "Max-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
            )
            try:
                asking.sendto(asked.encode(), ("127.0.0.1", self.port))
                return asking.recv(2000).startswith(b"SIP/2.0 200")
            except OSError:
                return False


class Telephone(Program):
    """baresip: a telephone with this number that plays a tone and keeps what it hears."""

    def __init__(
        self, provider: Provider, folder: Path, number: str = AMARA, *, answers: bool = True, hertz: int = 440
    ):
        self.folder = folder / f"telephone-{number}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.control, self.number, self.provider = free_port(), number, provider
        tone = self.folder / "tone.wav"
        write_tone(tone, hertz)
        modules = next(path.parent for path in Path("/usr/lib").rglob("baresip/modules/g711.so"))
        (self.folder / "config").write_text(
            f"sip_listen 127.0.0.1:{free_udp_port()}\nnet_interface 127.0.0.1\n"
            f"module_path {modules}\naudio_path {self.folder}\n"
            f"audio_source aufile,{tone}\naudio_player aubridge,heard\naudio_alert aubridge,alert\n"
            "ausrc_channels 2\nauplay_channels 1\nausrc_srate 8000\nauplay_srate 8000\ncall_max_calls 1\n"
            f"snd_path {self.folder}\nctrl_tcp_listen 127.0.0.1:{self.control}\nrtp_ports 21000-21400\n"
            + "".join(f"module {name}.so\n" for name in ("g711", "aufile", "aubridge", "sndfile"))
            + "".join(f"module_app {name}.so\n" for name in ("account", "menu", "ctrl_tcp"))
        )
        mode = "auto" if answers else "manual"
        (self.folder / "accounts").write_text(
            f"<sip:{number}@{provider.address}>;auth_pass=none;answermode={mode};regint=600\n"
        )
        super().__init__(["/usr/bin/baresip", "-f", self.folder], self.folder, "baresip")
        wait_until(lambda: b"200 OK" in self.log.read_bytes() and self._can_be_asked(), 15)

    def _can_be_asked(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.control), timeout=0.3).close()
        except OSError:
            return False
        return True

    def do(self, command: str, parameters: str = "") -> dict:
        """Have the telephone do something: dial, accept, hangup, hold, resume."""
        said = json.dumps({"command": command, "params": parameters}).encode()
        with socket.create_connection(("127.0.0.1", self.control), timeout=5) as line:
            line.sendall(f"{len(said)}:".encode() + said + b",")
            while True:
                length = b""
                while (sign := line.recv(1)) != b":":
                    length += sign
                body = b""
                while len(body) < int(length) + 1:
                    body += line.recv(int(length) + 1 - len(body))
                told = json.loads(body[:-1])
                if told.get("response"):
                    return told

    def loudness(self, hertz: float) -> float:
        """Return how strongly the tone stands out in the last two seconds heard: its share of all energy."""
        heard = sorted(self.folder.glob("dump-*-dec.wav"))
        return tone_share(heard[-1], hertz) if heard else 0.0

    def is_quiet(self) -> bool:
        """Whether nothing has been heard for a moment: no sound came in, or silence."""
        heard = sorted(self.folder.glob("dump-*-dec.wav"))[-1]
        before = heard.stat().st_size
        last = heard.read_bytes()[-3200:]
        loudest = max((abs(value) for (value,) in struct.iter_unpack("<h", last[: len(last) // 2 * 2])), default=0)
        if loudest < 200:
            return True
        try:
            wait_until(lambda: heard.stat().st_size > before, 1)
        except AssertionError:
            return True
        return False


def write_tone(path: Path, hertz: int, seconds: int = 30) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        for number in range(8000 * seconds):
            sample = int(9000 * math.sin(2 * math.pi * hertz * number / 8000))
            file.writeframesraw(struct.pack("<hh", sample, sample))


def tone_share(path: Path, hertz: float) -> float:
    """Return the share of energy at one frequency (Goertzel) in the last two seconds of a recording."""
    raw = path.read_bytes()[44:]
    samples = [value for (value,) in struct.iter_unpack("<h", raw[: len(raw) // 2 * 2])][-16000:]
    energy = sum(value * value for value in samples)
    if len(samples) < 4000 or not energy:
        return 0.0
    real = sum(value * math.cos(2 * math.pi * hertz * number / 8000) for number, value in enumerate(samples))
    imaginary = sum(value * math.sin(2 * math.pi * hertz * number / 8000) for number, value in enumerate(samples))
    return 2 * (real * real + imaginary * imaginary) / (len(samples) * energy)


@contextmanager
def running_janus(folder: Path):
    """Yield Janus as an installation configures it, on loopback."""
    from telepraxis.server import janus

    folder.mkdir(parents=True, exist_ok=True)
    media = janus.configure(folder, only_address="127.0.0.1")
    program = Program(media.command, folder, "janus")
    media_and_program = (media, program)
    try:
        wait_until(media.answers, 15)
        yield media_and_program
    finally:
        program.end()


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
