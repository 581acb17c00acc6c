"""How somebody prescribes with hands on the keyboard: from the tab beside the visit to the signature.

The scene of the medicines' room and bench/prescribing_steps.py use it; tests/hand.py counts what it costs.
"""

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the prescriber's app
KNOWN = ["paracetamol 500 mg tablet 3 times a day 5 days"]
THREE = [
    "amlodipine 5 mg tablet once a day 30 days",
    "loratadine 10 mg tablet once a day 14 days",
    "paracetamol 500 mg tablet 3 times a day 5 days",
]


def prescribe(page, lines: list[str], code: str) -> None:
    """Prescribe the lines and sign them with the code. Waiting for what appears is no interaction."""
    page.get_by_role("link", name="Prescribe", exact=True).click()
    for number, line in enumerate(lines, 1):
        page.locator("#rx-text:focus").wait_for()
        page.keyboard.type(line)
        if number == len(lines):
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("Enter")
            page.locator(".rx-row").nth(number - 1).wait_for()
    page.locator("#rx-code:focus").wait_for()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.locator(".rx-signed .rx-token").wait_for()
