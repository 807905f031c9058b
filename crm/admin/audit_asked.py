"""Whom the words mean that are typed into the audit's form: the address then holds a number, never a name."""

from clients.actions.search import find_clients
from crm.queries.audit import client_of_number, people_called
from staff.forms.refusals import put
from staff.roles import Permission
from words.masking import mask_name
from words.problems import Problem, Refused

NO_CLIENT = "没有找到这位客户，请核对客户号或姓名。"
NO_PERSON = "没有找到这位员工，请核对工号或姓名。"
BOTH = "客户和员工都不止一位，请先把员工的工号填上。"
MOST = 20  # of those whom the words may mean, so many are offered


def meant(form, user, now):
    """(what the address will ask, [(the same with one of several, how he is called)]); who is nobody is said at his field."""
    asked = {name: value for name, value in form.written.items() if name not in ("client", "who")}
    people = _people(form, user)
    clients = _clients(form, user, now) if form.is_valid() else []
    if len(people) > 1 and len(clients) > 1:
        form.add_error("person", BOTH)
        return asked, []
    asked |= {"who": people[0].employee_no} if len(people) == 1 else {}
    asked |= {"client": clients[0].pk} if len(clients) == 1 else {}
    several = (
        [({"who": one.employee_no}, f"{one.name}（{one.employee_no}）") for one in people] if len(people) > 1 else []
    )
    several += [({"client": one.pk}, client_name(one, user)) for one in clients] if len(clients) > 1 else []
    return asked, [(asked | one, label) for one, label in several]


def client_name(client, user):
    """「陈国强（77000001）」, masked for who reads masked names."""
    name = client.name if user.can(Permission.VIEW_NAMES) else mask_name(client.name, client.is_business)
    return f"{name}（{client.client_no}）"


def _people(form, user):
    if not (text := form.cleaned_data["person"]):
        return []
    found = list(people_called(user, text)[:MOST])
    exact = [one for one in found if one.employee_no == text]
    if not found:
        form.add_error("person", NO_PERSON)
    return exact or found


def _clients(form, user, now):
    if not (text := form.cleaned_data["whom"]):
        return []
    if exact := client_of_number(user, text):
        return [exact]
    try:
        found = find_clients(text, by=user, now=now)[:MOST] if user.can(Permission.VIEW_CLIENTS) else []
        if not found:
            raise Refused(Problem("whom", NO_CLIENT))
    except Refused as refusal:
        put(form, refusal, field="whom")
        return []
    return found
