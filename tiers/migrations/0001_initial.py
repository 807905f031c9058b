import django.db.models.deletion
import django.utils.timezone
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
            name='FeeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='项目代码')),
                ('name', models.CharField(max_length=40, verbose_name='项目')),
                ('heading', models.CharField(max_length=20, verbose_name='分组')),
                ('kind', models.CharField(choices=[('fee', '服务收费'), ('rate', '利率'), ('product', '产品')], default='fee', max_length=8, verbose_name='种类')),
                ('category', models.CharField(choices=[('set', '政府定价'), ('guide', '政府指导价'), ('market', '市场调节价'), ('free', '免费')], max_length=10, verbose_name='定价方式')),
                ('unit', models.CharField(help_text='如：元/张/年；利率写 %/年', max_length=20, verbose_name='单位')),
                ('price', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='公示价')),
                ('ceiling', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='上限')),
                ('term', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='期限（月）')),
                ('exemptions', models.TextField(blank=True, help_text='一行一种', max_length=600, verbose_name='免收情形')),
                ('risk', models.CharField(blank=True, choices=[('R1', 'R1'), ('R2', 'R2'), ('R3', 'R3'), ('R4', 'R4'), ('R5', 'R5')], max_length=2, verbose_name='风险等级')),
                ('sold_until', models.DateField(blank=True, null=True, verbose_name='卖到')),
                ('published_as', models.CharField(max_length=40, verbose_name='公示文号')),
                ('published_on', models.DateField(verbose_name='公示日期')),
                ('effective_on', models.DateField(verbose_name='生效日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'verbose_name': '价目',
                'verbose_name_plural': '价目',
                'constraints': [models.UniqueConstraint(fields=('code', 'effective_on'), name='tiers_one_price_an_item_and_day'), models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='tiers_a_price_is_never_negative'), models.CheckConstraint(condition=models.Q(('ceiling__isnull', True), ('ceiling__gte', models.F('price')), _connector='OR'), name='tiers_a_price_keeps_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('category', 'free'), _negated=True), ('price', 0), _connector='OR'), name='tiers_what_is_free_costs_nothing'), models.CheckConstraint(condition=models.Q(('effective_on__gte', models.F('published_on'))), name='tiers_a_price_is_published_before_it_counts'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('effective_on')), _connector='OR'), name='tiers_a_price_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='RatingRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='开始')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='结束')),
                ('seen', models.PositiveIntegerField(default=0, verbose_name='评定户数')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='变动户数')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='失败户数')),
                ('by_no', models.CharField(blank=True, max_length=20, verbose_name='发起人')),
                ('month', models.DateField(blank=True, null=True, verbose_name='评定月份')),
                ('skipped', models.PositiveIntegerField(default=0, verbose_name='数据不足户数')),
                ('reached', models.PositiveBigIntegerField(default=0, editable=False)),
                ('is_void', models.BooleanField(default=False, verbose_name='已撤销')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='tiers.ratingrun', verbose_name='撤销的批次')),
            ],
            options={
                'verbose_name': '评级批次',
                'verbose_name_plural': '评级批次',
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_void', False), ('month__isnull', False)), fields=('month',), name='tiers_one_valid_run_a_month'), models.CheckConstraint(condition=models.Q(('undoes__isnull', True), models.Q(('month__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='tiers_a_counter_run_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('fall', '存款下降'), ('maturity', '到期没安排'), ('near', '离升级不远'), ('complaint', '投诉或低分')], max_length=10, verbose_name='种类')),
                ('severity', models.CharField(choices=[('red', '红'), ('orange', '橙'), ('yellow', '黄')], max_length=6, verbose_name='轻重')),
                ('sentence', models.CharField(max_length=300, verbose_name='事实')),
                ('about', models.CharField(blank=True, max_length=40, verbose_name='缘由')),
                ('tier', models.CharField(blank=True, choices=[('top', '顶级'), ('select', '优质'), ('vip', '贵宾'), ('standard', '普通'), ('basic', '低端')], max_length=8, verbose_name='上一层级')),
                ('reached_on', models.DateField(blank=True, null=True, verbose_name='达到')),
                ('raised_on', models.DateField(verbose_name='发现')),
                ('due_on', models.DateField(verbose_name='最晚行动')),
                ('state', models.CharField(choices=[('open', '未了'), ('closed', '已了结'), ('cleared', '已解除')], default='open', max_length=8, verbose_name='状态')),
                ('result', models.CharField(blank=True, choices=[('kept', '已留存'), ('partly', '部分留存'), ('lost', '已流失'), ('talked', '已谈过'), ('normal', '正常用款'), ('seasonal', '季节性'), ('declined', '客户拒谈'), ('unreached', '失联'), ('false', '误报')], max_length=10, verbose_name='结果')),
                ('reason', models.CharField(blank=True, choices=[('rate', '利率价格'), ('house', '购房'), ('trade', '经营用款'), ('school', '子女教育'), ('medical', '医疗'), ('bank', '转他行'), ('invested', '转理财、保险或股市'), ('moved', '迁居'), ('service', '服务不满'), ('family', '家庭变故'), ('death', '去世'), ('other', '其他')], max_length=10, verbose_name='流失原因')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='了结时间')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='clients.client', verbose_name='客户')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='了结人')),
                ('log', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clients.contactlog', verbose_name='依据的联系')),
            ],
            options={
                'verbose_name': '信号',
                'verbose_name_plural': '信号',
                'indexes': [models.Index(fields=['client', '-raised_on'], name='tiers_signals_of_client'), models.Index(condition=models.Q(('state', 'open')), fields=['due_on', 'id'], name='tiers_signals_by_due'), models.Index(condition=models.Q(('state', 'open'), _negated=True), fields=['-closed_at', '-id'], name='tiers_signals_closed'), models.Index(condition=models.Q(('kind', 'near')), fields=['about', 'client'], name='tiers_cohorts')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('client', 'kind'), name='tiers_one_open_signal_a_client_and_kind'), models.UniqueConstraint(condition=models.Q(('about', ''), _negated=True), fields=('client', 'kind', 'about'), name='tiers_one_signal_a_cause'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), ('closed_at', None)), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='tiers_a_closed_signal_has_its_moment'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', False), ('state', 'closed'), models.Q(('result', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_by', None), ('result', '')), _connector='OR'), name='tiers_a_person_closes_a_signal_with_a_result'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'lost'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('result', 'lost'), _negated=True), ('reason', '')), _connector='OR'), name='tiers_a_loss_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'near'), _negated=True), models.Q(models.Q(('tier', ''), _negated=True), models.Q(('about', ''), _negated=True)), _connector='OR'), name='tiers_near_names_the_tier_and_month')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='月份')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='年日均')),
                ('calm', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='剔除月末冲高后')),
                ('tier', models.CharField(choices=[('top', '顶级'), ('select', '优质'), ('vip', '贵宾'), ('standard', '普通'), ('basic', '低端')], max_length=8, verbose_name='层级')),
                ('below', models.PositiveSmallIntegerField(default=0, verbose_name='连续低于保级线（月）')),
                ('peak', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='其间最高')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='clients.client')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='tiers.ratingrun')),
            ],
            options={
                'verbose_name': '月度评定',
                'verbose_name_plural': '月度评定',
                'indexes': [models.Index(fields=['client', '-month'], name='tiers_standings_of_client'), models.Index(fields=['-month', '-id'], name='tiers_latest_standings'), models.Index(condition=models.Q(('below__gt', 0)), fields=['run', 'client'], name='tiers_standings_below')],
                'constraints': [models.UniqueConstraint(fields=('run', 'client'), name='tiers_one_standing_a_client_and_run')],
            },
        ),
        migrations.CreateModel(
            name='TierChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old', models.CharField(blank=True, choices=[('top', '顶级'), ('select', '优质'), ('vip', '贵宾'), ('standard', '普通'), ('basic', '低端')], max_length=8, verbose_name='原层级')),
                ('new', models.CharField(choices=[('top', '顶级'), ('select', '优质'), ('vip', '贵宾'), ('standard', '普通'), ('basic', '低端')], max_length=8, verbose_name='新层级')),
                ('value', models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name='年日均')),
                ('sentence', models.CharField(max_length=200, verbose_name='依据')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='时间')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tier_changes', to='clients.client')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tier_changes', to='clients.request', verbose_name='依申请')),
                ('run', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='tiers.ratingrun')),
            ],
            options={
                'verbose_name': '层级变动',
                'verbose_name_plural': '层级变动',
                'indexes': [models.Index(fields=['client', '-at'], name='tiers_changes_of_client'), models.Index(fields=['at', 'id'], name='tiers_changes_latest'), models.Index(fields=['run', 'client'], name='tiers_changes_of_run'), models.Index(condition=models.Q(('old', ''), _negated=True), fields=['-at', '-id'], name='tiers_latest_moves')],
                'constraints': [models.UniqueConstraint(fields=('client', 'run'), name='tiers_one_change_a_client_and_run'), models.CheckConstraint(condition=models.Q(('run__isnull', False), ('request__isnull', False), _connector='OR'), name='tiers_a_change_has_a_run_or_a_request')],
            },
        ),
        migrations.CreateModel(
            name='TierPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(choices=[('top', '顶级'), ('select', '优质'), ('vip', '贵宾'), ('standard', '普通'), ('basic', '低端')], editable=False, max_length=8, verbose_name='层级')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='生效日期')),
                ('label', models.CharField(max_length=10, verbose_name='内部名称')),
                ('client_label', models.CharField(max_length=20, verbose_name='对客名称')),
                ('strategy', models.CharField(max_length=10, verbose_name='策略')),
                ('lawful_meaning', models.CharField(max_length=20, verbose_name='合规含义')),
                ('explanation', models.CharField(max_length=200, verbose_name='说明')),
                ('contact_interval', models.PositiveSmallIntegerField(blank=True, help_text='留空表示不定期，按事件联系', null=True, verbose_name='联系间隔（天）')),
                ('briefing_interval', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='汇报间隔（天）')),
                ('face_interval', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='面谈间隔（天）')),
                ('sponsor_interval', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='共管面谈间隔（天）')),
                ('sponsor_line', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='总行共管线（元）')),
                ('answer_days', models.PositiveSmallIntegerField(default=2, verbose_name='答复时限（工作日）')),
                ('tries', models.PositiveSmallIntegerField(blank=True, default=6, null=True, verbose_name='未果几次停联')),
                ('rest_days', models.PositiveSmallIntegerField(default=90, verbose_name='停联天数')),
                ('request', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='clients.request', verbose_name='依申请')),
            ],
            options={
                'verbose_name': '层级政策',
                'verbose_name_plural': '层级政策',
                'constraints': [models.UniqueConstraint(fields=('tier', 'effective_on'), name='tiers_one_policy_a_tier_and_day'), models.UniqueConstraint(fields=('request', 'tier'), name='tiers_one_policy_a_tier_and_request'), models.CheckConstraint(condition=models.Q(('effective_on__isnull', False), ('request__isnull', False), _connector='OR'), name='tiers_a_policy_is_in_force_or_asked_for'), models.CheckConstraint(condition=models.Q(('contact_interval__isnull', True), ('contact_interval__range', (1, 366)), _connector='OR'), name='tiers_interval_is_1_to_366_days'), models.CheckConstraint(condition=models.Q(('sponsor_line__isnull', True), ('sponsor_interval__isnull', False), _connector='OR'), name='tiers_a_sponsor_line_belongs_to_a_sponsor')],
            },
        ),
        migrations.CreateModel(
            name='TierThreshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('person', '个人'), ('business', '个体、小微与合作社'), ('corporate', '对公')], max_length=10, verbose_name='客户群')),
                ('minimum', models.DecimalField(decimal_places=2, max_digits=18, verbose_name='年日均达到（元）')),
                ('policy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='thresholds', to='tiers.tierpolicy', verbose_name='层级')),
            ],
            options={
                'verbose_name': '层级门槛',
                'verbose_name_plural': '层级门槛',
                'constraints': [models.UniqueConstraint(fields=('policy', 'group'), name='tiers_one_threshold_a_tier_and_group'), models.CheckConstraint(condition=models.Q(('minimum__gt', 0)), name='tiers_threshold_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='FeeDiscount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(blank=True, choices=[('top', '顶级'), ('select', '优质'), ('vip', '贵宾'), ('standard', '普通'), ('basic', '低端')], max_length=8, verbose_name='层级')),
                ('group', models.CharField(blank=True, choices=[('person', '个人'), ('business', '个体、小微与合作社'), ('corporate', '对公')], max_length=10, verbose_name='客户群')),
                ('percent', models.PositiveSmallIntegerField(verbose_name='优惠（%）')),
                ('starts_on', models.DateField(verbose_name='从')),
                ('ends_on', models.DateField(verbose_name='到')),
                ('published_as', models.CharField(max_length=40, verbose_name='公示文号')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discounts', to='tiers.feeitem', verbose_name='项目')),
            ],
            options={
                'verbose_name': '价目优惠',
                'verbose_name_plural': '价目优惠',
                'indexes': [models.Index(fields=['ends_on', 'starts_on'], name='tiers_discounts_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='tiers_a_discount_is_at_most_the_price'), models.CheckConstraint(condition=models.Q(models.Q(('tier', ''), _negated=True), models.Q(('group', ''), _negated=True), _connector='OR'), name='tiers_a_discount_is_for_a_tier_or_group'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='tiers_a_discount_ends_after_it_begins')],
            },
        ),
    ]
