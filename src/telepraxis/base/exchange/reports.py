"""What an import has done, file by file: for people and for programs. Types, ids and reasons, no content."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .taking_in import CREATED, REFUSED, UNCHANGED, UPDATED, Taken

OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)


@dataclass
class FileReport:
    """What became of one file. Refusals lie on disk while the import runs: there may be millions."""

    number: int
    name: str
    folder: Path
    counts: dict[str, Counter] = field(default_factory=dict)  # type -> outcome -> how many
    fault: str = ""

    def add(self, taken: list[Taken]) -> None:
        """Count what was done, and write down what was refused."""
        refused = [each for each in taken if each.what == REFUSED]
        for each in taken:
            self.counts.setdefault(each.type, Counter())[each.what] += 1
        if refused:
            with self._refusals.open("a") as file:
                file.writelines(json.dumps(_as_told(each)) + "\n" for each in refused)

    def total(self, what: str) -> int:
        """Return how many resources came to that."""
        return sum(each[what] for each in self.counts.values())

    def write(self) -> None:
        """Write the file's report as JSON, and its part of the readable one."""
        plain = {
            "file": self.name,
            "fault": self.fault or None,
            "total": {what: self.total(what) for what in OUTCOMES},
            "types": {type: {what: each[what] for what in OUTCOMES} for type, each in sorted(self.counts.items())},
        }
        safe = re.sub(r"[^A-Za-z0-9.-]+", "-", self.name)[-80:]
        with (
            (self.folder / f"{self.number:05}-{safe}.json").open("w") as told,
            (self.folder / "report.txt").open("a") as text,
        ):
            told.write(json.dumps(plain)[:-1] + ', "refused": [')
            text.writelines(self._lines())
            for n, line in enumerate(self._lines_of_refusals()):
                told.write(("," if n else "") + "\n" + line.rstrip())
                text.write(_sentence(json.loads(line)))
            told.write("]}\n")
        self._refusals.unlink(missing_ok=True)

    @property
    def _refusals(self) -> Path:
        return self.folder / f"{self.number:05}.refused"

    def _lines_of_refusals(self):
        if self._refusals.exists():
            with self._refusals.open() as file:
                yield from file

    def _lines(self) -> list[str]:
        told = [f"\n{self.name}\n", f"  NOT READ TO ITS END: {self.fault}\n" if self.fault else ""]
        told += [f"  {type or '?'}: {_said(each)}\n" for type, each in sorted(self.counts.items())]
        return told


def _said(counts: Counter) -> str:
    return ", ".join(f"{counts[what]:,} {what}" for what in OUTCOMES if counts[what])


def _as_told(taken: Taken) -> dict:
    return {
        "position": taken.position,
        "type": taken.type,
        "id": taken.their_id,
        "issue": [issue.as_fhir() for issue in taken.issues],
    }


def _sentence(refused: dict) -> str:
    why = " ".join(
        issue["diagnostics"] + (f" ({', '.join(issue['expression'])})" if "expression" in issue else "")
        for issue in refused["issue"]
    )
    return f"    {refused['position']:>8}  {refused['type'] or '?'}/{refused['id'] or '?'}  {why}\n"
