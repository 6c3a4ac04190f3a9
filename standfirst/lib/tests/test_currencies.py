import pytest

from standfirst.lib.currencies import CURRENCIES, currency_choices, exponent_of, is_known
from standfirst.lib.money import Money, is_payable
from standfirst.lib.typed_money import PROGRAMS, read_money


@pytest.mark.parametrize(
    ("codes", "digits"),
    [
        # Prices in these are written without decimals, and counted with two all the same.
        ("HUF COP IDR ALL LAK MMK", 2),
        ("CAD AUD NOK CZK TWD", 2),
        ("JPY KRW CLP VND XOF", 0),
        ("KWD BHD TND IQD", 3),
        ("CLF UYW", 4),
        # As the payment provider counts them, and ISO does not.
        ("ISK UGX", 2),
        ("MGA", 0),
        # Withdrawn: they stay in the books.
        ("BGN HRK", 2),
    ],
)
def test_counts_as_providers_do(codes: str, digits: int):
    assert {code: exponent_of(code) for code in codes.split()} == dict.fromkeys(
        codes.split(), digits
    )


def test_every_currency_in_use_is_read_written_and_named():
    assert len(CURRENCIES) > 150
    assert {"USD", "CAD", "XCG"} < set(CURRENCIES)
    for code in CURRENCIES:
        amount = Money(1_234_500, code)
        assert read_money(amount.decimal, code, PROGRAMS) == amount
        assert str(amount)
    assert dict(currency_choices())["CAD"] == "CAD – Canadian Dollar"


def test_what_is_no_currency_is_not_known_and_breaks_no_page():
    assert [code for code in ("ZZZ", "XAU", "usdb", "") if is_known(code)] == []
    assert str(Money(1234, "ZZZ")) == "ZZZ\u00a012.34"


def test_cards_pay_what_their_banks_take():
    payable = {(code, minor): is_payable(Money(minor, code)) for code, minor in (
        ("USD", 1), ("KWD", 1230), ("KWD", 1234), ("ISK", 1200), ("ISK", 1250), ("JPY", 1),
    )}  # fmt: skip
    assert [key for key, is_fine in payable.items() if not is_fine] == [
        ("KWD", 1234),
        ("ISK", 1250),
    ]
