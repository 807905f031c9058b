from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from partners.queries.honours import certificate_of, honours
from partners.rules.certificates import drawn
from partners.rules.honours import quarter_of, quarter_words
from staff.audit import Verb, note, traced
from staff.roles import Permission, requires


@traced(Verb.VIEW)
@requires(Permission.HONOUR_PARTNERS)
@require_safe
def partner_honours(request):
    """优秀联络员: the first third of the quarter, named by the head; nobody else is ranked."""
    today = timezone.localdate()
    rows = honours(request.user, today)
    note(request, rows=len(rows))
    return render(
        request, "partners/partner_honours.html", {"rows": rows, "quarter": quarter_words(quarter_of(today)[0])}
    )


@traced(Verb.VIEW)
@requires(Permission.HONOUR_PARTNERS)
@require_safe
def partnership_certificate(request, pk):
    """The certificate of one who is honoured, to be printed and signed."""
    client = Client.objects.visible_to(request.user).filter(pk=pk).first()
    certificate = client and certificate_of(client.pk, request.user, timezone.localdate())
    if certificate is None:
        raise Http404
    note(request, client, printed=True)
    headers = {"Content-Disposition": f'inline; filename="{certificate.number}.pdf"'}
    return HttpResponse(drawn(certificate), content_type="application/pdf", headers=headers)
