"""The operator page: is everything well, and if not, what to do next. No patient data.

It arranges what rooms and server say of themselves: the checks of doctor (asked through settings.HEALTH_CHECKUP), the
queue, the mails that did not arrive, the latest failures. It opens without a database too, for who saw it lately.

Doors: `views.without_database`, called by the server's error page.
"""
