"""Money, dates and per cent are written as each language of the interface writes them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.utils import timezone, translation

from standfirst.lib import locale_formats
from standfirst.lib.money import Money
from standfirst.lib.typed_money import read_money

LANGUAGES = ("en", "en-gb", "de", "es", "fr", "ar")
DAY, AT = date(2026, 1, 19), datetime(2026, 1, 19, 14, 45, tzinfo=UTC)
N, NN, RTL = "\u00a0", "\u202f", "\u200f"
PM, DINAR, JANUARY = "\u0645", f"\u062f.\u0643.{RTL}", "\u064a\u0646\u0627\u064a\u0631"

WRITTEN: dict[str, tuple[Callable[[], str], tuple[str, ...]]] = {
    "whole dollars": (
        lambda: str(Money(304_800, "USD")),
        ("$3,048", "US$3,048", f"3.048{N}$", f"3.048{N}US$", f"3{NN}048{N}$US", f"{RTL}3,048{N}US$"),
    ),
    "euros and cents": (
        lambda: str(Money(304_850, "EUR")),
        ("€3,048.50", "€3,048.50", f"3.048,50{N}€", f"3.048,50{N}€", f"3{NN}048,50{N}€", f"{RTL}3,048.50{N}€"),
    ),
    "less than nothing": (
        lambda: str(Money(-25, "EUR")),
        ("−€0.25", "−€0.25", f"−0,25{N}€", f"−0,25{N}€", f"−0,25{N}€", f"{RTL}−0.25{N}€"),
    ),
    "dinars": (
        lambda: str(Money(1_250, "KWD")),
        (f"KWD{N}1.250", f"KWD{N}1.250", f"1,250{N}KWD", f"1,250{N}KWD", f"1,250{N}KWD", f"{RTL}1.250{N}{DINAR}"),
    ),
    "a column": (
        lambda: Money(-304_800, "USD").in_column,
        ("−3,048.00", "−3,048.00", "−3.048,00", "−3.048,00", f"−3{NN}048,00", "−3,048.00"),
    ),
    "a field": (
        lambda: Money(304_850, "USD").as_typed,
        ("3048.50", "3048.50", "3048,50", "3048,50", "3048,50", "3048.50"),
    ),
    "per cent": (
        lambda: locale_formats.percent(61),
        ("61%", "61%", f"61{N}%", f"61{N}%", f"61{N}%", "61%"),
    ),
    "a count": (
        lambda: locale_formats.figure(1234),
        ("1,234", "1,234", "1.234", "1.234", f"1{NN}234", "1,234"),
    ),
    "a day": (
        lambda: locale_formats.day(DAY),
        ("January 19, 2026", "19 January 2026", "19. Januar 2026", "19 de enero de 2026", "19 janvier 2026", f"19 {JANUARY} 2026"),
    ),
    "a month": (
        lambda: locale_formats.month(DAY),
        ("January 2026", "January 2026", "Januar 2026", "enero de 2026", "janvier 2026", f"{JANUARY} 2026"),
    ),
    "a moment": (
        lambda: locale_formats.moment(AT),
        (f"Jan 19, 2026, 2:45{NN}PM", "19 Jan 2026, 14:45", "19.01.2026, 14:45", "19 ene 2026, 14:45",
         "19 janv. 2026, 14:45", f"19{RTL}/01{RTL}/2026\u060c 2:45 {PM}"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_writes_as_its_people_do(language: str):
    with translation.override(language):
        written = {name: write() for name, (write, _) in WRITTEN.items()}
    assert written == {name: told[LANGUAGES.index(language)] for name, (_, told) in WRITTEN.items()}


def test_every_language_of_the_interface_is_among_them():
    assert [code for code, _ in settings.LANGUAGES] == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_amount_that_we_wrote_is_read_when_it_is_pasted_back(language: str):
    amounts = [
        Money(minor, currency)
        for currency in ("USD", "EUR", "JPY", "KWD", "CHF", "CAD", "SEK", "PLN")
        for minor in (5, 1_500, 304_850, 123_456_700)
    ]
    with translation.override(language):
        for amount in amounts:
            assert read_money(amount.as_typed, amount.currency) == amount
            if amount.currency != "KWD" or amount.minor % 1000:
                assert read_money(str(amount), amount.currency) == amount


def test_a_moment_is_told_in_the_zone_that_is_active():
    with translation.override("en-gb"), timezone.override("Asia/Tokyo"):
        assert locale_formats.moment(AT) == "19 Jan 2026, 23:45"


def test_nothing_is_written_of_no_time():
    for write in (
        locale_formats.day,
        locale_formats.moment,
        locale_formats.clock,
        locale_formats.month,
    ):
        assert write(None) == ""


def test_a_language_without_locale_data_is_written_in_english():
    with translation.override("xx"):
        assert str(Money(304_800, "USD")) == "$3,048"
