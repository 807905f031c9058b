from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from crm.actions.clock import confirm_time
from crm.queries.clock import ahead_of_the_database
from outbox.queries.messages import forget_sending_state
from staff.roles import Permission, requires


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def clock_confirm(request):
    """The clocks stand as they should: mail leaves again."""
    now = timezone.now()
    confirm_time(now, by=request.user, ahead=ahead_of_the_database(now))
    forget_sending_state()
    messages.success(request, "已确认系统时间，继续发信。")
    return redirect("outbox_list")
