"""The provider to talk to, as the tests of funding have it."""

from standfirst.funding.tests.conftest import campaign, fake, gateway, paid, stripe_process

__all__ = ["campaign", "fake", "gateway", "paid", "stripe_process"]
