"""Money that comes in and goes back: what is owed, paid by cash, transfer or card, receipted, refunded.

Words: a *charge* is what somebody owes for something, its price told before the yes; a *payment* is money towards it;
a *refund* gives some of it back, never more than was captured; a *gateway* is who moves card money; a *receipt* is the
numbered paper. Amounts are integers in minor units with a currency.
Doors: `charging`, `paying`, `refunding` (verbs), `reading` (queries), `gateways`, `events`, `permissions`.
"""
