"""Typed amounts are read by the habits of the language, and never guessed at."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

from standfirst.lib.money import Money
from standfirst.lib.typed_money import (
    Mistyped,
    NoAmount,
    OtherCurrency,
    ReadInTwoWays,
    read_money,
)

TABLE = Path(__file__).with_name("typed_amounts.txt")
LANGUAGES = ("en", "de", "es", "fr", "ar")


def table() -> Iterator[tuple[str, str, list[str]]]:
    for line in TABLE.read_text().split("\n\n", 1)[1].splitlines():
        currency, typed, *results = (cell.strip(" ") for cell in line.split("|"))
        typed = typed.replace(r"\u00a0", "\u00a0").replace(r"\u202f", "\u202f")
        yield (
            currency,
            typed.replace(r"\u200f", "\u200f"),
            results * (5 if len(results) == 1 else 1),
        )


def read(typed: str, currency: str) -> str:
    try:
        return read_money(typed, currency).decimal
    except ReadInTwoWays:
        return "ask"
    except OtherCurrency:
        return "other"
    except NoAmount:
        return "no"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_amount_of_the_table_becomes_what_stands_there(language: str):
    rows = list(table())
    place = LANGUAGES.index(language)
    with translation.override(language):
        wrong = {
            (currency, typed): read(typed, currency)
            for currency, typed, results in rows
            if read(typed, currency) != results[place]
        }
    assert wrong == {}
    assert len(rows) >= 40


def test_who_is_asked_hears_both_readings():
    with pytest.raises(ReadInTwoWays) as asked:
        read_money("1.250", "EUR", "en")
    assert asked.value.readings == (Money(125_000, "EUR"), Money(125, "EUR"))


def test_no_reading_drops_a_figure_that_was_typed():
    """ "1.250" yen are not one yen, nor "12.505" dollars 12.50."""
    dropped = set()
    for currency, typed in product(
        ("USD", "JPY", "KWD"), ("1.250", "1,250", "12.505", "12,505", "1.000")
    ):
        for language in LANGUAGES:
            try:
                readings = (read_money(typed, currency, language),)
            except ReadInTwoWays as asked:
                readings = asked.readings
            except Mistyped as refused:
                readings = (refused.reading,)
            figures = re.sub(r"\D", "", typed).rstrip("0")
            dropped |= {
                (typed, language, str(amount))
                for amount in readings
                if not str(amount.minor).startswith(figures)
            }
    assert dropped == set()


def test_is_what_the_figure_for_programs_says():
    for currency in ("USD", "JPY", "KWD"):
        amount = Money(120_005, currency)
        assert read_money(amount.decimal, currency, "en") == amount
