from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q

from staff.models import User
from staff.roles import roles_with


def left_from_demo():
    """What a start outside demo mode says of the accounts of demo mode, in one Chinese sentence; '' if there are none."""
    try:
        count = 0 if settings.DEMO else User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:  # no database yet, or none that answers: that is said elsewhere
        return ""
    return f"数据库里有 {count} 个演示账号，演示模式以外都不能登录；请停用，或为要保留的设置新密码。" if count else ""


def colleagues(words, permission):
    """Who works in the whole bank with this permission and has this 工号, or these words in his name; by 工号."""
    words = "".join(words.split())
    if not words:
        return User.objects.none()
    named = Q(employee_no__iexact=words) | Q(name__icontains=words)
    return User.objects.filter(named, is_active=True, role__in=roles_with(permission)).order_by("employee_no")
