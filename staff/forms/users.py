from staff.forms.admin import AdminForm


class UserForm(AdminForm):
    """A person of the bank. Nobody changes his own role: the system administrator would open the clients to himself."""

    OWN = ("role", "is_active")

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.instance.pk == self.user.pk:
            for name in set(self.OWN) & set(self.changed_data):
                self.add_error(name, "不能修改自己的岗位或停用自己，请由另一位系统管理员操作。")
        return cleaned
