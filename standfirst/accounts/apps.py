from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from standfirst.lib.devices import note_signed_in


class AccountsConfig(AppConfig):
    name = "standfirst.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Note the time and the browser of each sign-in, by whichever door, and ask staff for the second step."""
        from standfirst.lib.access import ask_of_staff  # noqa: PLC0415

        from .access import second_step  # noqa: PLC0415 - models are ready only now
        from .second_step import note_sign_in  # noqa: PLC0415

        ask_of_staff(second_step)
        user_logged_in.connect(note_sign_in, dispatch_uid="accounts_note_sign_in")
        user_logged_in.connect(note_signed_in, dispatch_uid="accounts_note_device")
