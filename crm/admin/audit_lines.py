"""Events of the audit as sentences: who did what to whom, and what it was before and after (H12)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from crm.admin.audit import field_of, model_of_page, page_name, word_for
from crm.admin.audit_asked import client_name
from crm.queries.audit import client_of_event, kind_of_key, model_of, names_of
from crm.rules.audit_words import DONE, KEYS, OUT_OF_REACH, VALUES, left_to_say, refusal_of, search_of
from crm.rules.unusual import WORDS as REASONS
from crm.rules.unusual import sentence_of
from staff.models import AuditEvent, OrgUnit, User
from staff.roles import Permission

Verb = AuditEvent.Verb
LIST = "admin:staff_auditevent_changelist"
PAGES_OF = {"clients.Promise": "promise_detail", "clients.Request": "request_detail", "tiers.Signal": "signal_detail"}
LISTS = ("years", "fields")  # keys of which a pair is two values, not before and after


class Teller:
    """Tells `events` as the person of `request` may read them; each look of the database is made once for all of them."""

    def __init__(self, events, request):
        self.reader = request.user
        self.names = names_of(events, self.reader)
        self.things = self._things(events, request)

    def sentence(self, event):
        """「孙行长 改派了 客户 陈国强」, with links to what is still there and within reach."""
        if event.verb == Verb.DENIED and event.changes.get("page") == "login":
            return self._tried(event)
        tell = {Verb.VIEW: self._looked, Verb.DENIED: self._refused, Verb.REVEAL: self._revealed}.get(event.verb)
        if event.verb == Verb.UNUSUAL:
            about = event.changes
            said = sentence_of(about["why"], about["count"], about["mean"])
            return _joined("系统发现", self.person(about["who"]), "：", said)
        if event.verb == Verb.SEARCH:
            return _joined(self.person(event.actor_no), search_of(event.changes))
        return _joined(self.person(event.actor_no), *(tell or self._did)(event))

    def lines(self, event):
        """What the sentence leaves to say: (「管户经理」, 「周敏 → 李航」) each."""
        model = model_of(event) or model_of_page(event.changes.get("page", ""))
        left = {} if event.changes.get("page") == "login" else left_to_say(event.verb, event.changes)
        if event.verb == Verb.REVEAL:
            left.pop("field", None)
        return [(word_for(model, name), self._shown(model, name, value)) for name, value in left.items()]

    def person(self, number):
        if not number:
            return "系统"
        found = self.names.people.get(number)
        name = found.name if found else number
        if not self.reader.can(Permission.VIEW_AUDIT):
            return name
        return format_html('<a href="{}?who={}">{}</a>', reverse(LIST), number, name)

    def client(self, pk):
        found = self.names.clients.get(pk)
        if not found:
            return OUT_OF_REACH
        return format_html('<a href="{}">{}</a>', reverse("client_detail", args=[pk]), client_name(found, self.reader))

    def _tried(self, event):
        person = self.names.people.get(_number(event.target_id))
        return (
            f"有人用{person.name}（{person.employee_no}）的工号登录，没有成功" if person else "有人用不存在的工号登录"
        )

    def _refused(self, event):
        wanted, why = refusal_of(event.changes)
        page, number = event.changes.get("page", ""), event.changes.get("number")
        whom = self._whom(event) or (f"编号 {number}" if number else "")
        return wanted, "「", page_name(page), "」", *(("：", whom) if whom else ()), "，", why

    def _looked(self, event):
        if "page" not in event.changes:
            return "看了", self._noun(event), event.reason and f"（{event.reason}）"
        rows, whom = event.changes.get("rows"), self._whom(event)
        page, many = page_name(event.changes["page"]), "" if rows is None else f"，{rows:,} 行"
        return (
            ("打印了" if event.changes.get("printed") else "看了"),
            "「",
            page,
            "」",
            *(("：", whom) if whom else ()),
            many,
        )

    def _revealed(self, event):
        field = event.changes.get("field", "")
        return "看了", self._whom(event), "的", "完整" + word_for(model_of(event), field)

    def _did(self, event):
        verb, noun = DONE.get(event.verb, (event.get_verb_display(), ""))
        if event.verb in (Verb.LOGIN, Verb.LOGOUT):
            return (verb,)
        return verb, self._noun(event) or noun, *self._about(event)

    def _about(self, event):
        """「：陈国强」 behind the noun, of an event that is not about a client alone; nothing when the noun says it."""
        whom = self._whom(event)
        return ("：", whom) if whom else ()

    def _noun(self, event):
        """What kind of row it is, as a link where there is a page of it that the reader may open."""
        model, url = model_of(event), self.things.get((event.target_type, event.target_id))
        noun = "异常查看" if model is AuditEvent else model._meta.verbose_name if model else ""
        return format_html('<a href="{}">{}</a>', url, noun) if url else noun

    def _whom(self, event):
        """The client, person or unit whom the event is about, by name; '' for none of them."""
        if event.client_id or (client_of_event(event) in self.names.clients):
            return self.client(client_of_event(event))
        if event.target_type == User._meta.label:
            person = self.names.people.get(_number(event.target_id))
            return self.person(person.employee_no) if person else ""
        if event.target_type == OrgUnit._meta.label:
            return self._unit(event.target_id)
        return ""

    def _unit(self, pk):
        found = self.names.units.get(_number(pk))
        return found.name if found else ""

    def _shown(self, model, name, value):
        if name == "by":
            return "、".join(KEYS.get(item) or word_for(model, item.partition("__")[0]) for item in value) or "全部"
        if isinstance(value, list) and len(value) == 2 and name not in LISTS:
            return f"{self._plain(model, name, value[0])} → {self._plain(model, name, value[1])}"
        if isinstance(value, list):
            return "、".join(word_for(model, str(item)) for item in value)
        if isinstance(value, dict):
            return "，".join(f"{word_for(model, key)} {self._shown(model, key, item)}" for key, item in value.items())
        return self._plain(model, name, value)

    def _plain(self, model, name, value):
        if value is None or value == "":
            return "默认" if name == "sort" else "空"
        if isinstance(value, bool):
            return "是" if value else "否"
        if kind := kind_of_key(model, name):
            found = (self.names.people if kind is User else self.names.units).get(value)
            return found.name if found else str(value)
        if name == "field":
            return word_for(model, value)
        if name in ("page", "asked_page", "sort"):
            return KEYS.get(value, value) if name == "sort" else page_name(value)
        if name == "why":
            return REASONS[value][0] if value in REASONS else value
        if name == "verb":
            return dict(Verb.choices).get(value, value)
        choices = VALUES | dict(getattr(field_of(model, name), "flatchoices", ()))
        return str(choices.get(value, value))

    def _things(self, events, request):
        """{(model, id): address} of the rows that are still there and that this person may open."""
        asked, found = {}, {}
        for event in events:
            if model_of(event) and event.target_type not in ("clients.Client", User._meta.label):
                asked.setdefault(event.target_type, set()).add(_number(event.target_id))
        for label, ids in asked.items():
            page, rows = self._page_of(label, request)
            if page:
                found |= {
                    (label, str(pk)): reverse(page, args=[pk])
                    for pk in rows.filter(pk__in=ids - {None}).values_list("pk", flat=True)
                }
        return found

    def _page_of(self, label, request):
        """(name of the page of one such row, the rows that this person may open), or (None, None)."""
        model = model_of(AuditEvent(target_type=label))
        if label in PAGES_OF:
            return PAGES_OF[label], model.objects.visible_to(self.reader)
        desk = admin.site._registry.get(model)
        if desk is None or not self.reader.is_staff or not desk.has_view_permission(request):
            return None, None
        return f"admin:{model._meta.app_label}_{model._meta.model_name}_change", desk.get_queryset(request).order_by()


def _joined(*pieces):
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _number(text):
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
