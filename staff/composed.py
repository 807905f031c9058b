"""Statements that are composed once: a page asks in the same words each time, and only the numbers differ.

Django makes the SQL of a large statement anew for each look, which takes longer than the database needs to answer it.
"""

from copy import copy
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

from staff.scope import ids_in_sight, in_sight_of

KEPT = 256  # statements of a process: of each page a few, for each role and day
FIRST = 7 * 10**18  # an id that no row has
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)


def rows_of(build, user, *fixed, **values):
    """The rows of the QuerySet `build(user, *fixed, **values)`, whose SQL is composed once a process.

    On `fixed`, such as the day, the words of the statement may hang. `values` are an id, a list of ids or a moment each, and
    these, with the ids that staff/scope.py knows of the user, are filled in. A list gets more places than it has ids, which the
    last one takes, so that few lengths are composed: it is for `__in`. So `build` may ask nothing of them, and of the
    user nothing but his role, and reads no rows. Whoever breaks that meets a user and ids that do not exist.
    """
    given = {name: _filled_up(value) for name, value in {**ids_in_sight(user), **values}.items()}
    shape = tuple((name, _kind(value)) for name, value in given.items())
    try:
        composed = _composed(build, user.__class__, user.role, user.is_active, fixed, shape)
    except EmptyResultSet:
        return []
    return composed.rows(_flat(given))


class _Composed:
    """A QuerySet, and its SQL with a mark for each value."""

    def __init__(self, queryset, marks, needed):
        self.queryset, self.marks = queryset, {_adapted(mark): place for place, mark in enumerate(marks)}
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        if missing := {_adapted(mark) for mark in needed}.difference(filter(self._is_mark, self.params)):
            raise ValueError(f"the statement was composed of something else than these values: {missing}")

    def rows(self, values):
        values = [_adapted(value) for value in values]
        params = tuple(values[self.marks[param]] if self._is_mark(param) else param for param in self.params)
        compiler, rows = copy(self.compiler), self.queryset.all()
        compiler.connection, compiler.as_sql = (
            connections[DEFAULT_DB_ALIAS],
            lambda *_args, **_named: (self.sql, params),
        )
        rows.query.get_compiler = lambda *_args, **_named: compiler
        return list(rows)

    def _is_mark(self, param):
        return isinstance(param, int | str | datetime) and param in self.marks


@lru_cache(maxsize=KEPT)
def _composed(build, person, role, is_active, fixed, shape):
    numbers, marks, given = count(), [], {}
    for name, kind in shape:
        found = [_mark(kind, next(numbers)) for _ in range(kind if isinstance(kind, int) else 1)]
        marks += found
        given[name] = found if isinstance(kind, int) else found[0]
    user, values = in_sight_of(person, role, is_active, given)
    return _Composed(build(user, *fixed, **values), marks, _flat(values))


def _filled_up(value):
    """A list with its last id again until it has 1, 2, 4, 8 … places."""
    if not isinstance(value, list) or not value:
        return value
    return value + value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value))


def _flat(values):
    return [each for value in values.values() for each in (value if isinstance(value, list) else [value])]


def _kind(value):
    """Of a list how many, since the statement has a place for each."""
    return len(value) if isinstance(value, list) else type(value)


def _mark(kind, number):
    return EARLIEST + timedelta(seconds=number) if kind is datetime else FIRST + number


def _adapted(value):
    """As it stands among the parameters of a statement."""
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value
