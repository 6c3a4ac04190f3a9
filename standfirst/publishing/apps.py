from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "standfirst.publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the names of papers and of authors, of whom some have no account; hear what Wagtail publishes; count drafts as uses."""
        from standfirst.accounts.reserved import reserve_names  # noqa: PLC0415 - models are ready only now

        from . import drafts, news, zone  # noqa: PLC0415
        from .names import names_of_newsroom  # noqa: PLC0415

        reserve_names(names_of_newsroom)
        news.listen()
        drafts.index()
        zone.keep_the_editor_in_it()
