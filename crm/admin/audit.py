"""What the audit's words and pages are called: every key of `changes`, every page. The sentences are audit_lines.py."""

from functools import cache

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from crm.rules.audit_words import ADMIN_PAGES

WORDS = {
    "fields": "修改的栏目", "password": "密码", "calendar": "工作日历", "clock": "系统时间", "database": "数据库", "messages": "邮件",
    "letter": "交接信", "notices": "放行的通知", "finished": "监交完成", "papers": "核对过存单和资料", "groups": "核对过客户群",
    "related": "关联关系", "risen": "升级后提前联系的户数",
    "video": "视频介绍", "why": "为什么", "count": "多少", "mean": "平时", "who": "谁做的", "since": "从", "asked_page": "只看页面", "after_complaint": "投诉之后",
    "years": "年份", "days": "天数", "from": "开始日期", "to": "结束日期", "number": "编号", "answer": "答复", "sort": "排序", "by": "只看",
    "printed": "打印", "login": "登录", "missed": "没查到和被拒的",
    "seen": "评定户数", "changed": "变动户数", "failed": "失败户数", "file": "文件", "rows": "行数", "person": "个人", "path": "机构路径",
    "minimum_person": "个人门槛", "minimum_business": "个体、小微与合作社门槛", "minimum_corporate": "对公门槛",
    "kind": "种类", "state": "状态", "field": "看了什么", "length": "输入字数", "hits": "找到", "page": "页面", "method": "请求方式",
    "effective": "计为有效联系", "on": "日期", "day": "维护日", "date": "日期", "week": "哪一周", "placed": "排进名单", "all": "候选",
    "manager": "客户经理", "attempts": "尝试次数", "purpose": "用途", "cancelled": "取消封数", "sending": "发送", "sha256": "文件指纹（SHA-256）",
    "occasion": "节日", "occasions": "节日数", "year": "年份", "active": "使用", "greetings_of": "客户经理", "grant": "授权", "drafts": "起草封数",
    "briefing_copied": "复制汇报", "copied": "复制", "weekly": "每周提醒",
    "name": "名称", "query": "筛选", "is_void": "已撤销", "skipped": "数据不足户数",
    "month": "评定月份", "columns": "列", "taken": "已下载", "sponsor": "共管人", "result": "结果",
    "celebrates": "历法", "ended": "已结束", "help_words": "来帮您", "planned_on": "排到", "listed": "在当日名单上",
    "skills": "一技之长", "resting_until": "停联到",
    "per_day": "每天户数", "until": "到哪天", "first": "分散的第一次联系", "clients": "户数",
    "omitted": "本节不问候", "drafts_closed": "收回草稿", "drafts_of_former_managers": "转给现任经理的草稿", "drafts_expired": "过期草稿",
    "followed": "随之变动", "taken_back": "拦下待发", "kept": "存稿", "cosigned": "会签", "later_years": "随之变动的以后年份", "client_mail": "问候",
}  # fmt: skip
PAGES = {
    "workbench": "工作台", "month": "月历", "search": "查找", "client_list": "客户名单", "client_detail": "客户页", "client_timeline": "联系记录",
    "promise_list": "承诺名单", "promise_detail": "承诺", "promise_add": "登记承诺",
    "client_edit": "编辑客户", "contact_log_add": "记一笔", "contact_log_strike": "作废联系", "client_reveal": "看号码",
    "contact_log_read": "读一读", "contact_log_draft": "记一笔草稿", "contact_log_undo": "撤回联系",
    "list_done": "名单小结", "list_later": "先放一放", "list_again": "再联系没联系上的",
    "client_consent": "登记同意", "client_quiet": "勿扰", "care_day": "客户维护日", "care_day_add": "维护日加客户",
    "visit_day": "上门日", "visit_add": "上门日加一站", "visit_set": "定下一站", "visit_move": "上门日调次序", "visit_off": "从上门日拿掉",
    "visit_back": "撤回拿掉的一站", "visit_weekday": "改上门日", "visit_ask": "申请上门",
    "visit_stop": "到门口", "visit_draft": "到门口草稿", "visit_invite": "约到行",
    "care_day_switch": "维护日换日", "care_item_drop": "从维护日名单去掉", "capacity": "工作量测算",
    "backlog": "排期", "backlog_accept": "接受排期", "backlog_drop": "取消排期", "greeting_list": "问候名单",
    "greeting_team": "问候进度", "greeting_review": "审阅问候", "outbox_mine": "邮件去向", "outbox_list": "发件箱",
    "import_list": "导入", "import_detail": "导入一个文件", "word_list": "列名对照", "grant_list": "授权", "login": "登录",
    "logout": "退出", "password_change": "修改密码", "care_day_build": "生成维护日名单", "client_quiet_lift": "解除勿扰", "grant_decide": "决定授权",
    "greeting_approve": "定稿问候", "greeting_keep": "存下问候", "greeting_copy": "复制问候", "greeting_reword": "换一种写法", "greeting_skip": "跳过问候",
    "greeting_by_hand": "改用电话或手写", "greeting_withdraw": "撤回定稿", "greeting_anyway": "仍要问候", "greeting_cosign": "会签问候",
    "outbox_confirm": "确认已送达", "outbox_again": "再发一次", "outbox_cancel": "不再发送", "outbox_hold": "暂停问候", "outbox_release": "恢复问候",
    "outbox_resume": "恢复发信", "import_upload": "上传文件", "import_start": "开始导入", "import_cancel": "取消导入", "import_errors": "下载错误文件",
    "word_add": "登记列名", "word_remove": "去掉列名", "tag_add": "登记标签", "sink_list": "演示邮箱", "sink_detail": "演示邮件",
    "fact_add": "人脉", "fact_list": "人脉名单", "fact_confirm": "人脉还对", "fact_change": "人脉变了", "fact_open": "看敏感信息",
    "client_reach": "登记联系方式", "client_reach_settle": "定下联系方式", "contact_log_reach": "登记记录里的号码",
    "key_date_add": "记要紧的日子", "key_date_delete": "删除要紧的日子", "client_rest_end": "恢复联系", "worklog": "工作日志", "profile_edit": "我的资料",
    "kin_declare": "回避登记", "kin_list": "回避", "deputy_list": "B角", "lead_add": "记一位未开户", "client_circle": "圈子",
    "structure": "结构机会", "match_settle": "是不是同一人",
    "lead_edit": "修改未开户资料", "lead_let_go": "不再联系", "lead_take_up": "恢复未开户", "kin_lift": "解除回避",
    "manager_day": "客户经理的一天", "order_promise": "督办一件承诺", "order_signal": "督办一条信号", "order_client": "督办一位客户", "order_manager": "督办一位经理",
    "letter_detail": "交接信", "letter_print": "打印交接信", "letter_read": "读过交接信", "letter_ask": "问交接信",
    "handover_list": "移交名单", "handover_run": "移交进度", "handover_step": "移交一户", "introduction_owed": "移交后的介绍",
    "handover_finish": "监交完成", "handover_notices": "放行变更通知",
    "letter_owed": "要写的交接信", "letter_of_log": "定稿的交接信",
    "promise_close": "了结承诺", "promise_move": "承诺改期", "promise_reopen": "撤回了结",
    "information_list": "转来的信息", "information_answer": "答复信息", "information_read": "看过答复", "information_recall": "收回信息",
    "information_distil": "提炼信息", "information_judge": "判断信息", "information_hand": "转给同事",
    "saved_list_add": "存下名单", "saved_list_change": "名单的每周提醒", "saved_list_drop": "删除存下的名单",
    "handover_choose": "选移交的客户", "handover_undo": "撤回移交", "handover_another": "另选接手人",
    "client_manager": "换经理",
    "report": "报表", "report_export": "导出报表", "export_list": "导出记录", "export_new": "导出名单", "export_detail": "一份导出", "export_take": "下载导出",
    "gift_add": "登记礼品", "gift_return": "退回礼品", "counter": "柜面一问", "counter_answer": "记下柜面的回答", "counter_undo": "撤回柜面的回答",
    "unusual_list": "异常查看", "unusual_seen": "看过异常查看",
    "place_list": "区域", "place_detail": "一处区域", "place_add": "新增区域", "place_edit": "修改区域", "place_give": "指定责任经理",
    "partner_list": "渠道伙伴名单", "partner_honours": "优秀联络员", "partnership_certificate": "优秀联络员证书",
    "partnership_edit": "渠道伙伴", "partnership_step": "推进伙伴", "partnership_check": "盘点伙伴", "partnership_end": "不再是伙伴",
    "place_task": "区域任务", "place_print": "打印渠道清单", "place_look": "看场景能不能付",
    "tier_board": "层级看板", "admin:index": "支行总览",
    "cover_back": "您不在的时候", "cover_read": "看过离岗期间的事",
    "price_list": "价目", "signal_list": "信号名单", "signal_detail": "信号", "signal_close": "了结信号", "signal_reopen": "撤回了结信号",
    "request_list": "审批", "request_detail": "申请", "request_decide": "决定申请", "request_countersign": "会签申请",
    "request_withdraw": "撤回申请", "request_end": "结束申请", "override_ask": "申请调整层级", "concession_ask": "申请让利",
    "concession_list": "让利登记簿", "request_figures": "填让利的贡献", "appeal_ask": "层级复核",
    "client_related": "登记关联关系", "sponsor_name": "定共管人", "sponsor_meet": "记共管面谈", "commitment_print": "服务承诺书",
    "call_sheet": "见面提示", "call_sheet_aim": "见面的目的", "call_sheet_used": "聊到了的", "call_sheet_walk": "投诉谈话",
    "call_sheet_booklet": "一本见面提示",
    "briefing_write": "写汇报", "briefing_approve": "定稿汇报", "briefing_keep": "存下汇报", "briefing_copy": "复制汇报", "briefing_withdraw": "撤回汇报",
    "day_row": "今日名单的一行", "day_row_dial": "拨号", "day_row_missed": "未接", "day_row_put_off": "改期", "day_row_undo": "撤回改期",
    "clock_confirm": "确认系统时间", "copy_confirm": "确认已恢复备份",
}  # fmt: skip


def page_name(view):
    """「客户名单」 of client_list, 「管理：客户 列表」 of admin:clients_client_changelist."""
    if view in PAGES or not view.startswith("admin:"):
        return PAGES.get(view, view)
    label, _, page = view.removeprefix("admin:").rpartition("_")
    model = model_of_page(view)
    return f"管理：{model._meta.verbose_name if model else label} {ADMIN_PAGES.get(page, page)}"


@cache
def model_of_page(view):
    """The model that a page of the admin is about; None for every other page."""
    label = view.removeprefix("admin:").rpartition("_")[0]
    return next((model for model in apps.get_models() if model._meta.label_lower.replace(".", "_") == label), None)


def word_for(model, name):
    """What a key of `changes` is called: our own word, or the name of the model's field."""
    label = str(getattr(field_of(model, name), "verbose_name", ""))
    return WORDS.get(name, name) if label.isascii() else label


def field_of(model, name):
    try:
        return model._meta.get_field(name.removesuffix("_id")) if model else None
    except FieldDoesNotExist:
        return None
