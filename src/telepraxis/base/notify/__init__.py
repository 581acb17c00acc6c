"""E-mail: who, when, where and a link, never anything clinical.

Words: a mail is *queued* in the verb's transaction, then *sent* by the worker, *refused* by a mail server for good, or
comes back and is *bounced*. Its body is closed with the key ring while it waits and dropped once it has left.
A mail of an organization is an `OutgoingMail`; sign-in mails, which belong to a person alone, are `AccountMail`.
Each leaves with a return path of its own (`bounce+<id>.<mac>@...`), so that what comes back finds its mail.

Doors: `email`, `account_email`, `trouble_with`, `account_mail_trouble`, `try_again`, `mail_figures`, `troubled_mail`,
`come_back`, `is_return_path`, fact `MailBounced`; `words.ALLOWED` lists what a template may say.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    writing=("account_email", "email"),
    words=("WordNotAllowed",),
    trouble=("MailFigures", "account_mail_trouble", "mail_figures", "trouble_with", "troubled_mail"),
    bouncing=("come_back", "is_return_path"),
    retrying=("NothingToSend", "try_again"),
    events=("MailBounced",),
)
