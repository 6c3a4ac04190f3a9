"""What a movement of the books is called where people read of it."""

import pytest

from standfirst.funding.facts import entry_kind, what_happened


@pytest.mark.parametrize(
    ("kind", "words"),
    [("topup", "Top-up"), ("adjustment", "Adjustment"), ("payment_network_reserve_hold", "Payment network reserve hold")],
)  # fmt: skip
def test_each_kind_of_entry_at_the_provider_has_words(kind: str, words: str):
    assert entry_kind(kind) == words


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("pi_3x:captured", "received"),
        ("pi_3x:captured/cover", "received"),
        ("re_1:refunded", "refunded"),
        ("re_1:failed", "refund failed"),
        ("dp_1:withdrawn", "taken back by the giver’s bank"),
        ("dp_1:withdrawn:txn_2", "taken back by the giver’s bank"),
        ("dp_1:returned", "returned by the giver’s bank"),
        ("pi_3x:payment-failed", "the payment failed"),
        ("txn_9:exchange/given", "changed into another currency"),
        ("something new", ""),
    ],
)
def test_each_kind_of_movement_has_words(fact: str, words: str):
    assert what_happened(fact) == words
