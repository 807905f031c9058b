"""What the commands of this app ask of the person at the machine."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError


def new_password(user, *, from_stdin):
    """A password for `user` under the site's rules, typed or read as one line of the standard input."""
    password = sys.stdin.readline().rstrip("\n") if from_stdin else getpass.getpass("密码：")
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise CommandError("；".join(problem.messages)) from problem
    return password
