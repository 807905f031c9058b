"""The picture and the order of a client's circle: who is with us, who is not, and who could introduce whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import cos, log10, pi, sin

from clients.enums.links import LinkKind
from clients.rules.links import is_fresh, role_of

K = LinkKind
SECTORS = {
    "企业": (K.HOLDS, K.LEGAL, K.OFFICER, K.CLERK), "上下游": (K.SUPPLIES,), "代发": (K.PAYS,), "担保": (K.GUARANTEES,),
    "介绍": (K.INTRODUCES,), "家人": (K.FAMILY,),
}  # fmt: skip
MOST = 200  # in the picture
NAMED = 14  # with their names; of more only the largest gaps have a number
NUMBERED = 12
CENTRE, ORBIT, SMALL = (380, 215), (262, 168), 4.5
RINGS = (1, 0.78, 0.56)
WILLING, KNOWS, NOBODY = range(3)


@dataclass
class Node:
    """One end of the circle with all that links the client to him; `knows` are [(name, whether he is willing)]."""

    pk: int
    name: str
    is_ours: bool
    links: list = field(default_factory=list)  # (kind, whether the client is `one`)
    amount: Decimal | None = None  # 元 a year
    verified_on: date | None = None
    knows: list = field(default_factory=list)
    is_family: bool = False

    @property
    def roles(self):
        return "、".join(dict.fromkeys(role_of(kind, is_one) for kind, is_one in self.links))

    @property
    def sector(self):
        kinds = [kind for kind, _is_one in self.links]
        return next(name for name, some in SECTORS.items() if any(kind in some for kind in kinds))

    @property
    def rank(self):
        """Who can be introduced first, then by amount."""
        way = WILLING if any(willing for _name, willing in self.knows) else KNOWS if self.knows else NOBODY
        return way, -(self.amount or 0), self.pk

    @property
    def introducers(self):
        told = sorted(self.knows, key=lambda each: not each[1])
        return "；".join(f"{name}，{'愿意' if willing else '可以问'}" for name, willing in told[:3]) or "没有"

    def is_old(self, today):
        return not is_fresh(self.verified_on, today)


def who_knows(known: Iterable[tuple[int, str, str, bool]]) -> dict[int, dict[str, bool]]:
    """{client: {who knows him: whether he would introduce him}}, of (client, who knows him, kind of link, whether he is `one`)."""
    found = defaultdict(dict)
    for pk, name, kind, is_one in known:
        found[pk][name] = found[pk].get(name, False) or (is_one and kind == K.INTRODUCES)
    return found


def in_order(nodes: Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """(the gaps, who is with us), each as the tables have them."""
    nodes = list(nodes)
    gaps = sorted((node for node in nodes if not node.is_ours), key=lambda node: node.rank)
    return gaps, sorted((node for node in nodes if node.is_ours), key=lambda node: (-(node.amount or 0), node.pk))


def coverage(nodes: Iterable[Node], today: date) -> list[tuple[str, int, int, int]]:
    """[(sector, with us, known, not looked at for too long)]; family is counted nowhere, what is old in no share."""
    found = {}
    for node in nodes:
        if not node.is_family:
            row = found.setdefault(node.sector, [0, 0, 0])
            old = node.is_old(today)
            row[2] += old
            row[1] += not old
            row[0] += node.is_ours and not old
    return [(sector, *found[sector]) for sector in SECTORS if sector in found]


def summary(gaps: list[Node], ours: list[Node]) -> str:
    """What the picture says, in words."""
    words = f"{len(gaps) + len(ours)} 个往来，{len(ours)} 个在本行，{len(gaps)} 个不在"
    largest = max(gaps, key=lambda node: node.amount or 0, default=None)
    return words + (f"。不在的里面往来最大的是 {largest.name}" if largest and largest.amount else "")


def picture(gaps: list[Node], ours: list[Node], today: date) -> dict:
    """Circles, spokes and words of the SVG, every time at the same place."""
    numbers = {node.pk: number for number, node in enumerate([*gaps, *ours], 1)}
    shown = sorted([*gaps, *ours], key=lambda node: (-(node.amount or 0), node.pk))[:MOST]
    order = list(SECTORS)
    shown.sort(key=lambda node: (order.index(node.sector), numbers[node.pk]))
    is_small = len(shown) > NAMED
    chosen = {node.pk for node in gaps[:NUMBERED]} if is_small else set(numbers)
    dots, words = [], {}
    for place, node in enumerate(shown):
        angle = 2 * pi * place / len(shown) - pi / 2
        scale = RINGS[place % 3] if is_small else 1
        x, y = (
            centre + scale * half * turn
            for centre, half, turn in zip(CENTRE, ORBIT, (cos(angle), sin(angle)), strict=True)
        )
        radius = SMALL if node.pk not in chosen else 11 + _size(node.amount)
        style = " ".join(["ours"] * node.is_ours + ["old"] * node.is_old(today))
        number, name = (numbers[node.pk] if node.pk in chosen else ""), ("" if is_small else node.name[:8])
        side = "l" if cos(angle) > 0.2 else "r" if cos(angle) < -0.2 else ""
        dots.append(
            {
                "x": f"{x:.1f}",
                "y": f"{y:.1f}",
                "r": f"{radius:.1f}",
                "style": style,
                "number": number,
                "name": name,
                "side": side,
                **_beside(x, y, radius, side, angle),
            }
        )
        words.setdefault(node.sector, []).append(angle)
    kinds = [(name, *_middle(angles)) for name, angles in words.items()] if len(words) > 1 else []
    return {"dots": dots, "kinds": kinds, "left": len(numbers) - len(shown)}


def _size(amount: Decimal | None) -> float:
    """The wider, the more a year; a circle never outgrows its place."""
    return min(max(log10(float(amount)) - 4, 0), 3) * 1.6 if amount else 0


def _beside(x, y, radius, side, angle):
    if side:
        return {"name_x": f"{x + (radius + 5) * (1 if side == 'l' else -1):.1f}", "name_y": f"{y + 4:.1f}"}
    return {"name_x": f"{x:.1f}", "name_y": f"{y + (radius + 13 if sin(angle) > 0 else -radius - 6):.1f}"}


def _middle(angles):
    angle = sum(angles) / len(angles)
    return f"{CENTRE[0] + 0.42 * ORBIT[0] * cos(angle):.1f}", f"{CENTRE[1] + 0.42 * ORBIT[1] * sin(angle):.1f}"
