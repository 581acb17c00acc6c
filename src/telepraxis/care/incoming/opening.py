"""Read files as FHIR in this process, with limits, and write the resources to standard output. A program of its own.

It knows no key and no database, gets no environment, and has set its limits before the first byte is read.
In: one line of JSON with the names and sizes of the files, then their bytes. Out: a line of JSON for each resource
(`file`, `position`, `url`, `type`, `id`, `text`) or fault (`file`, `position`, `why`).
"""

import json
import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # the installation's pure rooms, nothing that needs Django

from telepraxis.base.exchange.finds import Fault, finds_in
from telepraxis.base.exchange.pieces import NotReadable, pieces_in

MEGABYTE = 1024 * 1024
MEMORY = 900 * MEGABYTE
PROCESSOR_S = 25
MOST = 2_000  # resources
LARGEST_TEXT = 48 * MEGABYTE


def set_limits() -> None:
    """Take from this process what a poisoned file would want: memory, time, files, further processes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


class TooMuch(Exception):
    """More than one person's record holds; the code names what."""


def opened(files: list[tuple[str, bytes]]):
    """Yield what is in the files, each as a dict to be told.

    :raises TooMuch: too many resources, or too much text.
    """
    number = text = 0
    for name, content in files:
        try:
            for piece in pieces_in(name, content):
                inside = name if piece.name == name else f"{name}: {piece.name}"
                for find in finds_in(piece):
                    if isinstance(find, Fault):
                        yield {"file": inside, "position": find.position, "why": find.why}
                        continue
                    number, text = number + 1, text + len(find.text)
                    if number > MOST or text > LARGEST_TEXT:
                        raise TooMuch("many" if number > MOST else "large")
                    yield {
                        "file": inside, "position": find.position, "url": find.full_url, "type": find.type,
                        "id": find.id, "text": find.text,
                    }  # fmt: skip
        except NotReadable as fault:
            yield {"file": name, "position": 0, "why": str(fault)}


def main() -> None:
    set_limits()
    source = sys.stdin.buffer
    files = [(each["name"], source.read(each["size"])) for each in json.loads(source.readline())]
    try:
        for line in opened(files):
            sys.stdout.write(json.dumps(line) + "\n")
    except TooMuch as reason:
        sys.stdout.write(json.dumps({"refused": str(reason)}) + "\n")


if __name__ == "__main__":
    main()
