"""区域市场渠道清单: the partners, missing kinds and blanks of a place and below, as they are printed to be checked by hand."""

from collections import defaultdict
from dataclasses import dataclass

from crm.queries.places import people_of
from partners.queries.partnerships import on_paper
from staff.models import Place

PLACES = 120  # looked at for one paper


@dataclass(frozen=True)
class Sheet:
    """One place of the printed list: [(PartnerRow, evidence, next step)], what it lacks, its blanks."""

    words: str
    partners: list
    gaps: list
    blanks: list


@dataclass(frozen=True)
class Paper:
    """The sheets; `is_cut`: there is more than they hold. What is counted is what they hold."""

    sheets: list
    is_cut: bool

    @property
    def partners(self):
        return sum(len(sheet.partners) for sheet in self.sheets)

    @property
    def gaps(self):
        return sum(len(sheet.gaps) for sheet in self.sheets)

    @property
    def blanks(self):
        return sum(len(sheet.blanks) for sheet in self.sheets)


def paper_of(region):
    """The places of the region on paper, each with something to check."""
    here, blanks, sheets = defaultdict(list), defaultdict(list), []
    for row in region.partners:
        here[row.partnership.place_id].append(row)
    found = list(people_of(region.seen.within(region.place).order_by("path")[: PLACES + 1]))
    places = found[:PLACES]
    shown = {place.pk for place in places if place != region.place}
    for place in places:
        if place.stage == Place.Stage.BLANK:
            blanks[place.parent_id if place.parent_id in shown else region.place.pk].append(place)
    for place in places:
        rows, gaps = here[place.pk], region.lacking(place)
        if rows or gaps or blanks[place.pk]:
            lines = [(row, *on_paper(row.partnership)) for row in rows]
            sheets.append(Sheet(_words(place, region), lines, gaps, blanks[place.pk]))
    return Paper(sheets, len(found) > PLACES or region.unlisted > 0)


def _words(place, region):
    """「柳渡村 · 412 户，本行 268 户 · 农历逢三、八赶集」."""
    total = region.sum_of(place)
    market = f"{place.market_words}赶集" if place.market else ""
    households = f"{total.households} 户，本行 {total.clients} 户" if total.households else ""
    return " · ".join(filter(None, (place.name, households, market)))
