"""Pictures in the sizes in which pages show them."""

import logging
from collections.abc import Iterable, Sequence

from django.db import OperationalError
from PIL.Image import DecompressionBombError
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError

from standfirst.lib.pictures.metadata import CANNOT_BE_DRAWN

from .models import Picture, PictureRendition

log = logging.getLogger(__name__)


def sizes_of(picture: Picture, specs: Sequence[str]) -> Iterable[PictureRendition]:
    """Return `picture` in the sizes `specs`, each drawn the first time that it is asked for.

    Where one cannot be drawn now, on a full disk or of a damaged file, those that are there; none
    where the file is lost. A page is shown without its picture rather than not at all.
    """
    try:
        drawn: dict[str, PictureRendition] = picture.get_renditions(*specs)
    except (SourceImageIOError, InvalidFilterSpecError):
        return ()
    except (*CANNOT_BE_DRAWN, OperationalError, DecompressionBombError) as error:
        log.warning("picture-size-not-drawn", extra={"picture": picture.pk, "why": repr(error)})
        there = picture.find_existing_renditions(*map(Filter, specs))
        return list(there.values())
    return list(drawn.values())
