"""Draws docs/floors.svg: the floors in the order of the import contract, with the words of docs/house.md.

`python docs/draw_floors.py` writes it anew; tests/test_docs.py fails while it is stale.
"""

import re
from configparser import ConfigParser
from html import escape
from pathlib import Path

DOCS = Path(__file__).resolve().parent
WIDTH, LEFT, HIGH, GAP, TOP = 760, 70, 52, 6, 96
ARROWS = {"collector": "↓ 收集：可读写下面各层", "carrier": "↑ 承载：上面各层都用它"}
# A row of the table in docs/house.md: | `outbox` | 发件箱 | carrier | …
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| (\w+) \|", re.MULTILINE)
STYLE = """
  svg { font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
  .paper { fill: #faf7f0 } .room { fill: #fff; stroke: #cfc7b4 } .ink { fill: #26231c } .soft { fill: #665f50 }
  .collector { fill: #dcebe2; stroke: #2f6b4f } .carrier { fill: #f6e7c8; stroke: #9a6a14 } .roof { fill: #e9e3d5; stroke: #8a8068 }
  .line { stroke: #665f50; fill: none; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #1c1b18 } .room { fill: #282622; stroke: #57513f } .ink { fill: #f1ece0 } .soft { fill: #b8b09d }
    .collector { fill: #1f3a2e; stroke: #6fb08f } .carrier { fill: #40331a; stroke: #d3a24a } .roof { fill: #35322b; stroke: #8a8068 }
    .line { stroke: #b8b09d }
  }
"""


def floors():
    """Lists of apps from the roof down; those that may not know each other share one."""
    contract = ConfigParser()
    contract.read(DOCS.parent / ".importlinter", encoding="utf-8")
    layers = contract["importlinter:contract:floors"]["layers"].split("\n")
    return [[app.strip() for app in layer.split("|")] for layer in layers if layer.strip()]


def words():
    """{app: (Chinese name, kind)} from the table of docs/house.md."""
    page = (DOCS / "house.md").read_text(encoding="utf-8")
    return {app: (name.strip(), kind) for app, name, kind in ROW.findall(page)}


def picture():
    layers, said = floors(), words()
    height = TOP + len(layers) * (HIGH + GAP) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
        "<title>各层只能引用下面的层</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="12"/>',
        arrow(height),
        roof(layers[0][0], said),
    ]
    parts += [floor(apps, number, said) for number, apps in enumerate(layers) if number]
    return "\n".join([*parts, "</svg>", ""])


def arrow(height):
    """At the left: in which direction imports go."""
    end = height - 34
    return (
        f'<path class="line" d="M34 {TOP} V{end} m-6 -9 l6 9 l6 -9"/>'
        f'<text class="soft" font-size="13" transform="translate(46 {TOP + 12}) rotate(90)">import 只向下</text>'
    )


def roof(app, said):
    right, base = WIDTH - 24, TOP + HIGH
    middle = (LEFT + right) // 2
    return (
        f'<path class="roof" d="M{LEFT} {base} L{LEFT + 60} {TOP - 24} L{middle} 24 L{right - 60} {TOP - 24} L{right} {base} Z"/>'
        + label(middle, TOP + 4, app, 18, "ink", "middle")
        + label(middle, TOP + 28, said[app][0], 15, "soft", "middle")
    )


def floor(apps, number, said):
    """One storey; siblings stand side by side."""
    y, width = TOP + number * (HIGH + GAP), (WIDTH - 24 - LEFT - GAP * (len(apps) - 1)) / len(apps)
    return "\n".join(
        room(LEFT + place * (width + GAP), y, width, app, *said[app], is_alone=len(apps) == 1)
        for place, app in enumerate(apps)
    )


def room(x, y, width, app, name, kind, *, is_alone):
    middle = y + HIGH // 2 + 6
    drawn = f'<rect class="{kind}" x="{x:g}" y="{y}" width="{width:g}" height="{HIGH}" rx="4"/>'
    drawn += label(x + 18, middle, app, 18, "ink") + label(x + 140, middle, name, 15, "soft")
    if is_alone and kind in ARROWS:
        drawn += label(x + width - 18, middle, ARROWS[kind], 14, "ink", "end")
    return drawn


def label(x, y, text, size, css, anchor="start"):
    return f'<text class="{css}" x="{x:g}" y="{y}" font-size="{size}" text-anchor="{anchor}">{escape(text)}</text>'


if __name__ == "__main__":
    (DOCS / "floors.svg").write_text(picture(), encoding="utf-8")
