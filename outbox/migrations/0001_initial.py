import django.db.models.deletion
import django.utils.timezone
import outbox.kinds
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
            name='MailBreaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recent', models.CharField(blank=True, max_length=50)),
                ('failures_in_a_row', models.PositiveIntegerField(default=0)),
                ('paused_until', models.DateTimeField(blank=True, null=True, verbose_name='暂停到')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('clock_stop', models.CharField(blank=True, max_length=200, verbose_name='停发：系统时间')),
                ('copy_stop', models.CharField(blank=True, max_length=200, verbose_name='停发：恢复的备份')),
                ('restored_at', models.DateTimeField(blank=True, null=True, verbose_name='恢复备份于')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='问候暂停于')),
                ('held_reason', models.CharField(blank=True, max_length=200, verbose_name='问候暂停的原因')),
            ],
            options={
                'verbose_name': '发信开关',
                'verbose_name_plural': '发信开关',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='outbox_there_is_one_mail_breaker'), models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', True), ('held_reason', '')), models.Q(('held_at__isnull', False), models.Q(('held_reason', ''), _negated=True)), _connector='OR'), name='outbox_a_hold_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(blank=True, editable=False, max_length=36)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='次数')),
                ('kind', models.CharField(choices=outbox.kinds.choices, max_length=20, verbose_name='种类')),
                ('dedupe_key', models.CharField(max_length=120, unique=True)),
                ('address', models.EmailField(blank=True, max_length=254, verbose_name='收件地址')),
                ('subject', models.CharField(max_length=120, verbose_name='主题')),
                ('text', models.TextField(verbose_name='正文')),
                ('html', models.TextField(blank=True, verbose_name='网页正文')),
                ('calendar', models.TextField(blank=True, verbose_name='日历')),
                ('body_hash', models.CharField(max_length=64)),
                ('message_id', models.CharField(max_length=200)),
                ('unsubscribable', models.BooleanField(verbose_name='可退订')),
                ('send_at', models.DateTimeField(verbose_name='计划发送')),
                ('not_before', models.DateTimeField(verbose_name='最早发送')),
                ('expires_at', models.DateTimeField(verbose_name='发送期限')),
                ('state', models.CharField(choices=[('queued', '等待发送'), ('claimed', '准备发送'), ('wire', '正在发送'), ('sent', '已送出'), ('failed', '发送失败'), ('uncertain', '结果不明'), ('skipped', '按规则未发'), ('expired', '过期未发'), ('cancelled', '已取消')], default='queued', max_length=10, verbose_name='状态')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('tried_at', models.DateTimeField(blank=True, null=True, verbose_name='最近一次尝试')),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='服务器答复')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='建立时间')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='送出时间')),
                ('is_entered', models.BooleanField(default=False, verbose_name='已入账')),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代谁收')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='署名人')),
                ('client', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='clients.client', verbose_name='客户')),
                ('contact', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='message', to='clients.contactlog', verbose_name='联系记录')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='员工')),
            ],
            options={
                'verbose_name': '外发邮件',
                'verbose_name_plural': '外发邮件',
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['not_before', 'id'], name='outbox_messages_due'), models.Index(condition=models.Q(('state', 'queued')), fields=['expires_at'], name='outbox_messages_to_expire'), models.Index(condition=models.Q(('state__in', ['claimed', 'wire'])), fields=['lease_until'], name='outbox_messages_in_hand'), models.Index(condition=models.Q(('is_entered', False), ('state', 'sent')), fields=['id'], name='outbox_messages_to_enter'), models.Index(condition=models.Q(('state__in', ['failed', 'uncertain'])), fields=['-id'], name='outbox_messages_to_judge'), models.Index(fields=['client', 'tried_at'], name='outbox_messages_of_client'), models.Index(fields=['created_at', 'state'], name='outbox_messages_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', True), ('user__isnull', False)), models.Q(('client__isnull', False), ('user__isnull', True)), _connector='OR'), name='outbox_a_message_has_one_recipient'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('address', ''), _negated=True), ('state', 'skipped'), _connector='OR'), models.Q(('subject', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='outbox_no_message_is_blank'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('send_at'))), name='outbox_a_message_expires_after_its_hour'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='outbox_a_sent_message_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['claimed', 'wire']), _negated=True), models.Q(('lease_until__isnull', False), models.Q(('token', ''), _negated=True)), _connector='OR'), name='outbox_a_message_in_hand_has_a_lease'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'uncertain', 'skipped', 'expired', 'cancelled']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='outbox_an_unsent_message_says_why'), models.CheckConstraint(condition=models.Q(('attempts__lte', 6)), name='outbox_message_attempts_are_capped'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'claimed', 'wire', 'sent', 'failed', 'uncertain', 'skipped', 'expired', 'cancelled'])), name='outbox_message_state_is_known')],
            },
        ),
    ]
