"""What people meet when a panel's request is refused, fails or comes back with errors; in a real browser."""

import re

import pytest

pytestmark = pytest.mark.browser

FORM = """<h1>Room</h1><form id="f" hx-post="/panel/" hx-target="#panel" hx-swap="innerHTML">
<input id="name" name="name" aria-label="Name"><button class="btn">Continue</button></form>
<div id="panel">as it was</div>"""


def answering(status: int, body: str = "", headers: dict | None = None):
    return lambda route: route.fulfill(
        status=status, body=body, headers={"Content-Type": "text/html", **(headers or {})}
    )


def test_a_post_carries_the_token_that_django_asks_for(shown):
    page = shown(FORM, answers={"/panel/": answering(200, "done")})

    with page.expect_request("**/panel/") as sent:
        page.get_by_role("button", name="Continue").click()

    assert sent.value.headers["x-csrftoken"] == page.locator("meta[name=csrf-token]").get_attribute("content")
    page.get_by_text("done").wait_for()


def test_errors_of_a_form_are_swapped_in_and_take_the_focus(shown):
    summary = '<div id="sum" tabindex="-1" data-error-summary role="alert">Something is still needed</div>'
    page = shown(FORM, answers={"/panel/": answering(422, summary)})

    page.get_by_role("button", name="Continue").click()

    page.wait_for_function("document.activeElement.id === 'sum'")


def test_a_conflict_is_swapped_in(shown):
    page = shown(FORM, answers={"/panel/": answering(409, "<p>Three other times</p>")})

    page.get_by_role("button", name="Continue").click()

    page.get_by_text("Three other times").wait_for()


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (403, "<h1>You may not open this page</h1>", "You may not open this page"),
        (404, "<h1>There is nothing here</h1>", "There is nothing here"),
        (429, "", "That was very often in a short time. Wait a minute, then try again."),
        (500, "", "the server had a problem. Nothing was changed"),
        (503, "<h1>We are back in a moment</h1>", "We are back in a moment"),
    ],
)
def test_a_refusal_is_said_and_the_page_stays_as_it_was(shown, status, body, sentence):
    page = shown(FORM, answers={"/panel/": answering(status, body)})

    page.get_by_role("button", name="Continue").click()

    page.get_by_role("alert").filter(has_text=sentence).wait_for()
    assert page.locator("#panel").inner_text() == "as it was"


def test_a_server_that_is_not_there_is_said(shown):
    page = shown(FORM, answers={"/panel/": lambda route: route.abort()})

    page.get_by_role("button", name="Continue").click()

    page.get_by_text("The server could not be reached. Check the connection and try again.").wait_for()
    assert page.locator("#panel").inner_text() == "as it was"


def test_a_session_that_ended_leads_to_the_sign_in_page_and_back(shown):
    page = shown(
        FORM,
        answers={
            "/panel/": answering(302, headers={"Location": "/account/login/?next=/panel/"}),
            "/account/login/**": answering(200, "<h1>Sign in</h1>"),
        },
    )

    page.get_by_role("button", name="Continue").click()

    page.wait_for_url(re.compile(r"/account/login/\?next=%2Fshown%2F$"))


def test_the_focus_stays_on_the_control_that_was_swapped(shown):
    panel = """<div id="panel"><input id="find" hx-get="/panel/" hx-trigger="input" hx-target="#panel"
        hx-swap="outerHTML" aria-label="Find"></div>"""
    page = shown(f"<h1>Room</h1>{panel}", answers={"/panel/*": answering(200, panel)})
    page.locator("#find").focus()

    with page.expect_response("**/panel/*"):
        page.keyboard.type("a")

    page.wait_for_function("document.activeElement.id === 'find'")


def test_what_changed_is_spoken(shown):
    page = shown(FORM, answers={"/panel/": answering(200, '<p data-announce="3 patients found">...</p>')})

    page.get_by_role("button", name="Continue").click()

    page.locator("#announcer", has_text="3 patients found").wait_for(state="attached")


def test_offline_shows_one_banner_that_goes_by_itself(shown):
    page = shown("<h1>Room</h1>")

    page.context.set_offline(True)
    page.get_by_text("You are offline.").wait_for()
    page.context.set_offline(False)

    page.get_by_text("You are offline.").wait_for(state="hidden")


def test_nothing_on_the_page_breaks_its_content_security_policy(shown, bare_site, new_context):
    page, said = new_context().new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)

    page.goto(f"{bare_site}/kit/")
    page.wait_for_selector("html[data-ready]")

    assert said == []
