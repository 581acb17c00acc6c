"""One line that says what just happened, with a way back where there is one."""

from django.contrib import messages


def tell(request, sentence: str, *, undo: str = "") -> None:
    """Show the sentence on the next page; ``undo`` is the address its Undo button posts to."""
    messages.success(request, sentence, extra_tags=undo, fail_silently=True)
