"""What people do in these scenes, in a browser."""

from playwright.sync_api import BrowserContext, Page, expect

STARTS_WITHIN_MS = 20_000


def signed_in(context: BrowserContext, site: str, session: str) -> BrowserContext:
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context


def to_waiting_room(page: Page, address: str) -> None:
    """Go the whole way in as a new patient would, from the link."""
    page.goto(address)
    expect(page.get_by_role("heading", name="Camera and sound")).to_be_visible()
    page.locator("[data-media=checked]").wait_for()
    page.get_by_role("button", name="Continue").click()
    fill_card(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("region", name="Waiting room")).to_be_visible()


def fill_card(page: Page) -> None:
    page.get_by_role("region", name="Safety card").wait_for()
    page.get_by_label("Street and town").fill("14 Ropewalk Street, Port Alder")
    page.get_by_text("Only me").click()
    page.get_by_label("I agree to be treated by video").check()


def sees_picture(page: Page) -> None:
    """Wait until the other side's picture moves here."""
    page.locator("section[aria-label='Remote video'] video[data-participant]").wait_for(state="attached")
    page.wait_for_function(
        """() => { const video = document.querySelector("video[data-participant]");
            return video && video.videoWidth > 0 && video.currentTime > 0 && !video.paused }""",
        timeout=STARTS_WITHIN_MS,
    )


def moves_on(page: Page) -> None:
    """Wait until the picture goes on from where it is now."""
    page.wait_for_function(
        """async () => { const video = document.querySelector("video[data-participant]");
            if (!video) return false; const before = video.getVideoPlaybackQuality().totalVideoFrames;
            await new Promise(done => setTimeout(done, 300));
            return video.getVideoPlaybackQuality().totalVideoFrames > before }""",
        timeout=STARTS_WITHIN_MS,
    )
