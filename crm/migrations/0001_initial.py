import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0001_initial'),
        ('staff', '0001_initial'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClockRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(blank=True, editable=False, max_length=36)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='次数')),
                ('rule', models.CharField(max_length=40, verbose_name='任务')),
                ('local_date', models.DateField(verbose_name='日期')),
                ('due_at', models.DateTimeField(verbose_name='应执行')),
                ('state', models.CharField(choices=[('due', '待执行'), ('running', '执行中'), ('done', '已完成'), ('failed', '失败'), ('missed', '错过未补')], default='due', max_length=8, verbose_name='状态')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='结果')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
            ],
            options={
                'verbose_name': '定时任务',
                'verbose_name_plural': '定时任务',
                'indexes': [models.Index(fields=['state', 'due_at'], name='crm_occurrences_open')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'local_date'), name='crm_one_occurrence_a_rule_and_day')],
            },
        ),
        migrations.CreateModel(
            name='SystemClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('looked_at', models.DateTimeField(null=True)),
                ('doubted_since', models.DateTimeField(null=True)),
                ('doubted_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=8)),
                ('accepted', models.IntegerField(default=0)),
                ('name', models.UUIDField(default=uuid.uuid4)),
                ('epoch', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='crm_there_is_one_system_clock')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(blank=True, editable=False, max_length=36)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='次数')),
                ('kind', models.CharField(choices=[('clients', '客户名单'), ('report', '报表')], default='clients', max_length=8, verbose_name='内容')),
                ('state', models.CharField(choices=[('asked', '等第二人'), ('queued', '排队中'), ('running', '生成中'), ('done', '已生成'), ('stopped', '没有生成')], default='queued', max_length=8, verbose_name='状态')),
                ('asked', models.JSONField(blank=True, default=dict, verbose_name='筛选')),
                ('columns', models.JSONField(blank=True, default=list, verbose_name='列')),
                ('words', models.CharField(blank=True, max_length=400, verbose_name='理由')),
                ('audience', models.CharField(blank=True, choices=[('unit', '本机构，行内'), ('office', '总行部门，行内'), ('law', '监管、司法机关依法调取')], max_length=8, verbose_name='给谁用')),
                ('until', models.DateField(blank=True, null=True, verbose_name='用到')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='文件行数')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='已写行数')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='文件字节数')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('role', models.CharField(max_length=12, verbose_name='提出人的岗位')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='生成时间')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='链接到')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='下载时间')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='clients.request', verbose_name='申请')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.orgunit', verbose_name='提出人的机构')),
            ],
            options={
                'verbose_name': '名单或报表',
                'verbose_name_plural': '名单或报表',
                'indexes': [models.Index(fields=['by', '-asked_at'], name='crm_exports_of_person'), models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['asked_at', 'id'], name='crm_exports_open'), models.Index(condition=models.Q(('size__gt', 0)), fields=['id'], name='crm_exports_with_file')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('expires_at__isnull', False), ('finished_at__isnull', False)), _connector='OR'), name='crm_a_file_has_its_last_hour'), models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), ('state', 'done'), _connector='OR'), name='crm_only_a_file_is_taken')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='日期')),
                ('key', models.CharField(max_length=16, verbose_name='数')),
                ('value', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='值')),
                ('base', models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='其中')),
                ('data_date', models.DateField(blank=True, null=True, verbose_name='余额日期')),
                ('at', models.DateTimeField(verbose_name='算出')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='客户经理')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.orgunit', verbose_name='机构')),
            ],
            options={
                'verbose_name': '数',
                'verbose_name_plural': '数',
                'indexes': [models.Index(fields=['unit', 'on'], name='crm_figures_of_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('person', None)), fields=('unit', 'on', 'key'), name='crm_one_figure_a_unit_day_and_key'), models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('unit', 'on', 'person', 'key'), name='crm_one_figure_a_person_day_and_key')],
            },
        ),
    ]
