from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from willow.image import INITIAL_IMAGE_CLASSES, PNGImageFile


class WebAddressField(models.URLField[str, str]):
    """An address that stands for https when the scheme is left out."""

    def formfield(self, **kwargs: Any) -> Any:  # noqa: ANN401
        return super().formfield(assume_scheme="https", **kwargs)

    def deconstruct(self) -> Any:  # noqa: ANN401
        """Nothing that migrations need to know."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


# A moving PNG has another name by its first bytes than a still one, and Willow, which draws sizes, knows only
# that of the still one. Its first frame is drawn.
INITIAL_IMAGE_CLASSES["apng"] = PNGImageFile


class Picture(AbstractImage):
    """A picture and what must be known of it; `description` is its alt text."""

    class Licence(models.TextChoices):
        OWN = "own", _("All rights reserved")
        AGENCY = "agency", _("Agency, by contract")
        PUBLIC_DOMAIN = "public-domain", _("Public domain")
        CC0 = "cc0", "CC0 1.0"
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
        CC_BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"

    LICENCE_URLS = {
        Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
        Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
        Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
        Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
        Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
        Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
    }

    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who took or drew it. Always shown.")
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.OWN)
    # An address of its own where the licence is none of the list, or where the contract is public.
    licence_url = WebAddressField(_("licence address"), blank=True)

    admin_form_fields = (
        *Image.admin_form_fields,
        "caption",
        "credit",
        "taken_on",
        "place",
        "licence",
        "licence_url",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]

    @property
    def licence_address(self) -> str:
        """The licence's address, or "" where rights are reserved."""
        return self.licence_url or self.LICENCE_URLS.get(self.Licence(self.licence), "")


class PictureRendition(AbstractRendition):
    """A picture at one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_of_a_kind"
            )
        ]
