"""The newsroom that is attacked: a real server with an https address, and people in it whom a test knows."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from standfirst.lib.testing import MailServer, listening
from tests.journeys.site import Site, running
from tests.made_once import laid_out

HOST = "paper.example"
PASSWORD = "the wall leaks at noon"
APP_SECRET = "JBSWY3DPEHPK3PXP"
# As behind a proxy on the same machine, which says who asks.
SETTINGS = {
    "STANDFIRST_URL": f"https://{HOST}",
    "STANDFIRST_PROXIES": "1",
    "STANDFIRST_PROCESSES": "2",
    "STANDFIRST_MAIL_FROM": f"news@{HOST}",
}
_PEOPLE = """
import json, sys
import django; django.setup()
from allauth.mfa.totp.internal.auth import TOTP
from standfirst.accounts.models import AccountSettings
from standfirst.accounts.roles import MODERATOR, OPERATOR, REPORTER
from standfirst.accounts.testing import make_user, prove
from standfirst.discussion.models import DiscussionSettings, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment

password, secret = sys.argv[1:]
for name, roles, has_app in (
    ("vera", [OPERATOR], True), ("nora", [REPORTER], True), ("max", [MODERATOR], False),
    ("alice", [], False), ("bob", [], False),
):
    user = prove(make_user(name, *roles))
    user.set_password(password)
    user.save()
    if has_app:
        TOTP.activate(user, secret)
AccountSettings.objects.update(staff_need_second_step=True)
DiscussionSettings.objects.update(most_in_ten_minutes=100, hold="nobody", pictures_allowed=True)
thread = Thread.objects.filter(state="open").order_by("pk").first()
held = make_comment(thread, "The wall leaks at night", state="held", held_for="links")
recount(thread)
print(json.dumps({"article": thread.key, "held": held.pk}))
"""


@dataclass(frozen=True)
class Newsroom:
    """A newsroom that is served, the letters that it sent, and what requests call by a name."""

    site: Site
    mail: MailServer
    names: dict[str, str]

    @property
    def port(self) -> int:
        """Where it really listens."""
        return urlsplit(self.site.url).port or 0


@contextmanager
def attacked(data: Path) -> Iterator[Newsroom]:
    """Serve a demonstration newsroom from `data` until the block ends."""
    laid_out(data)
    with (
        listening(MailServer()) as mail,
        running(data, mail_port=mail.port, **SETTINGS) as site,
    ):
        command = [sys.executable, "-c", _PEOPLE, PASSWORD, APP_SECRET]
        done = subprocess.run(command, env=site.environment, check=True, stdout=subprocess.PIPE)
        names = {name: str(value) for name, value in json.loads(done.stdout).items()}
        yield Newsroom(site, mail, names)
