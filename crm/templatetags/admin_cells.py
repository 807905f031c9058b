"""The rows of a list of the admin: on a phone each is a card, and says what every figure is. {% load admin_cells %}."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
TAG = 3  # letters of `<td` and `<th`, with which each cell begins


@register.filter
def labelled(cells, headers):
    """Each cell as Django made it, with the name of its column in `data-label`; the box to choose the row has none."""
    for cell, header in zip(cells, headers, strict=True):
        if "action-checkbox" in header["class_attrib"]:
            yield cell
        else:
            yield format_html('{} data-label="{}"{}', SafeString(cell[:TAG]), header["text"], SafeString(cell[TAG:]))
