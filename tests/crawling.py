"""Walk a site as a person would: from page to page by its links, each kind of page once."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d|(?<=/)\d+(?=/)|(?<=/)[\w-]{40,}(?=/)"
    r"|(?<=/entries/[0-9a-f-]{36}/)[a-z]+(?=/add/)"  # the lists of a chart have one form
)
NOT_PAGES = re.compile(
    r"^/(static|media|lan/authority|account/logout|.*\.(ics|svg|csv|pdf|eml|txt|zip|json|pem)$)|/portrait/|/attachments/|/as-sent/|^/files/[0-9a-f-]{36}/$"
)


def kind(path: str) -> str:
    """The path with its ids taken out: "/visit/*/chart/"."""
    return ID.sub("*", urlsplit(path).path)


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and given.get("href") and "download" not in given:
            self.found.append(given["href"])


def links(html: str) -> list[str]:
    reader = _Links()
    reader.feed(html)
    return reader.found


def walk(starts: list[str], open_page: Callable[[str], str | None], limit: int = 80) -> Iterator[tuple[str, str]]:
    """Yield (path, html) of each kind of page that links lead to; `open_page` gives None for what is no page."""
    ahead, met = list(starts), set()
    while ahead and len(met) < limit:
        path = ahead.pop(0)
        if kind(path) in met:
            continue
        met.add(kind(path))
        html = open_page(path)
        if html is None:
            continue
        yield path, html
        for link in links(html):
            whole = urlsplit(urljoin(f"http://site{path}", link))
            if whole.netloc == "site" and not NOT_PAGES.search(whole.path):
                ahead.append(whole.path + (f"?{whole.query}" if whole.query else ""))
