from django.conf import settings
from django.db import DatabaseError

from staff.models import User


def left_from_demo():
    """What a start outside demo mode says of the accounts of demo mode, in one Chinese sentence; '' if there are none."""
    try:
        count = 0 if settings.DEMO else User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:  # no database yet, or none that answers: that is said elsewhere
        return ""
    return f"数据库里有 {count} 个演示账号，演示模式以外都不能登录；请停用，或为要保留的设置新密码。" if count else ""
