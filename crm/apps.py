from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = "系统"


class CrmAdminConfig(AdminConfig):
    default_site = "crm.admin_site.CrmAdminSite"
    default = False
