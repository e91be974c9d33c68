"""The index by date: which months a language has, and what stands on the pages of one.

A period is a month ("2025-06"), a year of whose articles no more is known ("2025"), or "undated". Shape: one page, from
its own lines and from a number for each period; pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from site_builder.model import DatesView, Day, Headline, MonthView, Pager, Period, Shell, Year
from site_builder.plan.addresses import dates_home, period_page
from site_builder.plan.frame import frame_of

UNDATED = "undated"

_published = itemgetter(0)


def period_of(published: str | None) -> str:
    """The period in which an article stands."""
    return published[: len("2025-06")] if published else UNDATED


def periods_beside(period: str, periods: Collection[str]) -> tuple[str | None, str | None]:
    """The next newer and the next older period of those there are; none beside what is not dated."""
    if period == UNDATED:
        return None, None
    there = sorted(set(periods) - {UNDATED})
    newer, older = bisect_right(there, period), bisect_left(there, period) - 1
    return there[newer] if newer < len(there) else None, there[older] if older >= 0 else None


def month_view(
    shell: Shell,
    path: str,
    language: str,
    period: str,
    lines: Iterable[tuple[str | None, Headline]],
    pager: Pager,
    counts: Mapping[str, int],
) -> MonthView:
    """A page of a period; `lines` with their dates, newest first; `counts` of articles in each period."""
    name = "" if period == UNDATED else period
    is_month = "-" in name
    newer, older = (
        None if beside is None else _period(language, beside, counts)
        for beside in periods_beside(period, counts)
    )
    days = [
        Day(published or "" if is_month else "", tuple([headline for _, headline in day]))
        for published, day in groupby(lines, _published)
    ]
    return MonthView(
        frame=frame_of(shell, path, language, name or shell.title, shell.description),
        period=name,
        days=tuple(days),
        pager=pager,
        dates=dates_home(language),
        newer=newer,
        older=older,
        drafts=any(headline.draft for day in days for headline in day.headlines),
    )


def dates_view(shell: Shell, path: str, language: str, counts: Mapping[str, int]) -> DatesView:
    """The index; `counts` of articles in each period."""
    years = sorted({period[:4] for period in counts if period != UNDATED}, reverse=True)
    return DatesView(
        frame=frame_of(shell, path, language, shell.title, shell.description),
        years=tuple([_year(language, year, counts) for year in years]),
        undated=_period(language, UNDATED, counts) if UNDATED in counts else None,
    )


def _year(language: str, year: str, counts: Mapping[str, int]) -> Year:
    months = [f"{year}-{month:02}" for month in range(1, 13)]
    return Year(
        name=year,
        articles=sum(counts.get(period, 0) for period in (year, *months)),
        months=tuple([_period(language, month, counts) if month in counts else None for month in months]),
        rest=_period(language, year, counts) if year in counts else None,
    )


def _period(language: str, period: str, counts: Mapping[str, int]) -> Period:
    return Period("" if period == UNDATED else period, period_page(language, period), counts.get(period, 0))
