"""Paper: a template and what is filled in become a PDF.

Words: a *template* is Typst markup that a room ships in its `paper/` folder; what is *filled in* is data and never
markup, so that a name like `#panic()` prints as it is written. The work is done by a process of its own with limits on
time and memory, without files, network or packages. Doors: the names below.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(__name__, press=("CannotPrint", "NoFontFor", "print_pdf", "qr_svg"))
