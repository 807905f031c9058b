"""Who may send more than a form: a signed pass in a cookie, so that the web server can tell before it reads anything.

It only lets the body in: whether the page takes it, and from whom, is decided with the session (crm.middleware).
"""

from django.core import signing

from imports.readers.containers import MOST_BYTES

SMALL = 1024 * 1024  # bytes
LARGE = MOST_BYTES + SMALL  # a file and the form around it
PAGES = ("import_upload",)
COOKIE, SALT = "uploads", "crm.uploads"
HOURS = 13  # longer than a session lasts
TOO_LARGE = "内容太大，没有接收：表单最多 1 MB。文件请登录后在「导入」页上传。"


def new_pass():
    return signing.TimestampSigner(salt=SALT).sign("yes")


def is_pass(text):
    try:
        return bool(text) and bool(signing.TimestampSigner(salt=SALT).unsign(text, max_age=HOURS * 3600))
    except signing.BadSignature:
        return False
