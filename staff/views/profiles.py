from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from staff.actions.profiles import set_skills
from staff.forms.profiles import ProfileForm


@require_http_methods(["GET", "POST"])
def profile_edit(request):
    """One's own page: what colleagues may know of oneself."""
    form = ProfileForm(request.POST or None, initial={"skills": "、".join(request.user.skills)})
    if form.is_bound and form.is_valid():
        set_skills(request.user, form.cleaned_data["skills"])
        messages.success(request, "已保存。同一支行的同事在客户聊到它时会看到您的名字。")
        return redirect("profile_edit")
    return render(request, "staff/profile_edit.html", {"form": form}, status=422 if form.is_bound else 200)
