"""A log line without values: an exception's message may quote what a patient typed, a database error a whole row."""

import logging
import traceback


class NoValues(logging.Formatter):
    """Writes an exception as the places it came through and its class, not its message."""

    def formatException(self, exc_info) -> str:
        lines, error = [], exc_info[1]
        while error is not None:
            name = type(error).__name__
            frames = traceback.extract_tb(error.__traceback__)
            places = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
            lines = [*places, name, *(["", "led to", ""] if lines else []), *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
