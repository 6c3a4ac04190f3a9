"""The only doors to payment providers, one module each; what they all must do is in `contract`."""

from django.conf import settings

from standfirst.funding.models import Gift

from .contract import Gateway


def gateway() -> Gateway | None:
    """Return where gifts are paid on this site; None where the newsroom takes them offline only.

    Stripe where the settings name a key. Without one, a site on one's own machine plays a
    demonstration; a public site never does.
    """
    if settings.STRIPE_SECRET_KEY:
        return gateway_of(Gift.Way.STRIPE)
    return gateway_of(Gift.Way.DEMONSTRATION)


def gateway_of(way: str) -> Gateway | None:
    """Return the gateway through which gifts of that way were paid; None if it is not set up, or none."""
    if way == Gift.Way.STRIPE:
        from .stripe import configured  # noqa: PLC0415 - a large library that few processes need

        return configured()
    if way == Gift.Way.DEMONSTRATION and settings.IS_LOCAL:
        from .demonstration import DemonstrationGateway  # noqa: PLC0415 - as above, for symmetry

        return DemonstrationGateway()
    return None
