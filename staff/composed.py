"""Statements that are composed once: a page asks in the same words each time, and only the numbers differ.

Django makes the SQL of a large statement anew for each look, which takes longer than the database needs to answer it.
"""

from copy import copy
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

KEPT = 256  # statements of a process: of each page a few, for each role and day
FIRST = 7 * 10**18  # an id that no row has
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)  # a moment that no row has


def rows_of(build, *fixed, **values):
    """The rows of the QuerySet `build(*fixed, **values)`, whose SQL is composed once a process.

    On `fixed`, such as the day, the words of the statement may hang. `values` are an id, a list of ids or a moment each, and
    are filled in: `build` may ask nothing of them and reads no rows, else it meets ids that do not exist. A list gets more
    places than it has ids, which the last one takes, so that few lengths are composed: it is for `__in`. What a person sees
    is asked by `rows_for` of staff/scope.py.
    """
    values = {name: _filled_up(value) for name, value in values.items()}
    try:
        composed = _composed(build, fixed, tuple((name, _kind(value)) for name, value in values.items()))
    except EmptyResultSet:
        return []
    return composed.rows(_flat(values))


class _Composed:
    """A QuerySet, and its SQL with a mark for each value: an id or a moment that no row has, which is found again among
    the parameters."""

    def __init__(self, queryset, marks):
        self.queryset, self.marks = queryset, {_adapted(mark): place for place, mark in enumerate(marks)}
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()

    def rows(self, values):
        """Django reads the rows as ever: copies of the compiler and of the QuerySet, told to answer with this SQL, know nothing
        of other threads."""
        values = [_adapted(value) for value in values]
        params = tuple(values[self.marks[param]] if self._is_mark(param) else param for param in self.params)
        compiler, rows = copy(self.compiler), self.queryset.all()
        compiler.connection, compiler.as_sql = (
            connections[DEFAULT_DB_ALIAS],
            lambda *_args, **_named: (self.sql, params),
        )
        rows.query.get_compiler = lambda *_args, **_named: compiler
        return list(rows)

    def has(self, values):
        """Whether each of these marks stands in the statement as it was given."""
        return {_adapted(mark) for mark in values} <= set(filter(self._is_mark, self.params))

    def _is_mark(self, param):
        return isinstance(param, int | str | datetime) and param in self.marks


@lru_cache(maxsize=KEPT)
def _composed(build, fixed, shape):
    """The statement for values of this `shape`, [(name, how many or of which type)]; what is `spare` may be missing from it."""
    numbers, given = count(), {}
    for name, kind in shape:
        places = [_mark(kind, next(numbers)) for _ in range(kind if isinstance(kind, int) else 1)]
        given[name] = places if isinstance(kind, int) else places[0]
    composed = _Composed(build(*fixed, **given), _flat(given))
    spare = getattr(build, "spare", ())
    if not composed.has(_flat({name: value for name, value in given.items() if name not in spare})):
        raise ValueError(f"{build} made something else of a value than a place in the statement")
    return composed


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
