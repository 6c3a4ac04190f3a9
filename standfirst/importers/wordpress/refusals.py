"""Why a file cannot be taken, each in one line that says what is wrong and what to do."""

from standfirst.lib.errors import Refused


class UnknownWish(Refused):
    """An option of the command names something that is not there."""

    code = "import-unknown-wish"


class UnreadableFile(Refused):
    """The bytes cannot be read: missing, damaged, cut short, or badly compressed."""

    code = "import-unreadable"


class NotAnExport(Refused):
    """The bytes can be read, and are something else than a WordPress export."""

    code = "import-not-wordpress"


class HostileFile(Refused):
    """The file holds what no exporter writes and what could harm the reader of it."""

    code = "import-hostile"


class NoFrontPage(Refused):
    """There is no paper yet to move into."""

    code = "import-no-front-page"


class NoMedia(Refused):
    """The folder of files cannot be read."""

    code = "import-no-media"


class UnknownCategory(Refused):
    """The operator names a section that the file has no category for."""

    code = "import-unknown-category"


class OtherSite(Refused):
    """Files that are to be read as one are of two sites."""

    code = "import-other-site"
