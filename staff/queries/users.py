from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Max, Q, Sum

from staff.models import User
from staff.roles import roles_with


def left_from_demo():
    """What a start outside demo mode says of the accounts of demo mode, in one Chinese sentence; '' if there are none."""
    try:
        count = 0 if settings.DEMO else User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:  # no database yet, or none that answers: that is said elsewhere
        return ""
    return f"数据库里有 {count} 个演示账号，演示模式以外都不能登录；请停用，或为要保留的设置新密码。" if count else ""


def locked_until(user, now):
    """The moment from which the account may be tried again after too many wrong passwords; None when it may be tried now."""
    pause = timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=user.employee_no, attempt_time__gt=now - pause)
    found = tries.aggregate(wrong=Sum("failures_since_start"), last=Max("attempt_time"))
    return found["last"] + pause if (found["wrong"] or 0) >= settings.AXES_FAILURE_LIMIT else None


def locked_count(now):
    """How many accounts may not be tried now, after too many wrong passwords."""
    tries = AccessAttempt.objects.filter(attempt_time__gt=now - timedelta(hours=settings.AXES_COOLOFF_TIME))
    known = tries.filter(username__in=User.objects.values("employee_no")).order_by().values("username")
    return known.annotate(wrong=Sum("failures_since_start")).filter(wrong__gte=settings.AXES_FAILURE_LIMIT).count()


def colleagues(words, permission):
    """Who works in the whole bank with this permission and has this 工号, or these words in his name; by 工号."""
    words = "".join(words.split())
    if not words:
        return User.objects.none()
    named = Q(employee_no__iexact=words) | Q(name__icontains=words)
    return User.objects.filter(named, is_active=True, role__in=roles_with(permission)).order_by("employee_no")
