"""The one error of the embedded servers."""


class EmbeddedError(Exception):
    """The embedded servers cannot do what was asked.

    The message is one or two sentences for a person: what is wrong and the way out.
    Whoever catches it prints the message alone and exits with code 1.
    """
