"""Where a person goes on after an action: where he came from, and there to the row that it was about."""

import json
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from words.content import forbidden_in_line

LONGEST_ADDRESS = 2000  # characters


def back_to(request, fallback):
    """The page of ours that the form or the address names under `next`, else `fallback`. Ready for a header."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    if is_ours and len(wanted) < LONGEST_ADDRESS and not forbidden_in_line(wanted):
        return iri_to_uri(wanted)
    return fallback


def go(request, url, client_id):
    """Sends the person there. Where the row of the client stands on the page he is on, that row fetches itself anew."""
    if not request.htmx:
        return redirect(url)
    place, here = urlsplit(url), urlsplit(request.htmx.current_url_abs_path or "").path
    if place.fragment and place.path == here:
        events = {"dialog:close": True, f"row-{client_id}": True}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    return HttpResponse(status=204, headers={"HX-Redirect": url})
