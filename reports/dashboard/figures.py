"""The charts, drawn from published numbers only: what is withheld has no bar and no point, and its label says so."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

import plotly.graph_objects as go

from reports.dashboard.breaks import Break

# Told apart by colour-blind readers, and by shape and dash as well; each has a contrast of 3 or more against white.
COLOURS = ("#0b5394", "#b45309", "#00796b", "#6a3d9a", "#4a4a4a", "#a3195b")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
PART = "#44709a"
INK = "#1b1b1b"
GRID = "#dfe1e2"

_AXIS = {"automargin": True, "fixedrange": True, "ticklabeloverflow": "allow"}
_SCALE = {**_AXIS, "gridcolor": GRID, "zeroline": True, "zerolinecolor": INK}

# in pixels: a bar, the space between a bar and the next label, a line of text, the axis with its labels
BAR, GAP, LINE, FRAME = 18, 10, 17, 48
WIDE = 38  # letters that fit over a bar on a phone
FEW = 5
NO_BREAK = "\u00a0"


Cuts: TypeAlias = Sequence[tuple[Break, float]]
"""Changes of law with their places from left (0) to right (1)."""


@dataclass(frozen=True)
class Bar:
    """One bar: `value` is None where there is a mark; `label` then says which. `text` is the number as it is read."""

    code: str
    label: str
    value: int | None
    text: str
    part: bool = False


@dataclass(frozen=True)
class Line:
    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Chart:
    """A drawn chart. `says` is what it shows in words, for those who do not see it; `caption` stands under it."""

    figure: str
    says: str
    caption: str
    height: int


def literal(label: str) -> str:
    """A label as the chart library must be given it to be drawn letter by letter: it reads some tags in text."""
    return escape(label, quote=False)


def bars(bars: Sequence[Bar], percent: bool, says: str, caption: str) -> Chart | None:
    """Lying bars, one for each code; None where no value is published."""
    if all(b.value is None for b in bars):
        return None
    codes, labels = [b.code for b in bars], [_over_bar(b) for b in bars]
    text = LINE * max(label.count("<br>") + 1 for label in labels)
    slot, above = BAR + GAP + text, text // 2
    figure = go.Figure(
        go.Bar(
            x=[b.value for b in bars],
            y=codes,
            orientation="h",
            marker={"color": [PART if b.part else COLOURS[0] for b in bars]},
        ),
        _layout(),
    )
    figure.update_layout(
        bargap=1 - BAR / slot,
        margin={"t": above + 4},
        annotations=[_at_bar(code, label) for code, label in zip(codes, labels, strict=True)],
    )
    figure.update_yaxes(
        **_AXIS,
        type="category",
        categoryorder="array",
        categoryarray=codes,
        autorange="reversed",
        showticklabels=False,
        showgrid=False,
    )
    few = not percent and max(b.value for b in bars if b.value is not None) <= FEW
    figure.update_xaxes(**{**_scale(percent, few), "zeroline": False, "tickangle": 0})
    return Chart(_json(figure), says, caption, FRAME + above + len(bars) * slot)


def _over_bar(bar: Bar) -> str:
    """What stands over a bar, in full width, so that it fits a phone and stands there without a bar too."""
    if not bar.text:
        return "<br>".join(literal(line) for line in textwrap.wrap(bar.label, WIDE))
    number = bar.text.replace(" ", NO_BREAK)
    lines = [literal(line) for line in textwrap.wrap(f"{bar.label}: {number}", WIDE)]
    before = lines[-1].removesuffix(literal(number))
    return "<br>".join([*lines[:-1], f"{before}<b>{literal(number)}</b>"])


def _at_bar(code: str, label: str) -> dict[str, Any]:
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": code,
        "yref": "y",
        "yanchor": "bottom",
        "yshift": BAR / 2,
        "text": label,
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
    }


def trend(
    periods: Sequence[str], lines: Sequence[Line], notes: Mapping[str, str], says: str, caption: str, cuts: Cuts = ()
) -> Chart | None:
    """Percents over time, one line for each outcome; `notes` are the marks to write under a period."""
    drawn = [(i, line) for i, line in enumerate(lines) if any(v is not None for v in line.values)]
    if not drawn:
        return None
    figure = go.Figure(
        [
            go.Scatter(
                x=list(periods),
                y=list(line.values),
                mode="lines+markers",
                name=literal(line.label),
                connectgaps=False,
                line={"color": COLOURS[i % 6], "dash": DASHES[i % 6], "width": 2.5},
                marker={"symbol": SYMBOLS[i % 6], "size": 10, "color": COLOURS[i % 6]},
                cliponaxis=False,
            )
            for i, line in drawn
        ],
        _layout(),
    )
    figure.update_layout(showlegend=True, legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"})
    figure.update_xaxes(**_periods(periods), ticktext=[f"{_short(p, periods)}<br>{notes.get(p, '')}" for p in periods])
    figure.update_yaxes(**_scale(percent=True))
    _cut(figure, periods, cuts)
    return Chart(_json(figure), says, caption, 300)


def columns(
    periods: Sequence[str], values: Sequence[int | None], notes: Mapping[str, str], says: str, caption: str, cuts: Cuts = ()
) -> Chart | None:
    """Standing bars, one for each quarter; the mark, or the nought, stands where there is no bar. None where there is no bar at all."""
    if not any(values):
        return None
    under = {**notes, **{p: "0" for p, v in zip(periods, values, strict=True) if v == 0}}
    figure = go.Figure(go.Bar(x=list(periods), y=list(values), marker={"color": COLOURS[0]}), _layout())
    figure.update_layout(
        bargap=0.25,
        annotations=[
            {"x": p, "xref": "x", "y": 0, "yref": "paper", "yanchor": "bottom", "text": note, "showarrow": False, "font": {"size": 11}}
            for p, note in under.items()
        ],
    )
    figure.update_xaxes(**_periods(periods), ticktext=[_short(p, periods) for p in periods])
    figure.update_yaxes(**_scale(percent=False, few=max(v for v in values if v is not None) <= FEW))
    _cut(figure, periods, cuts, over=True)
    return Chart(_json(figure), says, caption, 240)


def _cut(figure: go.Figure, periods: Sequence[str], cuts: Cuts, over: bool = False) -> None:
    """A dashed line where the law changed, with the law's name at its top: over the bars, or under a legend that stands there."""
    if not cuts:
        return
    figure.update_xaxes(range=[-0.5, len(periods) - 0.5])  # half a period at either end, so that places are told by counting periods
    if over:
        figure.update_layout(margin={"t": 28})
    for cut, place in cuts:
        figure.add_shape(
            type="line", xref="paper", x0=place, x1=place, yref="paper", y0=0, y1=1, line={"color": INK, "dash": "dash", "width": 1.5}
        )
        figure.add_annotation(
            x=place,
            xref="paper",
            xanchor="left" if place < 0.75 else "right",
            y=1,
            yref="paper",
            yanchor="bottom" if over else "top",
            text=literal(cut.law),
            showarrow=False,
            font={"size": 11},
            bgcolor="#ffffff",
        )


def _layout() -> dict[str, Any]:
    return {
        "template": go.layout.Template(),
        "font": {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif", "size": 13, "color": INK},
        "margin": {"l": 8, "r": 22, "t": 12, "b": 8},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "showlegend": False,
        "bargap": 0.35,
    }


def _scale(percent: bool, few: bool = False) -> dict[str, Any]:
    """Percents run from 0 to 100; counts from 0 to whatever the published values need, which the library works out. With few of
    them each whole number has its line, since the library would give halves, and write them as whole ones."""
    if percent:
        marks = [0, 25, 50, 75, 100]
        return {**_SCALE, "range": [0, 100], "tickvals": marks, "ticktext": [f"{m}%" for m in marks]}
    return {**_SCALE, "rangemode": "tozero", "tickformat": "d", **({"dtick": 1} if few else {"nticks": 6})}


def _periods(periods: Sequence[str]) -> dict[str, Any]:
    return {
        **_AXIS,
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(periods),
        "tickvals": list(periods),
        "showgrid": False,
        "tickangle": 0,
    }


def _short(period: str, periods: Sequence[str]) -> str:
    """What stands under the axis; of many quarters only the first of each year is named, so that it fits a phone."""
    first = period.endswith("Q1") or period == periods[0]
    if len(period) == 4 or len(periods) > 8:
        return period[:4] if first or len(period) == 4 else ""
    return f"{period[5:]}<br>{period[:4]}" if first else period[5:]


def _json(figure: go.Figure) -> str:
    """The figure as JSON that may stand in a page: nothing in it can end the element it stands in."""
    said = figure.to_json(pretty=False) or ""
    return said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
