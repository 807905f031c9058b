"""One line in work, and who speaks in it."""

import re
from dataclasses import dataclass, field

from clients.rules.one_line.people import CLIENT
from clients.rules.one_line.promises import THEM, US
from words.table import one_of
from words.when.frame import Frame

SPEAKER_US = re.compile(r"^(?:我们?|咱们?)(?!家)|^答应(?:了|过)?(?:他|她|客户|对方|人家)")
SPEAKER_THEM = re.compile(
    rf"^(?:{CLIENT})(?!的(?:资料|材料|合同|报表|回单|章))|(?:{CLIENT})(?:的?(?:财务|会计|秘书|出纳|老板))?(?:又|也|就|还|才|当场|自己|电话里|最后|后来)?"
    + one_of("说 答应 同意 承诺 保证 表示 让 要 想 问 打算 准备 约 回")
)
OBJECT = re.compile(rf"(?:给|跟|和|找|对(?!方)|问|告诉|答应|通知|提醒)(?:了)?(?:{CLIENT})")
WROTE = re.compile(r"^(?:就|又|只好|改)?发(?:了)?(?:条|个|封)?(?:微信|短信|邮件|语音|信息)$")
TOLD = re.compile(r"^(?:又|也|就|还|才|最后|后来)?(?:说(?!好)|同意|承诺|保证|表示)")


@dataclass
class Reading:
    """`text` is the line as it was meant, sign for sign; `void` maps a word of time taken back to the one in its place."""

    line: str
    text: str
    frame: Frame
    clauses: list
    void: dict = field(default_factory=dict)
    owed: list = field(default_factory=list)  # (index of its clause, Promise)
    told: list = field(default_factory=list)  # indexes of the clauses that tell of what happened
    past: list = field(default_factory=list)  # DayWords of what happened
    lapsed: str | None = None  # what was promised and not kept, if it is promised anew
    spans: list = field(default_factory=list)  # LengthWords between two hours of the clock
    deeds: list = field(default_factory=list)  # clauses in which somebody did something for the client on such a day

    def words(self, first, last=None):
        """The words as they stand in the line, from one clause or word of time to another."""
        return self.line[first.start : (last or first).end]

    def valid(self, clause):
        """The days of the clause that nothing has taken back."""
        return [word for word in clause.days if id(word) not in self.void]

    def sentence(self, index):
        """The words from the sign before the clause to its end."""
        head = next(each for each in reversed(self.clauses[: index + 1]) if each.is_head)
        return self.text[head.start : self.clauses[index].end]

    def later(self, index):
        return self.clauses[index + 1 :]


@dataclass
class Voice:
    """Who speaks, and about whose action, as the walk goes on."""

    speaker: str | None = None
    subject: str | None = None
    wrote: bool = False

    def hear(self, clause):
        text, bare = clause.text, clause.bare
        if clause.is_head and not TOLD.match(text):
            self.subject = None
        if SPEAKER_US.match(text) or SPEAKER_US.match(bare):
            self.speaker = self.subject = US
        elif (SPEAKER_THEM.search(text) or re.match(CLIENT, bare)) and not OBJECT.search(text):
            self.speaker = self.subject = THEM
        elif TOLD.match(text):
            self.speaker = self.subject = US if self.wrote and not clause.is_head else self.speaker or THEM
        self.wrote = bool(WROTE.search(text))
