import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0001_initial'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(verbose_name='周一')),
                ('day', models.DateField(verbose_name='客户维护日')),
                ('capacity', models.PositiveSmallIntegerField(verbose_name='上限（分钟）')),
                ('built_at', models.DateTimeField(verbose_name='生成时间')),
                ('moved_from', models.DateField(blank=True, null=True, verbose_name='原定日期')),
                ('moves', models.PositiveSmallIntegerField(default=0, verbose_name='换日次数')),
                ('manager', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='care_plans', to=settings.AUTH_USER_MODEL)),
                ('moved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '客户维护日',
                'verbose_name_plural': '客户维护日',
                'indexes': [models.Index(fields=['day', 'manager'], name='planner_care_plans_by_day')],
                'constraints': [models.UniqueConstraint(fields=('manager', 'week'), name='planner_one_care_day_a_manager_and_week'), models.CheckConstraint(condition=models.Q(('moved_from__isnull', True), ('moved_by__isnull', False), _connector='OR'), name='planner_a_switched_care_day_names_who_switched_it'), models.CheckConstraint(condition=models.Q(('day__gte', models.F('week'))), name='planner_a_care_day_is_not_before_its_week')],
            },
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='顺序')),
                ('is_must', models.BooleanField(default=False, verbose_name='必办')),
                ('what', models.CharField(choices=[('follow_up', '跟进'), ('overdue', '逾期'), ('birthday', '生日'), ('key_date', '日子'), ('moved', '改期'), ('maturity', '产品到期'), ('signal', '信号'), ('due', '到期'), ('added', '自己加的')], max_length=10, verbose_name='事由')),
                ('why', models.CharField(max_length=300, verbose_name='为什么')),
                ('talk', models.CharField(blank=True, max_length=80, verbose_name='谈什么')),
                ('via', models.CharField(choices=[('call', '电话'), ('wecom', '企业微信'), ('branch', '来行面谈')], max_length=8, verbose_name='方式')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='应办日期')),
                ('last_on', models.DateField(blank=True, null=True, verbose_name='排入时的上次有效联系')),
                ('score', models.FloatField(verbose_name='得分')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='分钟')),
                ('state', models.CharField(choices=[('planned', '待联系'), ('done', '已联系'), ('missed', '没联系上'), ('moved', '已改期'), ('dropped', '这次不需要'), ('overflow', '放不下')], default='planned', max_length=10, verbose_name='状态')),
                ('moved_to', models.DateField(blank=True, null=True, verbose_name='改到')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='说明')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_items', to='clients.client')),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='planner.careplan')),
                ('tried', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clients.contactlog', verbose_name='没联系上的记录')),
            ],
            options={
                'verbose_name': '维护日名单',
                'verbose_name_plural': '维护日名单',
                'indexes': [models.Index(fields=['plan', 'position'], name='planner_plan_in_order'), models.Index(condition=models.Q(('state', 'moved')), fields=['moved_to', 'client'], name='planner_moved_clients')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'client'), name='planner_a_client_once_a_care_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='planner_dropped_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'moved'), _negated=True), ('moved_to__isnull', False), _connector='OR'), name='planner_moved_says_where_to')],
            },
        ),
    ]
