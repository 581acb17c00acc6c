"""A stand-in for Stripe that remembers: a process of its own, spoken to over HTTP by the real `stripe` library.

It keeps what it was told in a file, so that it can be killed and started again; honours idempotency keys; refuses what
Stripe refuses (unknown parameters, too much given back, a page that has ended); shows a hosted page that takes the
published test cards; and sends signed messages until they are taken. `running.StripePeer` starts and steers one.
"""
