import pytest

from standfirst.lib.money import Money, parse_money


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12.50", "USD", 1250),
        ("12,5", "EUR", 1250),
        ("1 200", "USD", 120_000),
        ("1\u00a0200,05", "EUR", 120_005),
        ("5000", "JPY", 5000),
        ("1.234", "KWD", 1234),
        ("1,23", "KWD", 1230),
        ("0.07", "USD", 7),
    ],
)
def test_reads_what_people_write(typed: str, currency: str, minor: int):
    assert parse_money(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("1,000", "USD"),
        ("1,000", "KWD"),
        ("1 234,567", "KWD"),
        ("1.000,50", "EUR"),
        ("12.5", "JPY"),
        ("-5", "USD"),
        ("1e3", "USD"),
        ("", "USD"),
        ("12.", "USD"),
        ("9" * 13, "USD"),
    ],
)
def test_refuses_what_could_be_meant_in_two_ways(typed: str, currency: str):
    with pytest.raises(ValueError, match=f"no amount in {currency}"):
        parse_money(typed, currency)


def test_is_what_the_figure_for_programs_says():
    for currency in ("USD", "JPY", "KWD"):
        assert parse_money(Money(120_005, currency).decimal, currency) == Money(120_005, currency)
