"""What of Django's templates is ours: {% url %}, {% csrf_token %}, and the loader."""

import re

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse


def written(text, **values):
    return Template(text).render(Context(values))


def test_an_address_is_djangos_whatever_it_is_asked_with():
    assert written("{% url 'client_detail' pk %}", pk=12) == "/clients/12/"
    assert written("{% url 'client_detail' pk %}", pk=7) == reverse("client_detail", args=[7])
    assert written("{% url 'client_detail' pk %}", pk="7") == written("{% url 'client_detail' pk=7 %}") == "/clients/7/"
    assert written("{% url 'client_list' as at %}[{{ at }}]") == "[/clients/]"
    assert written("{% url 'admin:clients_client_change' 5 %}") == reverse("admin:clients_client_change", args=[5])
    assert written("{% url 'nowhere' 5 as at %}[{{ at }}]") == "[]"


@pytest.mark.parametrize(
    "text", ["{% url 'nowhere' 5 %}", "{% url 'client_detail' %}", "{% url 'client_detail' none %}"]
)
def test_what_has_no_address_fails(text):
    with pytest.raises(NoReverseMatch):
        written(text, none=None)


def test_a_page_is_sent_without_indentation_and_with_one_token(bank, login):
    page = login(bank.manager).get("/").content.decode()
    assert "\n " not in page
    assert len(set(re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', page))) == 1
