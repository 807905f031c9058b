"""Who saw which page of the bank's rows: the middleware that writes it down (H12)."""

from staff.admin.base import ROW_NUMBER
from staff.audit import Verb, record_look, record_looks

REFUSED = (409, 422)  # a button that was refused shows the row once more
SHOWN = (200, *REFUSED)


def trace(get_response):
    """One row of the audit for each page of the bank's rows that somebody saw, and for each row that was not there for him.

    Of a booklet there is one for each client in it.

    The view names its verb (`traced` of staff/audit.py); every page of a model in the admin is a look.
    """

    def middleware(request):
        response = get_response(request)
        page = request.resolver_match
        if page is None or response.status_code not in (*SHOWN, 404) or not request.user.is_authenticated:
            return response
        if response.status_code == 404:
            _note_missing(request, page)
        elif (verb := _verb_of(page.func, response.status_code)) and response.headers.get(
            "Content-Type", ""
        ).startswith("text/html"):
            about = getattr(request, "trace", {"targets": [None], "changes": {}})
            if about is not None:
                changes = {"page": page.view_name, **about["changes"]}
                record_looks(verb, about["targets"], by=request.user, changes=changes)
        return response

    return middleware


def _verb_of(view, status):
    """What it is to see a page of this view; None when that is nothing: what a button has done has a row of its own."""
    shows = hasattr(view, "model_admin") or (status in REFUSED and hasattr(view, "required_permission"))
    return getattr(view, "trace", None) or (Verb.VIEW if shows else None)


def _note_missing(request, page):
    number = str(page.kwargs.get("pk") or page.kwargs.get("object_id") or "")
    asked = {"number": int(number)} if ROW_NUMBER.fullmatch(number) else {}
    changes = {"page": page.view_name, **asked, "method": request.method, "answer": 404}
    record_look(Verb.DENIED, by=request.user, changes=changes)
