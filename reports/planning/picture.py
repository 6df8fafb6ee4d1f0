"""The picture of one measure's plan: for each way to give it, how many cells stay before and after the rest is protected."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from reports.dashboard import figures
from reports.dashboard.figures import Chart

BEFORE, AFTER = "small counts withheld", "and what would give them away"
_SLOT, _LEGEND = 56, 78


def picture(measure: Mapping[str, Any]) -> Chart:
    """As agreed, and over longer windows. The other ways that were tried stand in the table."""
    drawn = [line for line in measure["lines"] if line["agreed"] or line["joined"]]
    labels = [f"{line['by']}, {line['window']}" for line in drawn]
    figure = go.Figure([_bars(drawn, "before", BEFORE, "#b7cbe0"), _bars(drawn, "after", AFTER, figures.COLOURS[0])])
    figure.update_layout(
        template=go.layout.Template(),
        font={"family": "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif", "size": 13, "color": figures.INK},
        margin={"l": 8, "r": 30, "t": _LEGEND, "b": 8},
        barmode="group",
        bargap=0.5,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "yref": "paper", "traceorder": "normal"},
        annotations=[_over(place, label) for place, label in enumerate(labels)],
    )
    axis = {"automargin": True, "fixedrange": True}
    places = list(range(len(drawn)))
    figure.update_yaxes(**axis, range=[len(drawn) - 0.5, -0.75], tickvals=places, showticklabels=False, showgrid=False, zeroline=False)
    marks = [0, 25, 50, 75, 100]
    figure.update_xaxes(**axis, range=[0, 100], tickvals=marks, ticktext=[f"{m}%" for m in marks], gridcolor=figures.GRID)
    caption = "Percent of the cells that are shown, in made-up counties: the mean, and a line from the least to the most."
    return Chart(_as_json(figure), _in_words(measure["title"], labels, drawn), caption, _LEGEND + 40 + _SLOT * len(drawn))


def _bars(lines: Sequence[Mapping[str, Any]], which: str, name: str, colour: str) -> go.Bar:
    """A light bar over a dark one, so that they can be told apart without colours; the thin line is from the least to the most."""
    means = [line[which][0] for line in lines]
    return go.Bar(
        x=means,
        y=list(range(len(lines))),
        orientation="h",
        name=name,
        marker={"color": colour, "line": {"color": figures.COLOURS[0], "width": 1}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [line[which][2] - line[which][0] for line in lines],
            "arrayminus": [line[which][0] - line[which][1] for line in lines],
            "thickness": 1.5,
            "width": 3,
            "color": figures.INK,
        },
    )


def _over(place: int, label: str) -> dict[str, Any]:
    """What stands over the two bars, in full width, so that it fits a phone."""
    text = figures.literal(f"{label[:1].upper()}{label[1:]}")
    where = {"x": 0, "xref": "paper", "xanchor": "left", "y": place - 0.25, "yref": "y", "yanchor": "bottom"}
    return {**where, "text": text, "align": "left", "showarrow": False, "borderpad": 0}


def _in_words(title: str, labels: Sequence[str], lines: Sequence[Mapping[str, Any]]) -> str:
    pairs = zip(labels, lines, strict=True)
    listed = "; ".join(f"{label}: {line['before'][0]}% before, {line['after'][0]}% after" for label, line in pairs)
    return f"Bar chart. {title}: percent of cells shown, {BEFORE} (before), {AFTER} (after). {listed}."


def _as_json(figure: go.Figure) -> str:
    """Nothing in it can end the element it stands in."""
    said = figure.to_json(pretty=False) or ""
    return said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
