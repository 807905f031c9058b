"""A price is published, and ends; a discount is published, and ends. What was published is never changed (domain 3.8)."""

from decimal import Decimal

from django.db import transaction

from staff.audit import Verb, record
from tiers.models import FeeDiscount, FeeItem
from tiers.rules.client_words import staff_word_problems
from tiers.rules.prices import earliest, is_dearer, publishing_problems
from words.dates import ONE_DAY, full_date
from words.problems import Moved, Problem, Refused

MOST = 100  # %
READ_BY_CLIENTS = ("name", "heading", "unit", "exemptions", "published_as")


@transaction.atomic
def publish_price(item, *, by, today):
    """Writes a new item, or the next version of one. Refuses what domain 3.8 refuses, and a second version of one day."""
    if item.published_on > today:
        raise Refused(Problem("published_on", "公示日期不能晚于今天：先公示，再来登记"))
    item.code = item.code.strip().upper()
    versions = list(FeeItem.objects.select_for_update().filter(code=item.code).order_by("effective_on"))
    before = [row for row in versions if row.effective_on <= item.effective_on]
    after = [row for row in versions if row.effective_on > item.effective_on]
    if before and before[-1].effective_on == item.effective_on:
        raise Refused(Problem("effective_on", "这一天已经有这个项目的一版"))
    problems = staff_word_problems({name: getattr(item, name) for name in READ_BY_CLIENTS})
    about = {name: getattr(item, name) for name in ("kind", "category", "ceiling", "published_on", "effective_on")}
    problems += publishing_problems(item.listed, **about, before=before[-1].listed if before else None)
    problems += _problems_beside(item, after, versions)
    if problems:
        raise Refused(problems)
    if item.effective_on < today:
        raise Refused(Problem("effective_on", "生效日期不能早于今天"))
    item.save(force_insert=True)
    price = [_plain(before[-1].price), _plain(item.price)] if before else _plain(item.price)
    changes = {"code": item.code, "price": price, "from": item.effective_on.isoformat()}
    record(Verb.PARAM, by=by, target=item, changes=changes)
    return item


@transaction.atomic
def end_price(item, *, on, by, today):
    """The item is offered until `on`, inclusive. Refuses a day gone by."""
    if on is None:
        raise Refused(Problem("ended_on", "公布了的停用日期不能收回；要再卖，请公布新的一版"))
    if on < today:
        raise Refused(Problem("ended_on", "停用日期不能早于今天"))
    if on < item.effective_on:
        raise Refused(Problem("ended_on", "停用日期不能早于生效日期"))
    if not FeeItem.objects.filter(pk=item.pk, ended_on=None).update(ended_on=on):
        raise Moved("这一版刚才已经停用。", current=FeeItem.objects.get(pk=item.pk))
    record(Verb.PARAM, by=by, target=item, changes={"code": item.code, "to": [None, on.isoformat()]})


@transaction.atomic
def publish_discount(discount, *, by, today):
    """Writes a discount for a tier or a client group. Refuses one for nobody, above 100%, or that begins before today."""
    problems = []
    if not discount.tier and not discount.group:
        problems.append(Problem("tier", "请选层级或客户群：优惠给一类客户，不给某一位"))
    if discount.percent is None or not 0 <= discount.percent <= MOST:
        problems.append(Problem("percent", "优惠应在 0 到 100 之间"))
    if discount.ends_on < discount.starts_on:
        problems.append(Problem("ends_on", "结束不能早于开始"))
    if discount.starts_on < today:
        problems.append(Problem("starts_on", "优惠不能从过去的日子算起"))
    if discount.item.kind != FeeItem.Kind.FEE:
        problems.append(Problem("item", "只有服务收费有优惠；利率见公示的上限"))
    if problems:
        raise Refused(problems)
    discount.save(force_insert=True)
    changes = {
        "code": discount.item.code,
        "tier": discount.tier,
        "percent": discount.percent,
        "to": f"{discount.ends_on}",
    }
    record(Verb.PARAM, by=by, target=discount, changes=changes)
    return discount


@transaction.atomic
def end_discount(discount, *, on, by, today):
    """The discount counts until `on`, earlier than was published; never back in time."""
    if not today - ONE_DAY <= on < discount.ends_on:
        raise Refused(Problem("ends_on", "只能提前结束，且不能早于昨天"))
    on = max(on, discount.starts_on)
    FeeDiscount.objects.filter(pk=discount.pk).update(ends_on=on)
    changes = {"code": discount.item.code, "to": [discount.ends_on.isoformat(), on.isoformat()]}
    record(Verb.PARAM, by=by, target=discount, changes=changes)


def _plain(price):
    return f"{Decimal(price).normalize():f}"


def _problems_beside(item, after, versions):
    """What the other versions have against it: another kind, or the next one becomes a raise that was not published in time."""
    if any(row.kind != item.kind for row in versions):
        return [Problem("kind", "和前一版的种类不同；请另立一个项目代码")]
    if not after or item.kind != FeeItem.Kind.FEE or not is_dearer(item.listed, after[0].listed):
        return []
    if after[0].effective_on >= earliest(after[0].published_on):
        return []
    return [Problem("price", f"这样一来，{full_date(after[0].effective_on)}起的那一版就成了涨价，而它公示不满三个月")]
