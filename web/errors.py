"""The one kind of error that is meant for the person at the keyboard."""


class UserError(Exception):
    """What a person can cause and mend: its message is one line, shown without a traceback."""
