"""Why a sheet is not opened, in words."""

from django.utils.translation import gettext_lazy as _


class SheetRefused(ValueError):
    """The file or the sheet is not opened. `str()` is a sentence with what to do; `code` names why."""

    def __init__(self, code: str):
        self.code = code if code in SENTENCES else "failed"
        super().__init__(SENTENCES[self.code])


SENTENCES = {
    "empty": _("The file is empty. Choose it again, or scan the page once more."),
    "too_large": _("The file is larger than 150 MB. Send the stack in several files, or scan it in grey at 300 dpi."),
    "many_sheets": _("The file has more than 500 pages. Send the stack in several files."),
    "heic": _(
        "Photographs in Apple's HEIC format cannot be opened here. On the iPhone choose Settings, Camera, Formats, "
        "Most Compatible, and take the picture again, or send it as JPEG."
    ),
    "unknown": _("This kind of file cannot be read here. Send a PDF, or pictures as JPEG, PNG, WEBP or TIFF."),
    "damaged": _("The picture is damaged or did not arrive whole. Take it again, or send it again."),
    "damaged_pdf": _("The PDF is damaged or did not arrive whole. Save it again, and send it again."),
    "locked_pdf": _("The PDF is locked with a password. Save it without one, and send it again."),
    "many_pixels": _("The picture has more than 50 million points. Send it in a smaller size."),
    "no_such_sheet": _("The file has no such page."),
    "too_much": _("The page needs too much memory to be opened safely. Scan it in grey at 300 dpi."),
    "too_slow": _("The page could not be opened in time. Scan it in grey at 300 dpi, or try again."),
    "failed": _("The page could not be opened safely. Send it as a JPEG picture, or as a PDF printed anew."),
}
