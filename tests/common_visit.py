"""The most usual visit of a practice, charted: Tomasz Wilk comes for his blood pressure, Dr Carvalho changes a tablet.

`chart_it` charts the visit in a real browser, hands on the keyboard; `expected` is what the record then has to say. The
scene that counts (tests/journeys) and bench/charting.py use both; who is there stands in common_visit_record.
"""

from datetime import date, timedelta

TEMPLATE = {
    "subjective": "{age} years old, here for: {reason}. [what is told]",
    "objective": "BP {bp today}, pulse {pulse today}. Heart [regular|irregular], lungs [clear|crackles], "
    "ankles [no oedema|oedema].",
    "assessment": "Hypertension, [at target|above target].",
    "plan": "{medicines}. [what changes]",
}
LINE = (
    "essential hypertension since 2019; amlodipine 5 mg once a day; "
    "stop hydrochlorothiazide because of cramps; bp 138/86 pulse 72"
)
STORY = "No headaches any more. Cramps in the legs at night since the water tablet."
CHANGE = "Amlodipine instead of hydrochlorothiazide."
STEP = "Blood test for potassium in 2 weeks"
SUMMARY = "Your blood pressure fell. Take amlodipine once a day instead of the water tablet. Blood test in 2 weeks."


def chart_it(page, site: str) -> None:
    """Chart the visit from the day's page to the signature. Waiting for what appears is no interaction."""
    key = page.keyboard
    page.goto(f"{site}/day/")
    _ready(page)
    key.press("j")  # who has waited longest
    page.wait_for_url("**/visit/**")
    _ready(page)

    key.press("Alt+a")  # the line: what is new on the lists, and what was measured
    key.type(LINE)
    for heading in ("Problem", "Medicine", "Stop: Hydrochlorothiazide 25 mg", "Measurements"):
        key.press("Enter")
        page.get_by_role("dialog").get_by_role("heading", name=heading, exact=True).wait_for()
        page.locator("dialog[open] .entries-form :focus").wait_for()
    key.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")

    key.press("Alt+p")  # what happens next
    key.type(STEP)
    key.press("Enter")
    page.locator(".plan-steps").get_by_text("Blood test for potassium").wait_for()

    key.press("Alt+t")  # the note: what fits the visit stands first
    page.get_by_role("option", name="Hypertension review").wait_for()
    key.press("Enter")
    _selected(page, "[what is told]")
    key.type(STORY)
    key.press("Tab")
    for number, place in (
        ("1", "[regular|irregular]"), ("1", "[clear|crackles]"), ("1", "[no oedema|oedema]"),
        ("2", "[at target|above target]"),
    ):  # fmt: skip
        _selected(page, place)
        page.locator("#note-choices").wait_for()
        key.press(number)
    _selected(page, "[what changes]")
    key.type(CHANGE)

    key.press("Control+Enter")
    page.locator("#note-summary:focus").wait_for()
    key.type(SUMMARY)
    key.press("Control+Enter")
    page.locator("#note-card").get_by_text("Signed", exact=True).wait_for()


def _ready(page) -> None:
    page.locator("html[data-ready]").wait_for(state="attached")


def _selected(page, place: str) -> None:
    page.wait_for_function(
        "place => { const field = document.activeElement;"
        " return field.value?.slice(field.selectionStart, field.selectionEnd) === place }",
        arg=place,
    )


def expected(today: date) -> dict:
    """Return what the record has to say."""
    return {
        "note": {
            "Story": f"71 years old, here for: Blood pressure check. {STORY}",
            "Seen": "BP 138/86 mmHg, pulse 72 /min. Heart regular, lungs clear, ankles no oedema.",
            "Assessment": "Hypertension, above target.",
            "Plan": f"Amlodipine 5 mg once a day. {CHANGE}",
        },
        "from the record": {
            "Story": "",
            "Seen": "From the record: bp today, pulse today",
            "Plan": "From the record: medicines",
        },
        "problems": [("I10", "2019")],
        "medicines": [("Amlodipine 5 mg", "once a day")],
        "stopped": [("Hydrochlorothiazide 25 mg", "stopped", "cramps")],
        "measured": [("blood_pressure", "138/86"), ("heart_rate", "72")],
        "next": [("Blood test for potassium", today + timedelta(days=14))],
        "summary": SUMMARY,
    }
