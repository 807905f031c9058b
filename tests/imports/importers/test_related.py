"""关联关系 from the client file: words of banks are understood, an unknown one costs its cell, an empty one takes nothing back."""

from clients.models import Client
from staff.models import AuditEvent
from tests.imports.samples import CLIENT_HEADERS, client_row, put, table, take

WORDS = {
    "股东≥5%": "shareholder",
    "员工亲属": "staff_kin",
    "关联人": "party",
    "是": "party",
    "１": "party",
    "否": "",
    "无": "",
    "": "",
}


def deliver(tmp_path, *rows):
    return take(put(tmp_path, "clients.csv", table(f"{CLIENT_HEADERS},关联方", *rows), "gb18030"))


def test_the_file_says_it_in_the_words_of_banks(bank, tmp_path):
    rows = [(*client_row(f"1000000{place}", id_no=""), word) for place, word in enumerate(WORDS)]
    counts, errors = deliver(tmp_path, *rows)
    assert (counts.created, errors) == (len(WORDS), [])
    kept = Client.objects.filter(client_no__startswith="1000000").order_by("client_no")
    assert list(kept.values_list("related", flat=True)) == list(WORDS.values())


def test_an_unknown_word_costs_its_cell_and_an_empty_one_takes_nothing_back(bank, tmp_path):
    Client.objects.filter(pk=bank.mine.pk).update(related="party")
    row = client_row(bank.mine.client_no, "陈国强", id_no="")
    _counts, [error] = deliver(tmp_path, (*row, "老朋友"))
    bank.mine.refresh_from_db()
    assert bank.mine.related == "party" and "老朋友" in error and "股东≥5%" in error
    deliver(tmp_path, (*row, "员工家属"))
    bank.mine.refresh_from_db()
    changes = AuditEvent.objects.filter(target_type="clients.Client", verb="update").latest("pk").changes
    assert bank.mine.related == "staff_kin" and changes["related"] == ["party", "staff_kin"]
