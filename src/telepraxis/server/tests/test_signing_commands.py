"""Keys that practices sign with, and what is presented, at the shell."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from telepraxis.registry.signatures import keys, published
from telepraxis.registry.signatures.models import Key
from telepraxis.registry.signatures.tests import scene
from telepraxis.registry.signatures.tests.test_keys import seal
from telepraxis.server import signing_commands
from telepraxis.server.people_commands import Refused


def shell(*words: str) -> str:
    """Return what the command says.

    :raises Refused: it refuses.
    """
    done = CliRunner().invoke(signing_commands.app, [*words, "--organization", "quayside"])
    if done.exception:
        raise done.exception
    return done.output


def said_of(presented: str, **other) -> tuple[bool, str]:
    lines = []
    wanted = {"kind": "prescription", "key_sets": [], "say": lines.append} | other
    return signing_commands.verify(presented, **wanted), "\n".join(lines)


def test_lists_replaces_and_revokes(quayside):
    first = keys.signer(use="token", now=timezone.now()).key.kid

    assert f"{first}  token  made" in shell("list") and "signs now" in shell("list")
    second = shell("rotate").split()[0]
    assert f"{second} is revoked." in shell("revoke", second, "--why", "stolen", "--note", "Broken into")
    said = shell("list")
    assert "(stolen) Broken into" in said and "replaced" in said and "signs now" not in said
    for words in (("revoke", second, "--why", "lost"), ("revoke", "none", "--why", "lost"), ("rotate", "--use", "root"),
                  ("revoke", first, "--why", "mood")):  # fmt: skip
        with pytest.raises(Refused):
            shell(*words)
    assert Key.objects.get(kid=first).revoked_at is None


def test_imports_a_seal_and_refuses_what_is_none(quayside, tmp_path):
    file = tmp_path / "seal.p12"
    file.write_bytes(seal(timezone.now()))

    with pytest.raises(Refused, match="passphrase is wrong"):
        shell("import", str(file), "--passphrase", "crane")
    assert "signs PDFs from now on" in shell("import", str(file), "--passphrase", "heron")
    assert Key.objects.get(origin="imported").is_current


def test_writes_the_page_that_verifies(quayside, tmp_path):
    keys.signer(use="token", now=timezone.now())
    file = tmp_path / "verify.html"

    shell("page", "--to", str(file))

    assert Key.objects.get().kid in file.read_text()


def test_says_what_is_presented(quayside, tmp_path):
    now = timezone.now()
    text, pdf, file = scene.token(now), tmp_path / "rx.pdf", tmp_path / "code.txt"
    pdf.write_bytes(scene.signed_pdf(now))
    file.write_text(text)

    for presented in (text, str(file)):
        genuine, said = said_of(presented)
        assert genuine and "Signed by Quayside Practice" in said and '"Amara Okonjo"' in said
    genuine, said = said_of(str(pdf))
    assert genuine and "Dr Inês Carvalho, OM 41872" in said and "its own authority" in said
    pdf.write_bytes(pdf.read_bytes() + b"\n% more")
    assert not said_of(str(pdf))[0]
    assert said_of(text[:200])[1].startswith("Damaged: ")
    assert said_of(text, kind="pickup")[1].startswith("WrongKind: ")


def test_trusts_a_key_set_that_is_given(quayside, tmp_path):
    now = timezone.now()
    text, file = scene.token(now - timedelta(days=1)), tmp_path / "keys.json"
    file.write_text(json.dumps(published.key_set(quayside.id, now=now)))
    Key.objects.update(kid="elsewhere")

    assert said_of(text)[1].startswith("UnknownKey: ")
    assert said_of(text, key_sets=[file])[0]
    file.write_text("{}")
    with pytest.raises(Refused, match="no key set"):
        said_of(text, key_sets=[file])
