"""Janus as an installation configures it: secrets of its own, loopback only, nothing but the phone."""

import re
import stat

from telepraxis.server import janus


def test_no_secret_is_the_packages_own_and_each_stays(tmp_path):
    first = janus.configure(tmp_path)
    written = (tmp_path / "janus.jcfg").read_text()

    assert "janusoverlord" not in written
    assert len(first.secret) >= 40
    assert re.search(r'admin_secret = "(.+)"', written)[1] != first.secret
    assert janus.configure(tmp_path).secret == first.secret


def test_it_listens_on_loopback_and_carries_the_phone_only(tmp_path):
    janus.configure(tmp_path)
    general = (tmp_path / "janus.jcfg").read_text()
    websocket = (tmp_path / "janus.transport.websockets.jcfg").read_text()

    assert 'ws_ip = "127.0.0.1"' in websocket and "admin_ws = false" in websocket
    disabled = re.search(r'plugins: \{ disable = "(.*)" \}', general)[1].split(",")
    assert "libjanus_videoroom.so" in disabled and "libjanus_recordplay.so" in disabled
    assert "libjanus_sip.so" not in disabled
    assert "libjanus_http.so" in re.search(r'transports: \{ disable = "(.*)" \}', general)[1]


def test_only_its_owner_reads_the_secrets(tmp_path):
    janus.configure(tmp_path)

    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_the_switchboards_secret_is_told_to_nobody_by_the_command_line(tmp_path):
    media = janus.configure(tmp_path)

    assert media.secret not in " ".join(media.once_wanted(media.command))
    assert media.command[-2:] == ["--log-stdout", "--disable-colors"]
