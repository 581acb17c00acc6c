"""A signed token as a QR code that a phone reads from paper and screen."""

from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

FIRM_UP_TO = 666  # bytes in version 20; beyond, smaller modules cost more reading than the firmer correction gains
QUIET_MODULES = 4  # ISO/IEC 18004, section 6.3.8


@dataclass(frozen=True)
class Code:
    """The drawing and what it takes: `version` 1 to 40, `modules` along one side without the quiet zone."""

    svg: SafeString
    version: int
    modules: int
    correction: str


class TooLong(ValueError):
    """No QR code holds so much."""


def svg(text: str, *, title: str = "") -> Code:
    """Draw the text, black on white whatever the page's colours; `title` is what a screen reader says.

    :raises TooLong: it fits no QR code.
    """
    correction = "m" if len(text.encode()) <= FIRM_UP_TO else "l"
    try:
        code = segno.make_qr(text, error=correction, boost_error=correction == "l")
    except segno.DataOverflowError as reason:
        raise TooLong(f"{len(text)} characters") from reason
    drawn = code.svg_inline(
        border=QUIET_MODULES, dark="#000", light="#fff", title=title or None, omitsize=True, svgclass=None,
        lineclass=None,
    )  # fmt: skip
    side = code.symbol_size(border=0)[0]
    return Code(mark_safe(drawn), code.version, side, code.error)
