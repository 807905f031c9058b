from django.conf import settings
from django.db import models
from django.utils import timezone

from imports import kinds


class WordQuerySet(models.QuerySet):
    def tags(self):
        """企业微信标签, decided about or waiting."""
        return self.filter(kind=Word.TAGS)


class Word(models.Model):
    """What a bank calls one of our columns, said once by head office and understood in every later file (domain G).

    Of kind TAGS it is a tag: `field` is the kind of fact that it means, SKIP for none, '' while nobody has decided.
    """

    TAGS, SKIP = "tags", "skip"

    kind = models.CharField("文件类型", max_length=10, choices=kinds.choices)
    header = models.CharField("文件里的列名", max_length=40)
    field = models.CharField("我们的列", max_length=20, blank=True)
    topic = models.CharField("话题", max_length=20, blank=True)
    text = models.CharField("人脉内容", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列名对照"
        constraints = [models.UniqueConstraint(fields=["kind", "header"], name="imports_one_word_a_header")]

    def __str__(self):
        return self.header
