"""The practice's telephone: calling patients out of a visit, being called, and the way on when the data are gone.

Words: a *trunk* is the practice's line at a phone provider (SIP); a *call* is one attempt to reach somebody, with how
it ended; the *switchboard* is the one program that holds trunks and calls; the *media backend* carries the sound
(Janus). To *take* a call is to be the first who answers it.
Doors: `calls` (place, take, hold, end), `trunks` (set up), `numbers` (what may be dialled), `recording` (the consent
gate), `panels` (the phone in a visit), `switchboard` and `backend` (run by the server), `permissions`.
"""
