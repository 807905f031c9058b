"""{% url %} of every page: the address of a row is composed once a process, and each row's number is set in.

Django composes it anew each time, which is a tenth of the work of a page with a list.
"""

from functools import cache

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.urls import NoReverseMatch, reverse

register = template.Library()
PLACE = 10**17  # a number that no row has


def address(name, *numbers):
    """The address of our page `name` for the rows with these numbers."""
    return _form(name, len(numbers)) % numbers


@cache
def _form(name, count):
    """The same, with a place for each number."""
    places = [PLACE + n for n in range(count)]
    form = reverse(name, args=places).replace("%", "%%")
    for place in places:
        form = form.replace(str(place), "%d")
    return form


class Address(URLNode):
    """What is asked for with more than plain numbers, and each page of the admin, Django composes itself."""

    def render(self, context):
        name, numbers = self.view_name.resolve(context), tuple(arg.resolve(context) for arg in self.args)
        if self.kwargs or ":" in str(name) or any(type(number) is not int for number in numbers):
            return super().render(context)
        try:
            found = address(name, *numbers)
        except NoReverseMatch:
            return super().render(context)  # "" where it was asked for `as` something
        if self.asvar is None:
            return found
        context[self.asvar] = found
        return ""


@register.tag
def url(parser, token):
    node = parsed(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
