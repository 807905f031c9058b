"""How the elements of a form are written: Django runs three templates for each choice, a third of such a page."""

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, escape

FOLDER = "django/forms/widgets"
INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "input")
CHOICES = ("radio", "checkbox_select")


class Renderer(TemplatesSetting):
    """Writes the plain elements itself, as Django's own templates would; what is rarer runs its template."""

    def render(self, template_name, context, request=None):
        write = WRITERS.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def _input(widget):
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{value}{_attrs(widget)}>'


def _textarea(widget):
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attrs(widget)}>\n{text}</textarea>'


def _select(widget):
    pieces = []
    for group, options, _place in widget["optgroups"]:
        written = "".join(map(_of_select, options))
        pieces.append(f'<optgroup label="{escape(group)}">{written}</optgroup>' if group else written)
    return f'<select name="{escape(widget["name"])}"{_attrs(widget)}>{"".join(pieces)}</select>'


def _choices(widget):
    """Each choice in a <div>; ours stand in no groups."""
    about = _attrs({"attrs": {name: value for name, value in widget["attrs"].items() if name in ("id", "class")}})
    options = (option for _group, options, _place in widget["optgroups"] for option in options)
    return f"<div{about}>{''.join(f'<div>{_labelled(option)}</div>' for option in options)}</div>"


def _of_select(option):
    return f'<option value="{conditional_escape(option["value"])}"{_attrs(option)}>{escape(option["label"])}</option>'


def _labelled(option):
    if not option.get("wrap_label"):
        return _input(option)
    label_for = f' for="{escape(option["attrs"]["id"])}"' if option["attrs"].get("id") else ""
    return f"<label{label_for}>{_input(option)} {conditional_escape(option['label'])}</label>"


def _attrs(widget):
    """The attributes as they stand on the element; of one that is True only the name."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


WRITERS = {
    **{f"{FOLDER}/{name}.html": _input for name in INPUTS},
    **{f"{FOLDER}/{name}.html": _choices for name in CHOICES},
    **{f"{FOLDER}/{name}.html": _labelled for name in ("radio_option", "checkbox_option")},
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
}
