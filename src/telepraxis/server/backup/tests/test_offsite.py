"""A copy in S3 storage: closed before it leaves, brought up to date, and enough for a bare machine."""

import io
import os
import subprocess
import sys

import boto3
import pytest

from telepraxis.base.sealing import CannotOpen, Key, KeyRing
from telepraxis.server.backup import notes
from telepraxis.server.backup.chunks import CHUNK, Closed, opened
from telepraxis.server.processes import dies_with_us
from tests.installations import answer_of, data_home, free_port
from tests.waiting import wait_until

from .clinic import STORE, did, in_django, line, open_practice, refused, stored

RING = KeyRing([Key("20261125-aaaaaa", b"k" * 32)])


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_closed_opens_again_and_only_whole(size):
    plain = os.urandom(size)
    closed = Closed(io.BytesIO(plain), RING, "pool/ab").read()

    assert b"".join(opened(io.BytesIO(closed), RING, "pool/ab")) == plain
    assert plain[:64] not in closed or size < 2
    for spoiled in (closed[:-1], closed[: 40 + CHUNK], closed[:-20] + bytes([closed[-20] ^ 1]) + closed[-19:]):
        if spoiled != closed:
            with pytest.raises(CannotOpen):
                list(opened(io.BytesIO(spoiled), RING, "pool/ab"))
    with pytest.raises(CannotOpen):
        list(opened(io.BytesIO(closed), RING, "pool/cd"))


@pytest.fixture(scope="module")
def storage():
    """An S3 server in a process of its own, with the bucket of the clinic; what a command is told of it."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, preexec_fn=dies_with_us(),
    ) as server:  # fmt: skip
        told = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "quayside",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_SECRET_ACCESS_KEY": "quay-secret", "TELEPRAXIS_BACKUP_S3": "s3://quayside-copies/clinic",
        }  # fmt: skip
        wait_until(lambda: answer_of(told["AWS_ENDPOINT_URL"] + "/moto-api/"), within_s=60)
        bucket(told).create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield told
        server.kill()


def bucket(told):
    return boto3.resource(
        "s3", endpoint_url=told["AWS_ENDPOINT_URL"], aws_access_key_id="quayside", aws_secret_access_key="quay-secret",
        region_name="eu-west-1",
    ).Bucket("quayside-copies")  # fmt: skip


@pytest.fixture(scope="module")
def place(storage):
    with data_home() as place:
        place.mkdir()
        open_practice(place / "home")
        backups = ("--to", str(place / "backups"))
        did("backup", *backups, home=place / "home")
        did("backup", "--send", *backups, home=place / "home", **storage)
        did("keys", "--data", str(place / "home"), "sheet", "--to", str(place / "sheet.txt"))
        yield place


@pytest.mark.process
def test_a_bare_machine_comes_back_from_the_copy_and_the_sheet(place, storage):
    said = did(
        "restore", storage["TELEPRAXIS_BACKUP_S3"], "--keys", str(place / "sheet.txt"), home=place / "back", **storage
    )

    assert "Fetching archive" in said
    assert stored(place / "back") == ["a portrait of Inês"]


@pytest.mark.process
def test_the_storage_sees_nothing_in_the_clear(place, storage):
    bodies = [found.get()["Body"].read() for found in bucket(storage).objects.all()]

    assert len(bodies) >= 6
    assert {body[:5] for body in bodies} == {b"TPXC\x01"}
    assert not any(b"telepraxis backup" in body or b"quayside" in body for body in bodies)


@pytest.mark.process
def test_only_what_is_new_is_sent(place, storage):
    in_django(place / "home", STORE, "a letter")
    did("backup", "--to", str(place / "backups"), home=place / "home")
    first = did("backup", "--send", "--to", str(place / "backups"), home=place / "home", **storage)
    again = did("backup", "--send", "--to", str(place / "backups"), home=place / "home", **storage)

    assert (first, again) == ("6 objects sent\n", "0 objects sent\n")  # an archive of five and the letter


@pytest.mark.process
def test_a_refused_copy_is_noted_and_the_next_try_goes_on(place, storage):
    wrong = storage | {"TELEPRAXIS_BACKUP_S3": "s3://no-such-bucket/clinic"}
    said = refused("backup", "--send", "--to", str(place / "backups"), home=place / "home", **wrong)
    failed = notes.read(line(place / "home", place / "backups"), "offsite")
    did("backup", "--send", "--to", str(place / "backups"), home=place / "home", **storage)
    mended = notes.read(line(place / "home", place / "backups"), "offsite")

    assert "NoSuchBucket" in said
    assert (failed["ok"], "NoSuchBucket" in failed["why"], "last_ok" in failed) == (False, True, True)
    assert mended["ok"]


@pytest.mark.process
def test_a_sheet_from_before_the_copy_is_refused(place, storage):
    text = (place / "sheet.txt").read_text()
    older = text[: text.index("[copies]")] + "3 keys.\n"
    (place / "older.txt").write_text(older)

    said = refused(
        "restore", storage["TELEPRAXIS_BACKUP_S3"], "--keys", str(place / "older.txt"), home=place / "no", **storage
    )

    assert "no key for copies in S3" in said
    assert not (place / "no").exists()
