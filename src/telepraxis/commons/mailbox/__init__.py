"""Messages between organizations, here or on another installation: signed, in order, each side with its own copy.

Words: a *partner* is an organization that messages are exchanged with; a *thread* is what belongs together, and its
messages arrive in the order in which they were sent; an *outgoing* message waits until its partner has it; an
*incoming* one is told as `MessageArrived` to the rooms above, which know its *kind* and answer in the same thread.
The room carries; what a message means, and who may send it, the sending verb knows. Doors: `sending`, `partners`
(verbs), `reading` (queries), `events`, `permissions`.
"""
