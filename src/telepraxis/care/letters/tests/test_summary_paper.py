"""The summary in large print: the patient's language first, what happens next, whom to call."""

from datetime import date

import pytest

from telepraxis.care.chart import summaries
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.follow_up import planning

from ..summary_paper import NotWritten, summary_pdf
from .scene import words_of


def test_it_says_what_was_agreed_what_happens_next_and_whom_to_call(begun, ines, amara, tomasz, browse):
    said = {"visit": begun, "by": ines, "now": TEN_FORTY}
    with pytest.raises(NotWritten):
        summary_pdf(begun)
    summaries.write_summary(text="Pare o pó #strong[x].", language="pt", second="Stop the powder.", **said)
    planning.write_step(kind="task", who="patient", text="Cream *twice*", due_on=date(2026, 12, 24), **said)

    printed = words_of(summary_pdf(begun))

    for part in ("23 November 2026", "Dr Inês Carvalho", "Português", "Pare o pó #strong[x].", "Cream *twice*",
                 "by Thu 24 Dec", "In an emergency call 112.", "+351 210 555 000"):  # fmt: skip
        assert part in printed, part
    assert printed.index("Stop the powder.") < printed.index("Pare o pó")
    answer = browse(amara).get(f"/visits/{begun.id}/summary.pdf")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert browse(tomasz).get(f"/visits/{begun.id}/summary.pdf").status_code == 404
