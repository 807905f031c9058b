"""The few rows of a small table that belong to a client, read in the statement that reads him: a page asks for less."""

from django.db import models

from clients.models import Consent


class Beside(models.Subquery):
    """The rows of a query about one client, in their order, as a list for `rows_beside`.

    Columns of a moment are left out; what the query annotates comes along as the database writes it in JSON.
    """

    output_field = models.JSONField()

    def __init__(self, rows):
        self.names = [*names_of(rows.model), *rows.query.annotations]
        super().__init__(rows.values_list(*self.names))

    def as_sql(self, compiler, connection, template=None, **extra):
        if connection.vendor == "postgresql":
            rows = "coalesce(jsonb_agg(to_jsonb(t)), '[]')"
        else:
            pairs = ", ".join(f"'{name}', t.\"{name}\"" for name in self.names)
            rows = f"json_group_array(json_object({pairs}))"
        return super().as_sql(compiler, connection, template=f"(SELECT {rows} FROM (%(subquery)s) t)", **extra)


def names_of(model):
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.DateTimeField)]


def rows_beside(model, found):
    """The instances of what `Beside` read; the database may give their columns in any order."""
    if not found:  # of most clients, and a list has hundreds
        return []
    fields = [(name, model._meta.get_field(name).to_python) for name in names_of(model)]
    names = [name for name, _read in fields]
    rows = [(row, model.from_db("default", names, [read(row[name]) for name, read in fields])) for row in found]
    for row, instance in rows:
        vars(instance).update({name: value for name, value in row.items() if name not in names})
    return [instance for _row, instance in rows]


def with_consents(clients):
    """Adds what `consents_of` reads."""
    rows = Consent.objects.filter(client=models.OuterRef("pk")).order_by("purpose", "via")
    return clients.annotate(consent_rows=Beside(rows))


def consents_of(client):
    return rows_beside(Consent, client.consent_rows)
