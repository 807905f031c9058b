import django.db.models.deletion
import django.utils.timezone
import imports.kinds
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(blank=True, editable=False, max_length=36)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='次数')),
                ('kind', models.CharField(choices=imports.kinds.choices, max_length=10, verbose_name='文件类型')),
                ('filename', models.CharField(max_length=120, verbose_name='文件名')),
                ('path', models.CharField(editable=False, max_length=300)),
                ('state', models.CharField(choices=[('preview', '待确认'), ('queued', '排队中'), ('running', '导入中'), ('done', '已完成'), ('refused', '已拒绝'), ('cancelled', '已取消')], default='preview', max_length=10, verbose_name='状态')),
                ('encoding', models.CharField(blank=True, max_length=12, verbose_name='编码')),
                ('separator', models.CharField(blank=True, max_length=8, verbose_name='分隔符')),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('total', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('created', models.PositiveIntegerField(default=0, verbose_name='新增')),
                ('updated', models.PositiveIntegerField(default=0, verbose_name='更新')),
                ('unchanged', models.PositiveIntegerField(default=0, verbose_name='未变')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='错误')),
                ('warnings', models.PositiveIntegerField(default=0, verbose_name='提醒')),
                ('chunks', models.PositiveIntegerField(editable=False, null=True)),
                ('report_size', models.PositiveBigIntegerField(default=0, editable=False)),
                ('is_followed', models.BooleanField(default=False, verbose_name='已据此评级')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('error_path', models.CharField(blank=True, editable=False, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='上传时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
            ],
            options={
                'verbose_name': '导入',
                'verbose_name_plural': '导入',
                'indexes': [models.Index(fields=['-created_at', '-id'], name='imports_jobs_latest'), models.Index(fields=['state'], name='imports_jobs_by_state')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=imports.kinds.choices, max_length=10, verbose_name='文件类型')),
                ('header', models.CharField(max_length=40, verbose_name='文件里的列名')),
                ('field', models.CharField(blank=True, max_length=20, verbose_name='我们的列')),
                ('topic', models.CharField(blank=True, max_length=20, verbose_name='话题')),
                ('text', models.CharField(blank=True, max_length=200, verbose_name='人脉内容')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登记时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '列名对照',
                'verbose_name_plural': '列名对照',
                'constraints': [models.UniqueConstraint(fields=('kind', 'header'), name='imports_one_word_a_header')],
            },
        ),
    ]
