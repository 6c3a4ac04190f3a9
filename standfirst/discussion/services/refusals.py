"""What is not taken of what somebody writes."""

from standfirst.lib.errors import Refused


class PostRefused(Refused):
    """Words that are not taken; `field` is where the form says so ("" is above it)."""

    field = ""


class ThreadClosed(PostRefused):
    """The discussion takes no comments."""

    code = "thread-closed"
