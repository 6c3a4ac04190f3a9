"""The two ways in which something may fail without being a bug."""


class Refused(Exception):  # noqa: N818 - it is a "no", not an error
    """An expected "no": the text says in words what to do.

    Subclasses are defined beside the function that raises them and set `code`,
    which is stable and may be relied on by programs.
    """

    code = "refused"


class Unavailable(Exception):  # noqa: N818 - the world failed, not the code
    """Something outside did not answer; `permanent` says whether trying again can help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent
