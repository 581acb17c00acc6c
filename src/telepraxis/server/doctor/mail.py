"""The mail server: connected to, greeted, encrypted, signed in. No mail is sent."""

import smtplib
import socket
from collections.abc import Iterator

from django.conf import settings

from telepraxis.base.notify.mail_server import MailServer, NotAMailServer

from .checks import Check, fail, ok, warn


def look() -> Iterator[Check]:
    try:
        server = MailServer.from_url(settings.SMTP_URL)
    except NotAMailServer as reason:
        yield fail("mail server", "TELEPRAXIS_SMTP_URL names no mail server.", str(reason))
        return
    if server is None:
        step = "Set TELEPRAXIS_SMTP_URL=smtp://user:password@host:587, then restart (docs/guides/mail.md)."
        yield fail("mail server", "None is set: mail waits.", step)
        return
    yield greeted(server)


def greeted(server: MailServer) -> Check:
    """Connect as a mail would, and say where it ends."""
    connection = server.connection()
    try:
        connection.open()
        connection.connection.noop()
    except smtplib.SMTPAuthenticationError as refusal:
        said = refusal.smtp_error.decode("utf-8", "replace") if isinstance(refusal.smtp_error, bytes) else ""
        step = "Correct user and password in TELEPRAXIS_SMTP_URL (percent-encode special characters)."
        return fail("mail server", f"{server.address} refuses the login: {refusal.smtp_code} {said}", step)
    except smtplib.SMTPNotSupportedError:
        step = "Use a server that does, smtps:// for TLS from the start, or ?security=none on a private line."
        return fail("mail server", f"{server.address} offers no encryption or no login.", step)
    except TimeoutError:
        return fail("mail server", f"{server.address} does not answer in time.", "Check host, port and firewall.")
    except (socket.gaierror, OSError, smtplib.SMTPException) as reason:
        return fail("mail server", f"{server.address}: {reason}", "Check host and port in TELEPRAXIS_SMTP_URL.")
    finally:
        connection.close()
    if server.security == "none" and not server.is_here:
        return warn("mail server", f"{server.address} is spoken to without encryption.", "Remove ?security=none.")
    return ok("mail server", f"{server.address} takes mail" + (f" as {server.user}" if server.user else ""))
