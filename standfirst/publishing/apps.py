from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "standfirst.publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the names of authors for them, for some have no account; hear what Wagtail publishes; count drafts as uses."""
        from standfirst.accounts.reserved import reserve_names  # noqa: PLC0415 - models are ready only now

        from . import drafts, news, zone  # noqa: PLC0415
        from .queries import names_of_authors  # noqa: PLC0415

        reserve_names(names_of_authors)
        news.listen()
        drafts.index()
        zone.keep_the_editor_in_it()
