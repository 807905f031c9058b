import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0001_initial'),
        ('outbox', '0001_initial'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='GreetingPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, help_text='例如 new_year；留空表示各节日通用', max_length=24, verbose_name='节日代码')),
                ('part', models.CharField(choices=[('opening', '开头'), ('wish', '祝愿')], max_length=8, verbose_name='位置')),
                ('tone', models.CharField(blank=True, choices=[('joy', '喜庆'), ('warm', '温馨'), ('solemn', '庄重'), ('none', '不问候')], help_text='留空表示不限', max_length=8, verbose_name='基调')),
                ('text', models.CharField(max_length=120, verbose_name='句子')),
                ('is_active', models.BooleanField(default=True, verbose_name='使用')),
            ],
            options={
                'verbose_name': '问候句库',
                'verbose_name_plural': '问候句库',
                'constraints': [models.UniqueConstraint(fields=('code', 'part', 'text'), name='campaigns_one_phrase_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='campaigns_no_phrase_is_blank')],
            },
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, verbose_name='代码')),
                ('name', models.CharField(max_length=20, verbose_name='节日')),
                ('on', models.DateField(verbose_name='日期')),
                ('until', models.DateField(verbose_name='到')),
                ('tone', models.CharField(choices=[('joy', '喜庆'), ('warm', '温馨'), ('solemn', '庄重'), ('none', '不问候')], max_length=8, verbose_name='基调')),
                ('calendar', models.CharField(choices=[('solar', '公历'), ('lunar', '农历'), ('term', '节气'), ('weekday', '按星期')], max_length=8, verbose_name='历法')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年（按其历法）')),
                ('is_active', models.BooleanField(default=False, verbose_name='起草问候')),
                ('note', models.CharField(blank=True, max_length=80, verbose_name='说明')),
                ('switched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='切换人')),
            ],
            options={
                'verbose_name': '节日',
                'verbose_name_plural': '节日',
                'indexes': [models.Index(fields=['on'], name='campaigns_occasions_by_day')],
                'constraints': [models.UniqueConstraint(fields=('code', 'year'), name='campaigns_one_occasion_a_year'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('on'))), name='campaigns_an_occasion_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('tone__in', ['solemn', 'none']), _negated=True), ('is_active', False), _connector='OR'), name='campaigns_a_silent_day_is_never_active')],
            },
        ),
        migrations.CreateModel(
            name='Greeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年（按其历法）')),
                ('on', models.DateField(verbose_name='日期')),
                ('tone', models.CharField(choices=[('joy', '喜庆'), ('warm', '温馨'), ('solemn', '庄重'), ('none', '不问候')], max_length=8, verbose_name='基调')),
                ('state', models.CharField(choices=[('draft', '待审阅'), ('approved', '已定稿'), ('sent', '已送出'), ('by_hand', '已由人工完成'), ('skipped', '跳过'), ('expired', '过期未发'), ('omitted', '本节不问候')], default='draft', max_length=8, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='审阅日')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('variant', models.PositiveSmallIntegerField(default=0)),
                ('is_edited', models.BooleanField(default=False, verbose_name='改过')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='定稿时间')),
                ('approved_hash', models.CharField(blank=True, max_length=64)),
                ('needs_cosign', models.BooleanField(default=False, verbose_name='须行长会签')),
                ('cosigned_at', models.DateTimeField(blank=True, null=True, verbose_name='会签时间')),
                ('version', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='起草时间')),
                ('approved_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='定稿人')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='greetings', to='clients.client')),
                ('contact', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='greeting', to='clients.contactlog', verbose_name='联系记录')),
                ('cosigned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='会签人')),
                ('finished_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='完成人')),
                ('manager', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='greetings', to=settings.AUTH_USER_MODEL, verbose_name='署名')),
                ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='greeting', to='outbox.message', verbose_name='外发邮件')),
                ('occasion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='greetings', to='campaigns.occasion', verbose_name='节日')),
            ],
            options={
                'verbose_name': '问候',
                'verbose_name_plural': '问候',
                'indexes': [models.Index(fields=['manager', 'state', 'review_on', 'id'], name='campaigns_greetings_to_review'), models.Index(fields=['manager', 'on'], name='campaigns_greetings_by_day'), models.Index(fields=['state', 'on'], name='campaigns_greetings_to_expire'), models.Index(fields=['approved_by', 'approved_at'], name='campaigns_greetings_approved'), models.Index(fields=['on', 'id'], name='campaigns_greetings_latest'), models.Index(condition=models.Q(('cosigned_at__isnull', True), ('needs_cosign', True)), fields=['on', 'id'], name='campaigns_greetings_to_cosign')],
                'constraints': [models.UniqueConstraint(fields=('client', 'code', 'year'), name='campaigns_one_greeting_a_client_occasion_and_year'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'approved', 'sent', 'by_hand', 'skipped', 'expired', 'omitted'])), name='campaigns_greeting_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['skipped', 'expired', 'omitted']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='campaigns_an_ungreeted_client_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_hash', ''), _negated=True), models.Q(('text', ''), _negated=True)), _connector='OR'), name='campaigns_an_approved_greeting_names_who_approved_what'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('review_on__isnull', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='campaigns_a_draft_has_a_text_and_a_day'), models.CheckConstraint(condition=models.Q(('needs_cosign', False), models.Q(('finished_by__isnull', False), ('state', 'by_hand')), _connector='OR'), name='campaigns_only_what_somebody_did_by_hand_is_cosigned'), models.CheckConstraint(condition=models.Q(models.Q(('cosigned_at__isnull', True), ('cosigned_by__isnull', True)), models.Q(('cosigned_at__isnull', False), ('cosigned_by__isnull', False), ('needs_cosign', True)), _connector='OR'), name='campaigns_a_cosignature_has_a_name_and_a_moment'), models.CheckConstraint(condition=models.Q(('cosigned_by__isnull', True), models.Q(('cosigned_by', models.F('finished_by')), _negated=True), _connector='OR'), name='campaigns_nobody_cosigns_what_he_did_himself')],
            },
        ),
    ]
