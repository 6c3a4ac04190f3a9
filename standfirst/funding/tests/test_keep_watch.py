"""The books are added up again each night, and the database guards them."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from standfirst.funding.letters import alarm_letter
from standfirst.funding.models import Case, Gift, Movement
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.checking import check_books
from standfirst.funding.services.offline import give_back
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db


def planted(gift: Gift, **wrong: object):
    """A movement that no part of the program would write."""
    movement = gift.movements.get()
    values = {
        "fact": "planted", "gift": gift, "campaign": gift.campaign, "debit": "bank", "credit": "gifts",
        "currency": movement.currency, "minor": 1, "meter": 1,
        "occurred_at": NOW, "posted_at": NOW,
    }  # fmt: skip
    return Movement.objects.create(**(values | wrong))


def about():
    return list(Case.objects.filter(kind="books", settled_at=None).values_list("about", flat=True))


def test_finds_nothing_where_all_is_well():
    gift = make_gift(make_campaign(), 5000)
    give_back(gift=gift, amount=Money(1999, "USD"), on=TODAY, at=NOW)
    card = Gift.objects.create(
        campaign=make_campaign(currency="JPY"), way="stripe", currency="EUR", amount=1000, cover=59,
        rate_over=16_103, rate_under=10_000, begun_at=NOW, state="received",
    )  # fmt: skip
    facts = [
        Fact("pi:captured", Kind.CAPTURED, Money(1059, "EUR"), NOW),
        Fact("re:refunded", Kind.REFUNDED, Money(2000, "EUR"), NOW),
    ]
    book(gift=card, facts=facts, account="provider", at=NOW)
    assert check_books(at=NOW) == []
    assert about() == []


@pytest.mark.parametrize("wrong", [{"meter": 2}, {"currency": "JPY"}])
def test_a_movement_that_counts_otherwise_is_laid_before_a_person(wrong: dict[str, object]):
    gift = make_gift(make_campaign(), 5000)
    planted(gift, **wrong)
    (fault,) = check_books(at=NOW)
    assert gift.reference in fault.words
    assert about() == ["meters"]


def test_a_movement_on_another_campaigns_meter_is_found():
    gift = make_gift(make_campaign(), 5000)
    planted(gift, campaign=make_campaign(), meter=0, debit="fees", credit="provider")
    check_books(at=NOW)
    assert about() == ["meters"]


def test_received_without_a_movement_and_moved_without_being_received_are_found():
    make_gift(make_campaign(), 100)
    Gift.objects.update(state=Gift.State.FAILED)
    check_books(at=NOW)
    assert about() == ["states"]


def test_it_is_closed_once_it_is_right_again():
    make_gift(make_campaign(), 100)
    Gift.objects.update(state=Gift.State.FAILED)
    check_books(at=NOW)
    Gift.objects.update(state=Gift.State.RECEIVED)
    check_books(at=NOW)
    assert about() == []
    assert Case.objects.get().settled_how == "They add up again."


def test_triggers_that_are_gone_are_noticed():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER movement_delete")
        else:
            cursor.execute("ALTER TABLE funding_movement DISABLE TRIGGER movements_stay")
    check_books(at=NOW)
    assert about() == ["guards"]


def test_the_alarm_is_sounded_once_and_says_what_is_wrong():
    gift = make_gift(make_campaign(), 5000)
    planted(gift)
    for _night in range(2):
        check_books(at=NOW)
    assert DBTaskResult.objects.filter(task_path__endswith="alarm_treasurers").count() == 1
    letter = alarm_letter(Case.objects.get(), to="bob@ledger.example")
    assert letter.subject == "The books do not add up"
    assert gift.reference in letter.text
    place = f"{settings.SITE_URL}{reverse('funding_cases')}#case-{Case.objects.get().pk}"
    assert place in letter.text
    assert f'href="{place}"' in letter.html


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funding_movement SET minor = minor + 1",
        "UPDATE funding_movement SET note = 'x' WHERE 1 = 0 OR id > 0",
        "DELETE FROM funding_movement",
        "INSERT OR REPLACE INTO funding_movement SELECT * FROM funding_movement",
        "TRUNCATE funding_movement CASCADE",
    ],
)
def test_no_sql_changes_or_deletes_a_movement(sql: str):
    if ("TRUNCATE" in sql) != (connection.vendor == "postgresql") and sql.startswith(("T", "I")):
        pytest.skip("the other database's words")
    make_gift(make_campaign(), 5000)
    before = list(Movement.objects.values_list())
    # What waits to be checked would stop a TRUNCATE before any trigger is asked.
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="neither changed nor deleted"), transaction.atomic():
        connection.cursor().execute(sql)
    assert list(Movement.objects.values_list()) == before
