from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from crm.actions.clock import confirm_time, mark_restored
from crm.queries.clock import ahead_of_the_database
from outbox.queries.messages import forget_sending_state
from staff.roles import Permission, requires

CONFIRMED = "发信没有停在这里：可能已经恢复，或有人确认过了。什么也没有改变。"


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def copy_confirm(request):
    """The database was put back from a backup: what waits is judged by a person, and mail leaves again."""
    count = mark_restored(timezone.now(), by=request.user)
    return _told(request, CONFIRMED if count is None else f"已记下恢复，{count:,} 封邮件转入人工核对。")


@requires(Permission.OPERATE_OUTBOX)
@require_POST
def clock_confirm(request):
    """The clocks stand as they should: mail leaves again."""
    now = timezone.now()
    is_new = confirm_time(now, by=request.user, ahead=ahead_of_the_database(now))
    return _told(request, "已确认系统时间，继续发信。" if is_new else CONFIRMED)


def _told(request, words):
    forget_sending_state()
    messages.success(request, words)
    return redirect("outbox_list")
