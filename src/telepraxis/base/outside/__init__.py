"""Asking servers of others: only public addresses over https, only so much, only so long. Never inside a transaction.

On a developer's machine and in the demonstration, this machine will do as well. Doors: `get`, `post`, `OutOfReach`.
"""

from .asking import Answer, OutOfReach, get, post

__all__ = ["Answer", "OutOfReach", "get", "post"]
