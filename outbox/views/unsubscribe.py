from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outbox.actions import stop_mail
from outbox.queries.unsubscribe import client_and_purpose
from staff.queries.org import bank_name


@csrf_exempt  # RFC 8058: mail programs post here by themselves. The signed address is the authority, no session is used.
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Looking shows a button, for link scanners look too; posting withdraws. Says nothing about whom it concerns (S22)."""
    try:
        client, purpose = client_and_purpose(token)
    except signing.SignatureExpired:
        return _page(request, "expired", status=410)
    except signing.BadSignature:
        return _page(request, "unknown", status=404)
    if request.method != "POST":
        return _page(request, "ask")
    stop_mail(client, purpose, source="邮件退订链接", now=timezone.now())
    return _page(request, "done")


def _page(request, step, *, status=200):
    about = {"part": f"outbox/_unsubscribe_{step}.html", "bank": bank_name()}
    return render(request, "outbox/unsubscribe.html", about, status=status)
