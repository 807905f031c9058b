"""Keyset pages equal slices of the sorted list, forwards and backwards, with empty values and ties."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from staff.pages import page_of
from tests import factories
from tests.laws import examples

START = date(2026, 11, 1)


def plant(bank, offsets):
    Client.objects.all().delete()
    for offset in offsets:
        due = None if offset is None else START + timedelta(days=offset)
        factories.client(unit=bank.east, manager=bank.manager, next_due_on=due)


def expected(down):
    rows = list(Client.objects.all())
    filled = sorted((row for row in rows if row.next_due_on), key=lambda row: (row.next_due_on, row.pk), reverse=down)
    empty = sorted((row for row in rows if not row.next_due_on), key=lambda row: row.pk, reverse=down)
    return [row.pk for row in filled + empty]


def forwards(sort, size):
    pages, after = [], None
    while True:
        page = page_of(Client.objects.all(), sort=sort, after=after, size=size)
        pages.append(page)
        after = page.after
        if after is None:
            return pages


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["next_due_on", "-next_due_on"])
@examples(by_day=25, at_night=100)
@given(offsets=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=9), size=st.integers(1, 4))
def test_walking_forwards_and_back_sees_every_row_once_in_order(bank, sort, offsets, size):
    plant(bank, offsets)
    pages = forwards(sort, size)
    assert [row.pk for page in pages for row in page.rows] == expected(sort.startswith("-"))
    assert pages[0].before is None
    for earlier, later in pairwise(pages):
        back = page_of(Client.objects.all(), sort=sort, before=later.before, size=size)
        assert [row.pk for row in back.rows] == [row.pk for row in earlier.rows]
        assert back.after == earlier.after


@pytest.mark.django_db
def test_a_cursor_out_of_reach_gives_the_first_page(bank):
    page = page_of(Client.objects.visible_to(bank.manager), sort="name_key", after=bank.theirs.pk)
    assert [row.pk for row in page.rows] == [bank.mine.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_row_and_three(bank, rows, django_assert_num_queries):
    plant(bank, range(rows))
    with django_assert_num_queries(2):
        assert len(page_of(Client.objects.all(), sort="next_due_on", size=25).rows) == rows
