from datetime import date

from standfirst.publishing.almanac import month_sheet, year_sheets


def test_begins_on_a_monday_and_leaves_other_months_out():
    sheet = month_sheet(2026, 1, {})
    first_week = sheet.weeks[0]
    assert first_week[:3] == (None, None, None)
    assert first_week[3] is not None
    assert first_week[3].date == date(2026, 1, 1)


def test_says_how_much_was_published_on_each_day():
    sheet = month_sheet(2026, 1, {16: 2, 19: 1})
    days = {day.date.day: day.count for week in sheet.weeks for day in week if day}
    assert (days[16], days[17], days[19], sheet.count) == (2, 0, 1, 3)


def test_a_year_shows_the_months_that_hold_articles_the_last_first():
    assert [sheet.first.month for sheet in year_sheets(2026, {1: {3: 1}, 11: {4: 2}})] == [11, 1]
