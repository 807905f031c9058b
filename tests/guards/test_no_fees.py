"""No road by which money reaches a partner: no column of his holds it (CHN-R1)."""

import re

import pytest
from django.apps import apps
from django.db import models

MONEY = re.compile(
    r"fee|commission|subsid|reward|bonus|pay|paid|amount|price|wage|salary|allowance|kickback|rebate|cash|money|cost|points?$"
    r"|费|佣|补贴|奖|酬|红包|金额|钱|积分"
)


def columns():
    """(model, field) of every table of the partners, and of every other that leads to one."""
    for model in apps.get_models():
        fields = model._meta.get_fields()
        leads = any(field.is_relation and field.many_to_one and owner_of(field) == "partners" for field in fields)
        if model._meta.app_label == "partners" or leads:
            yield from ((model._meta.label, field) for field in fields if not field.auto_created)


def owner_of(field):
    return field.related_model._meta.app_label if field.related_model else ""


def test_no_column_about_partners_holds_money():
    named = [
        f"{label}.{field.name}"
        for label, field in columns()
        if MONEY.search(field.name) or MONEY.search(str(getattr(field, "verbose_name", "")))
    ]
    sums = [
        f"{label}.{field.name}"
        for label, field in columns()
        if isinstance(field, models.DecimalField | models.FloatField)
    ]
    assert (named, sums) == ([], [])


@pytest.mark.parametrize("name", ["fee", "monthly_commission", "subsidy", "reward_points", "劳务费", "奖励"])
def test_the_guard_knows_money_by_its_names(name):
    assert MONEY.search(name)
