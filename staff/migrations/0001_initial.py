import django.core.validators
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('employee_no', models.CharField(max_length=20, unique=True, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z]{3,20}\\Z', '工号为 3–20 位数字或字母。')], verbose_name='工号')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                ('role', models.CharField(choices=[('manager', '客户经理'), ('branch_head', '支行行长'), ('head_office', '总行管理'), ('compliance', '合规'), ('auditor', '审计'), ('sysadmin', '系统管理员')], max_length=12, verbose_name='岗位')),
                ('care_weekday', models.PositiveSmallIntegerField(blank=True, choices=[(1, '周一'), (2, '周二'), (3, '周三'), (4, '周四'), (5, '周五')], help_text='留空则用机构的默认日', null=True, verbose_name='客户维护日')),
                ('daily_minutes', models.PositiveSmallIntegerField(default=150, validators=[django.core.validators.MaxValueValidator(480, '一天的维护时间最多 480 分钟，请改小。')], verbose_name='平日维护分钟数')),
                ('care_day_minutes', models.PositiveSmallIntegerField(default=300, validators=[django.core.validators.MaxValueValidator(480, '一天的维护时间最多 480 分钟，请改小。')], verbose_name='维护日分钟数')),
                ('skills', models.JSONField(blank=True, default=list, verbose_name='一技之长')),
                ('is_active', models.BooleanField(default=True, verbose_name='在岗可登录')),
                ('must_change_password', models.BooleanField(default=False, editable=False, verbose_name='须先改密码')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='演示账号')),
                ('seats', models.JSONField(default=list, editable=False, verbose_name='登录')),
            ],
            options={
                'verbose_name': '员工',
                'verbose_name_plural': '员工',
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['manager', 'branch_head', 'head_office', 'compliance', 'auditor', 'sysadmin'])), name='staff_role_is_known'), models.CheckConstraint(condition=models.Q(('care_weekday__isnull', True), ('care_weekday__range', (1, 5)), _connector='OR'), name='staff_care_day_is_a_weekday')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='日期')),
                ('is_workday', models.BooleanField(verbose_name='上班')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='名称')),
                ('completes_year', models.BooleanField(default=False, editable=False, verbose_name='全年已录全')),
                ('source', models.CharField(choices=[('library', '程序库'), ('manual', '人工录入')], default='manual', editable=False, max_length=10, verbose_name='来源')),
            ],
            options={
                'verbose_name': '工作日历',
                'verbose_name_plural': '工作日历',
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('actor_no', models.CharField(blank=True, max_length=20, verbose_name='工号')),
                ('actor_role', models.CharField(blank=True, choices=[('manager', '客户经理'), ('branch_head', '支行行长'), ('head_office', '总行管理'), ('compliance', '合规'), ('auditor', '审计'), ('sysadmin', '系统管理员')], max_length=12, verbose_name='岗位')),
                ('verb', models.CharField(choices=[('login', '登录'), ('logout', '退出'), ('denied', '被拒'), ('view', '查看'), ('search', '搜索'), ('reveal', '查看完整信息'), ('create', '新增'), ('update', '修改'), ('delete', '删除'), ('strike', '作废'), ('assign', '分配'), ('cover', '代管'), ('tier', '评级'), ('param', '参数'), ('import', '导入'), ('export', '导出'), ('consent', '同意'), ('send', '发送'), ('skip', '跳过'), ('grant', '授权'), ('unusual', '异常查看'), ('seen', '看过异常')], max_length=10, verbose_name='动作')),
                ('target_type', models.CharField(blank=True, max_length=60, verbose_name='对象类型')),
                ('target_id', models.CharField(blank=True, max_length=40, verbose_name='对象编号')),
                ('client_id', models.BigIntegerField(blank=True, null=True, verbose_name='客户')),
                ('unit_id', models.BigIntegerField(blank=True, null=True, verbose_name='机构')),
                ('changes', models.JSONField(blank=True, default=dict, verbose_name='内容')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('ip', models.GenericIPAddressField(blank=True, null=True, verbose_name='地址')),
            ],
            options={
                'verbose_name': '操作留痕',
                'verbose_name_plural': '操作留痕',
                'indexes': [models.Index(fields=['-at', '-id'], name='staff_audit_latest'), models.Index(fields=['client_id', '-at'], name='staff_audit_of_client'), models.Index(fields=['unit_id', '-at'], name='staff_audit_of_unit'), models.Index(fields=['actor_no', '-at'], name='staff_audit_of_actor'), models.Index(fields=['verb', '-at'], name='staff_audit_of_verb'), models.Index(condition=models.Q(('target_type__in', ['', 'clients.Client']), _negated=True), fields=['target_type', 'target_id', '-at'], name='staff_audit_of_row'), models.Index(django.db.models.functions.comparison.Cast(django.db.models.fields.json.KeyTextTransform('page', 'changes'), models.CharField(max_length=80)), models.OrderBy(models.F('at'), descending=True), condition=models.Q(('verb__in', ('view', 'denied'))), name='staff_audit_of_page')],
            },
        ),
        migrations.CreateModel(
            name='OrgUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z]{4,12}\\Z', '机构号为 4–12 位数字或字母。')], verbose_name='机构号')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('level', models.CharField(choices=[('hq', '总行'), ('branch', '分行'), ('sub_branch', '支行'), ('outlet', '网点')], max_length=12, verbose_name='级别')),
                ('path', models.CharField(db_index=True, editable=False, max_length=120)),
                ('desk', models.CharField(blank=True, choices=[('finance', '计财'), ('board', '董办'), ('staff', '人力'), ('line', '条线')], help_text='只有总行的部门才填', max_length=8, verbose_name='总行部门')),
                ('care_weekday', models.PositiveSmallIntegerField(choices=[(1, '周一'), (2, '周二'), (3, '周三'), (4, '周四'), (5, '周五')], default=2, verbose_name='默认客户维护日')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='staff.orgunit', verbose_name='上级机构')),
            ],
            options={
                'verbose_name': '机构',
                'verbose_name_plural': '机构',
                'constraints': [models.CheckConstraint(condition=models.Q(('level', 'hq'), ('parent__isnull', False), _connector='OR'), name='staff_only_the_head_office_has_no_parent'), models.CheckConstraint(condition=models.Q(('desk__in', ['', 'finance', 'board', 'staff', 'line'])), name='staff_desk_is_one_of_four'), models.CheckConstraint(condition=models.Q(('care_weekday__range', (1, 5))), name='staff_unit_care_day_is_a_weekday')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('account', '启用账号'), ('role', '改岗位'), ('unit', '改机构'), ('password', '设密码')], max_length=10, verbose_name='授权')),
                ('role', models.CharField(choices=[('manager', '客户经理'), ('branch_head', '支行行长'), ('head_office', '总行管理'), ('compliance', '合规'), ('auditor', '审计'), ('sysadmin', '系统管理员')], max_length=12, verbose_name='岗位')),
                ('password', models.CharField(blank=True, editable=False, max_length=128)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                ('decision', models.CharField(blank=True, choices=[('confirmed', '已确认'), ('declined', '未同意'), ('taken', '直接生效')], max_length=10, verbose_name='决定')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='员工')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.orgunit', verbose_name='机构')),
            ],
            options={
                'verbose_name': '授权',
                'verbose_name_plural': '授权',
                'constraints': [models.CheckConstraint(condition=models.Q(('decision', 'taken'), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='staff_nobody_decides_what_he_asked'), models.CheckConstraint(condition=models.Q(('decision', 'taken'), models.Q(('decided_by', models.F('user')), _negated=True), _connector='OR'), name='staff_nobody_decides_about_himself'), models.UniqueConstraint(condition=models.Q(('decision', ''), models.Q(('what', 'password'), _negated=True)), fields=('user',), name='staff_one_place_waits_for_a_person'), models.UniqueConstraint(condition=models.Q(('decision', ''), ('what', 'password')), fields=('user',), name='staff_one_password_waits_for_a_person')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='staff.orgunit', verbose_name='机构'),
        ),
        migrations.CreateModel(
            name='CoverPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(help_text='最早今天，最晚一年以内；临时离岗从今天起。', verbose_name='开始日期')),
                ('ends_on', models.DateField(help_text='最后一天，含当天；一段最长 366 天。开始以后只能改这一天。', verbose_name='结束日期')),
                ('reason', models.CharField(max_length=80, verbose_name='事由')),
                ('ended_on', models.DateField(blank=True, editable=False, null=True, verbose_name='提前结束')),
                ('read_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='看过离岗期间的事')),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='离岗人')),
                ('cover', models.ForeignKey(blank=True, db_index=False, help_text='没有人能代的，留空：客户由行长照看，提醒信仍发给本人，每天在首页提醒。行长由本机构、上级机构的另一位行长或总行代。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='covering', to=settings.AUTH_USER_MODEL, verbose_name='代管人')),
                ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '代管安排',
                'verbose_name_plural': '代管安排',
                'indexes': [models.Index(fields=['cover', 'ends_on'], name='staff_cover_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='staff_cover_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('absent', models.F('cover')), _negated=True), name='staff_nobody_covers_himself'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('ended_on', None)), models.Q(('ended_by__isnull', False), ('ended_on__lte', models.F('ends_on'))), _connector='OR'), name='staff_cover_that_ends_early_names_by_whom')],
            },
        ),
    ]
