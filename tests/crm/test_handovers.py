"""The page on which a head hands clients over, and what he does with a handover later."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.actions.handovers import Choice, start_handover
from clients.models import Assignment, Client, DoNotDisturb, Promise, Request
from crm.actions.handovers import give_clients
from planner.models import CarePlan, PlanItem
from staff.models import CoverPeriod, User
from tests import factories
from words.dates import month_day
from words.problems import Refused


@pytest.fixture
def book(bank):
    bank.third = factories.user(unit=bank.east, employee_no="990103", name="何晓雯")
    plain = [factories.new_client(unit=bank.east, manager=bank.manager, tier="standard") for _n in range(4)]
    bank.plain = Client.objects.bulk_create(plain)
    bank.page = f"{reverse('handover_choose')}?giver={bank.manager.pk}"
    bank.day = timezone.localdate() + timedelta(days=9)
    return bank


def typed(book, **more):
    return {"reason": "leaves", "starts_on": book.day.isoformat(), "seen": 5, **more}


def test_a_head_hands_a_managers_clients_over_in_two_pages(book, login):
    browser = login(book.head)
    assert "周敏（990101）" in browser.get(reverse("handover_choose")).content.decode()
    page = browser.get(book.page)
    found, text = page.context["found"], page.content.decode()
    assert [(line.client, line.receiver) for line in found.lines] == [(book.mine, book.backup.pk)]  # his backup first
    assert sum(lot.clients for lot in found.lots) == 4 and found.count == 5
    assert "发起移交 5 户" in text and "贵宾以上 0 → 1" in text and "B角是李航" in text
    assert browser.get(f"{book.page}&tier=vip").context["found"].count == 1

    assert "离岗" not in text
    about = {"starts_on": book.day + timedelta(days=3), "ends_on": book.day + timedelta(days=30), "reason": "休假"}
    CoverPeriod.objects.create(absent=book.third, cover=book.manager, **about)

    lots = {f"low_{lot.receiver.pk}": book.third.pk for lot in found.lots}
    to = {f"to_{book.mine.pk}": ""}
    answer = browser.post(book.page, typed(book, starts_on=timezone.localdate().isoformat(), **lots, **to))
    assert answer.status_code == 422 and "最早是明天" in answer.content.decode()
    assert answer.context["found"].lines[0].receiver is None  # what was chosen stays
    answer = browser.post(book.page, typed(book, seen=9))
    assert f"{month_day(about['starts_on'])}到{month_day(about['ends_on'])}离岗" in answer.content.decode()
    assert f"周敏还替 何晓雯（到 {month_day(about['ends_on'])}） 代管" in answer.content.decode()
    assert answer.status_code == 409 and "您看到的是 9 户，现在是 5 户" in answer.content.decode()
    for forged in ({f"to_{book.mine.pk}": book.stranger.pk}, {f"to_{book.theirs.pk}": book.third.pk}):
        answer = browser.post(book.page, typed(book, **forged))
        assert answer.status_code == 422 and "请刷新后重选" in answer.content.decode()
    assert not Assignment.objects.exists()

    answer = browser.post(book.page, typed(book, **lots, **to))
    request = Request.objects.get()
    assert answer.status_code == 302 and request.assignments.filter(manager=book.third).count() == 4
    assert "已在另一批移交里" in browser.get(book.page).content.decode()
    assert "撤回" in browser.get(reverse("handover_undo", args=[request.pk])).content.decode()
    assert browser.post(reverse("handover_undo", args=[request.pk]), {"why": ""}).status_code == 422
    assert browser.post(reverse("handover_undo", args=[request.pk]), {"why": "不走了"}).status_code == 302
    assert browser.post(reverse("handover_undo", args=[request.pk]), {"why": "不走了"}).status_code == 409
    assert set(request.assignments.values_list("state", flat=True)) == {"undone"}
    shown = browser.get(reverse("handover_run", args=[request.pk])).content.decode()
    assert "撤回。" in shown and "接手 还没有" not in shown and "客户会收到的通知" not in shown


def test_a_long_book_is_turned_over_without_losing_a_choice(book, login):
    many = [factories.new_client(unit=book.east, manager=book.manager, tier="top") for _n in range(40)]
    Client.objects.bulk_create(many)
    browser = login(book.head)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(book.page)
    assert len(asked) <= 25 and len(answer.content) < 60_000, "\n".join(row["sql"][:200] for row in asked)
    found = answer.context["found"]
    assert (len(found.lines), found.pages, found.count) == (15, 3, 45)
    before = [(weight.clients, weight.load) for weight in found.weights]
    first, stays = found.lines[0].client, found.lines[1].client
    other = {book.backup.pk: book.third.pk, book.third.pk: book.backup.pk}[found.lines[0].receiver]
    page = {f"to_{line.client.pk}": line.receiver for line in found.lines}
    chosen = page | {f"to_{first.pk}": other, f"to_{stays.pk}": ""}
    answer = browser.post(book.page, {"at": 1, "reason": "leaves", "seen": 45, "page": 3, **chosen})
    found, text = answer.context["found"], answer.content.decode()
    assert answer.status_code == 200 and (found.page, len(found.lines), found.count) == (3, 11, 44)
    assert set(found.carried) == {(first.pk, other), (stays.pk, None)} and "请写生效日" not in text
    assert '<option value="leaves" selected>' in text and before != [(w.clients, w.load) for w in found.weights]
    carried = {f"to_{client}": receiver or "" for client, receiver in found.carried}
    page = {f"to_{line.client.pk}": line.receiver for line in found.lines}
    answer = browser.post(book.page, typed(book, at=3, **carried, **page) | {"seen": 45})
    assert answer.status_code == 302 and Assignment.objects.count() == 44
    assert Assignment.objects.get(client=first).manager_id == other
    assert not Assignment.objects.filter(client=stays).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_clients_at_once_exactly_one_does(book):
    answers, pks = [], [client.pk for client in (*book.plain, book.mine)]

    def start(receiver, by):
        pairs = [(pk, receiver.pk) for pk in pks]
        start_handover(Choice(book.manager, pairs, "rotates", book.day), by=by, now=timezone.now())

    def start_too():
        try:
            answers.append(start(book.third, book.head_office))
        except Refused as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    with transaction.atomic():
        start(book.backup, book.head)
        other = Thread(target=start_too)
        other.start()
        other.join(1)  # it waits for this transaction
    other.join(30)
    assert len(answers) == 1 and "生效的另一批移交里" in answers[0]
    assert Request.objects.count() == 1 and Assignment.objects.filter(manager=book.backup).count() == len(pks)


def test_who_would_have_too_much_needs_head_office(book, login):
    User.objects.filter(pk__in=[book.backup.pk, book.third.pk]).update(daily_minutes=0, care_day_minutes=1)
    browser = login(book.head)
    answer = browser.post(book.page, typed(book))
    assert answer.status_code == 422 and "超过 120%" in answer.content.decode()
    assert not Request.objects.exists()
    assert browser.post(book.page, typed(book, beyond="on")).status_code == 302
    assert Request.objects.get().state == "asked"

    assert login(book.head).get(f"{reverse('handover_choose')}?giver={book.stranger.pk}").status_code == 404
    page = browser.get(f"{book.page}&other=990201")
    assert [person.name for person in page.context["chosen"]] == ["吴琴"]
    assert "请核对工号" in browser.get(f"{book.page}&other=nobody").content.decode()


def test_a_managers_clients_are_counted_alike_wherever_they_are_counted(book, login):
    """On the team board, where they are handed over, and beside the work that they cost."""
    DoNotDisturb.objects.create(client=book.plain[0], scope="all", starts_on=timezone.localdate(), reason="守孝")
    Client.objects.filter(pk=book.plain[1].pk).update(status="dormant")
    browser = login(book.head)
    board = browser.get(reverse("admin:index")).context["team"]
    on_board = {row.key: row.clients.value for row in board}
    loads = {row.pk: row.clients for row in browser.get(f"{reverse('capacity')}").context["rows"]}
    assert on_board[book.manager.pk] == loads[book.manager.pk] == 4
    found = browser.get(f"{book.page}&to={book.third.pk}").context["found"]
    assert found.count == 5 and sum(weight.clients[1] - weight.clients[0] for weight in found.weights) == 4


def test_clients_without_manager_find_one(book, login):
    Client.objects.filter(manager=book.manager).update(manager=None)
    assert Client.objects.without_manager().count() == 5
    browser, page = login(book.head), f"{reverse('handover_choose')}?giver=none"
    listed = browser.get(f"{reverse('handover_choose')}?unmanaged=on")
    assert listed.context["is_nobody"] and listed.context["found"].total == 5
    assert browser.post(page, typed(book)).status_code == 302
    assert give_clients(now=timezone.now() + timedelta(days=9)) == "移交生效 5 户"
    assert not Client.objects.without_manager().exists()


def test_a_head_changes_one_clients_manager_at_once_and_everybody_reads_who_had_him(book, login):
    page = reverse("client_manager", args=[book.mine.pk])
    browser = login(book.head)
    assert page in browser.get(reverse("client_detail", args=[book.mine.pk])).content.decode()
    answer = browser.post(page, {"manager": book.third.pk, "seen": book.mine.version})
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"reason"}
    given = {"manager": book.third.pk, "reason": "wish", "words": "想要女经理", "seen": book.mine.version}
    assert browser.post(page, {**given, "seen": 7}).status_code == 409
    care = CarePlan.objects.create(
        manager=book.manager, week=book.day, day=book.day, capacity=300, built_at=timezone.now()
    )
    about = {"position": 1, "why": "到期", "via": "call", "score": 1, "minutes": 10, "what": PlanItem.What.DUE}
    PlanItem.objects.create(plan=care, client=book.mine, **about)
    Client.objects.filter(pk=book.mine.pk).update(email="a@client.example")
    answer = browser.post(page, given, follow=True)
    book.mine.refresh_from_db()
    assert (book.mine.manager, book.mine.backup) == (book.third, book.backup)
    assert PlanItem.objects.get().state == PlanItem.State.DROPPED
    row = Assignment.objects.select_related("letter", "introduction").get(client=book.mine)
    assert (row.state, row.letter.owed_by, row.introduction.owed_by) == ("given", book.manager, book.third)
    assert row.letter.due_on > timezone.localdate() and answer.context["run"] == row.request
    assert "看过了，放行" in answer.content.decode()  # his notice waits for the head

    plain = {"manager": book.third.pk, "reason": "wish"}
    assert "不写交接信" not in browser.get(reverse("client_manager", args=[book.plain[0].pk])).content.decode()
    for client in book.plain[:2]:
        Client.objects.filter(pk=client.pk).update(tier="vip" if client == book.plain[1] else "standard")
        asked = {**plain, "is_plain": "on", "seen": client.version}
        assert browser.post(reverse("client_manager", args=[client.pk]), asked).status_code == 302
    assert Promise.objects.filter(client__in=book.plain).count() == 0
    assert Client.objects.filter(pk__in=[client.pk for client in book.plain[:2]], manager=book.third).count() == 2
    text = login(book.third).get(page).content.decode()
    assert "周敏 → 何晓雯" in text and "客户要求：想要女经理" in text
    assert login(book.third).post(page, given).status_code == 403


def test_the_giver_reads_on_while_the_introduction_is_open_and_writes_nothing(book, login):
    client, page = book.mine, reverse("client_detail", args=[book.mine.pk])
    row = factories.handover(client, book.third, day=timezone.localdate(), state="given")
    row.introduction = factories.promise(client, "介绍", due_on=book.day, owed_by=book.third, origin="introduce")
    row.reads_until = book.day
    row.save()
    Client.objects.filter(pk=client.pk).update(manager=book.third, backup=None)
    browser = login(book.manager)
    text = browser.get(page).content.decode()
    assert "已移交给何晓雯：介绍完以前还能看，不能再改" in text and "＋ 记一笔" not in text and "修改资料" not in text
    assert browser.get(reverse("client_timeline", args=[client.pk])).status_code == 200
    for name in ("client_edit", "contact_log_add", "client_reveal", "promise_add"):
        assert browser.post(reverse(name, args=[client.pk]), {}).status_code == 404, name
    assert client.client_no not in browser.get(reverse("client_list")).content.decode()
    assert login(book.backup).get(page).status_code == 404
    Assignment.objects.filter(pk=row.pk).update(state="objected")  # he is introduced to somebody else
    assert login(book.manager).get(page).status_code == 200
    for over in ({"reads_until": timezone.localdate() - timedelta(days=1)}, {"introduction": None}):
        Assignment.objects.filter(pk=row.pk).update(**over)
        assert login(book.manager).get(page).status_code == 404
        Assignment.objects.filter(pk=row.pk).update(reads_until=book.day)
    row.save()
    assert login(book.manager).get(page).status_code == 200
    User.objects.filter(pk=book.manager.pk).update(is_active=False)
    assert login(book.manager).get(page).status_code == 302  # a leaver is not let in
