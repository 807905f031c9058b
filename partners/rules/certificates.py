"""The certificate 优秀联络员, as a PDF on A4: the built-in font of readers, so that nothing is fetched and the file stays small."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from words.dates import full_date

FONT = "STSong-Light"
LINE = 30  # signs
SEAL = (0.69, 0.17, 0.13)  # red of the frame


@dataclass(frozen=True)
class Certificate:
    """Everything that stands on it. `on` is its day."""

    number: str
    name: str
    quarter: str
    merit: str
    bank: str
    unit: str
    on: date


def drawn(certificate: Certificate) -> bytes:
    """The same certificate gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    wide, high = landscape(A4)
    canvas = Canvas(BytesIO(), pagesize=(wide, high), invariant=1)
    canvas.setTitle("荣誉证书")
    canvas.setStrokeColorRGB(*SEAL)
    canvas.setLineWidth(2)
    canvas.rect(12 * mm, 12 * mm, wide - 24 * mm, high - 24 * mm)
    canvas.setFillColorRGB(*SEAL)
    canvas.setFont(FONT, 40)
    canvas.drawCentredString(wide / 2, high - 55 * mm, "荣 誉 证 书")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setFont(FONT, 20)
    lines = [
        f"{certificate.name}：",
        *_wrapped(f"    您在{certificate.quarter}{certificate.merit}，被评为优秀联络员，特发此证。"),
    ]
    for place, line in enumerate(lines):
        canvas.drawString(38 * mm, high - (85 + 14 * place) * mm, line)
    canvas.setFont(FONT, 15)
    foot = (certificate.bank, certificate.unit, "行长（签字）：______________", full_date(certificate.on))
    for place, line in enumerate(foot):
        canvas.drawRightString(wide - 38 * mm, (62 - 10 * place) * mm, line)
    canvas.setFont(FONT, 10)
    canvas.drawString(20 * mm, 18 * mm, f"编号 {certificate.number}　本证书只表彰，不附任何酬劳")
    return canvas.getpdfdata()


def _wrapped(text):
    return [text[at : at + LINE] for at in range(0, len(text), LINE)]
