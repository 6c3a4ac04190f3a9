"""Ending sessions: a device that was lost, or a way to sign in that has changed."""

from django.db.models import F

from standfirst.accounts.models import User


def end_sessions(*, user: User) -> User:
    """End every session of `user`, on every device; who acts may renew their own with `update_session_auth_hash`."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    return user
