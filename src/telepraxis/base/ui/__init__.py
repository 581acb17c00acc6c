"""The look of every page: style sheet, icons, shells, form parts, small behaviours.

Doors for other rooms:

- Shells. ``{% extends "ui/patient.html" %}``: blocks ``title`` ``head_title`` ``head_actions`` ``main`` ``actionbar``;
  context ``tab`` ("home", "book", "visits", "record") marks the tab, ``back`` (an address) puts a back button in the
  head. ``{% extends "ui/staff.html" %}``: blocks ``title`` ``heading`` (text of the h1) ``bar`` ``main``; context
  ``rail`` ("today", "desk", "patients", "setup", "operator"). ``{% extends "ui/call.html" %}``: block ``main`` holds
  the whole body, with its own ``<main id="main">``; camera allowed. ``{% extends "ui/plain.html" %}``: block ``main``,
  sign-in and other single cards.
- ``{% block live %}/live/...{% endblock %}`` (or context ``live_path``): address of the page's socket of hints.
- Tags: ``{% load ui %}``, see ``templatetags/ui.py``. Parts: ``ui/parts/{empty,alert,loading,pager}.html``.
- ``panels``: slots of a page that rooms above fill: ``{% panels "patient.overview" patient.uid %}``.
- ``forms.Form`` and its widgets; ``toasts.tell`` with Undo.
- Room CSS in ``<room>/css/*.css``; controllers in ``<room>/controllers/<name>.ts`` (default export
  ``(element) => release?``); islands in ``<room>/islands/<name>/main.ts`` (``export function mount(root, data)``, may
  return a function that puts all away); tests beside them in ``*.test.ts``. For scripts: ``@ui/icon.ts``,
  ``@ui/words.ts``, ``@ui/announce.ts``.
"""
