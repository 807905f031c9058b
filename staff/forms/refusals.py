"""What an action refused, said on the page: 422 with the problems at their fields, 409 when the row has moved."""

from words.problems import Moved


def status_of(refusal):
    return 409 if isinstance(refusal, Moved) else 422


def put(form, refusal, field=None):
    """Adds each problem to its field of the form; to `field`, or the whole form, when the form has none of that name."""
    for problem in refusal.problems:
        form.add_error(problem.field if problem.field in form.fields else field, problem.sentence)


def see_anew(form, seen):
    """The next press of the button is meant for what stands now (`seen`); what was typed stays."""
    form.data = form.data.copy()
    form.data["seen"] = seen
