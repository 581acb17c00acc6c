import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from telepraxis.server.tls import Options, certificate, context_for, local_authority

NOW = datetime.now(UTC).replace(microsecond=0)


def handshake(pem, authority, address):
    """Return the protocol a client agrees on that trusts only our authority and asks for this address."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=authority)
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            try:
                serving.wrap_socket(listening.accept()[0], server_side=True).close()
            except ssl.SSLError:
                pass

        answering = threading.Thread(target=serve)
        answering.start()
        try:
            with socket.create_connection(listening.getsockname()) as raw:
                with trusting.wrap_socket(raw, server_hostname=address) as secure:
                    return secure.version()
        finally:
            answering.join()


def test_a_phone_that_trusts_the_authority_accepts_the_address(tmp_path):
    pem = local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW)

    assert handshake(pem, local_authority.authority_path(tmp_path), "192.168.7.20") == "TLSv1.3"


def test_the_authority_cannot_vouch_for_the_rest_of_the_world(tmp_path):
    local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW)
    foreign = local_authority._authority(tmp_path, ["192.168.7.20"], NOW).issue_cert("bank.example")
    (tmp_path / "foreign.pem").write_bytes(foreign.private_key_and_cert_chain_pem.bytes())

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        handshake(tmp_path / "foreign.pem", local_authority.authority_path(tmp_path), "bank.example")


def test_names_and_dates_are_ours_and_no_one_else_reads_the_keys(tmp_path):
    pem = local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW)
    leaf = x509.load_pem_x509_certificates(pem.read_bytes())[0]

    assert "trustme" not in leaf.subject.rfc4514_string() + leaf.issuer.rfc4514_string()
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == timedelta(days=90, hours=1)
    for path in (tmp_path / "tls" / "lan").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((tmp_path / "tls" / "lan").stat().st_mode) == 0o700


def test_the_same_network_keeps_authority_and_certificate(tmp_path):
    first = local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW).read_bytes()

    assert local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW).read_bytes() == first


def test_a_new_address_gets_a_new_certificate_from_the_same_authority(tmp_path):
    local_authority.certificate_for(tmp_path, ["192.168.7.20"], now=NOW)
    trusted = local_authority.authority_path(tmp_path).read_bytes()

    pem = local_authority.certificate_for(tmp_path, ["10.0.0.5"], now=NOW)

    assert "10.0.0.5" in certificate.read(pem).names
    assert local_authority.authority_path(tmp_path).read_bytes() == trusted


def test_the_lan_option_invites_a_phone(tmp_path):
    said = []

    served = context_for(Options(lan=True, port=22001), tmp_path, now=NOW, say=said.append)

    assert served.host == "0.0.0.0" and served.origin.startswith("https://")
    assert f"{served.origin}/lan/" in said[0]
    assert local_authority.fingerprint(tmp_path) in said[0]
    assert "█" in said[0]
