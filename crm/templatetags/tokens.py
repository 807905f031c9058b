"""{% csrf_token %}: its field is written once a page, which may have one in every row; Django writes each anew."""

from django import template
from django.template.defaulttags import CsrfTokenNode

register = template.Library()


class Token(CsrfTokenNode):
    def render(self, context):
        request = context.get("request")
        if request is None:
            return super().render(context)
        if not hasattr(request, "csrf_field"):
            request.csrf_field = super().render(context)
        return request.csrf_field


@register.tag
def csrf_token(parser, token):
    return Token()
