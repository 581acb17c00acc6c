from telepraxis.server.doctor import paper


def test_a_machine_that_reads_paper_says_in_which_languages():
    (answer,) = paper.look()

    assert answer.state == "ok"
    assert {"eng", "spa"} <= set(answer.what.removeprefix("Tesseract reads ").split(", "))


def test_a_machine_without_tesseract_is_told_what_still_works_and_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    (answer,) = paper.look()

    assert (answer.state, answer.what) == ("warn", "Tesseract, which reads scanned paper, is not installed.")
    assert "kept and filed unread until then" in answer.next_step and "tesseract-ocr-spa" in answer.next_step
