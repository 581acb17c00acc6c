"""Answers to FHIR's search: a question (`base/fhir/asking`) becomes SQL, and rows become a page.

Words: a *view* is what a question may see: one organization, within the reach of who asks; a *scan* walks along an
index in the order of the answer; an *ordinary* answer gathers and sorts. Every identifier in a statement stands in
this package or is the name of a model's table; whatever was asked is a parameter. Compiling and asking are apart:
`steps` yields statements and takes their rows, whoever asks the database. Doors: `find`, `found`, `steps`, `Page`,
`Row`, `ByValue`, `View`, `open_page`, `seal_page`.
"""

from .finding import Page, find, found, steps
from .pages import open_page, seal_page
from .rows import Row
from .statement import ByValue
from .view import View

__all__ = ["ByValue", "Page", "Row", "View", "find", "found", "open_page", "seal_page", "steps"]
