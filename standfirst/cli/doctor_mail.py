"""What `standfirst doctor` says of email."""

from collections.abc import Iterator

from .finding import Finding


def mail_server() -> Iterator[Finding]:
    """Where letters go, and whether somebody answers there; nothing is sent."""
    from django.conf import settings

    from standfirst.lib.errors import Unavailable
    from standfirst.lib.mail import connection

    if settings.MAIL:
        place = f"{settings.MAIL.host}:{settings.MAIL.port}"
        try:
            with connection(is_patient=False):
                yield Finding("mail", f"handed to {place}, which answers")
        except Unavailable as failed:
            advice = f"It says: {failed}. Put STANDFIRST_MAIL_URL or the mail server right."
            yield Finding("mail", f"{place} takes no letters", advice)
    elif settings.CAN_MAIL:
        yield Finding(
            "mail", f"kept as files in {settings.MAIL_DIR}; set STANDFIRST_MAIL_URL to send it"
        )
    else:
        yield Finding(
            "mail",
            "not sent, so nothing that needs it is offered; STANDFIRST_MAIL_URL names a mail server",
        )


def letters() -> Iterator[Finding]:
    """What is late and what failed."""
    from django.utils import timezone

    from standfirst.lib.moments import utc_in_words
    from standfirst.lib.outgoing import standing

    found = standing(at=timezone.now())
    reasons = "; ".join(found.reasons)
    why = f" The server said: {reasons}." if reasons else ""
    yield Finding(
        "late emails",
        f"{found.late} waiting for more than 15 minutes",
        f"They go out once the mail server takes them, if a worker runs.{why}"
        if found.late
        else "",
    )
    yield Finding(
        "failed emails",
        f"{found.failed} in 7 days",
        f"These never arrived.{why} See Reports, Email in the editor." if found.failed else "",
    )
    if found.pause:
        again, since = utc_in_words(found.pause.until), utc_in_words(found.pause.since)
        advice = f"It is asked again on {again}. It said: {found.pause.error}"
        yield Finding("mail server", f"takes nothing since {since}", advice)
