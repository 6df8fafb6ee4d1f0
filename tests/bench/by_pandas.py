"""Recidivism and crossover as a careful analyst writes them in pandas, each with every quarter, year, breakdown and outcome that
safecount gives: what the same counts cost elsewhere, and a second opinion on them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

TOKEN = "youth_token"
WHO = ["age_band", "gender", "race_ethnicity", "residence"]
Place = tuple[str, frozenset[tuple[str, str]], str]
"""Period; what is said of each dimension that is not the whole; denominator or numerator."""


def recidivism(folder: Path) -> dict[Place, int]:
    """New offences within 6, 12 and 24 months of the first confirmed contact."""
    contacts = _last_word(folder, "law_enforcement_contacts", ["contact_on"], ["status", "arrested", "offence_on", *WHO])
    petitions = _last_word(folder, "probation_referrals", ["petition_on", "referred_on", "service"], ["offence_on"])
    confirmed = contacts[contacts.status == "confirmed"].sort_values([TOKEN, "contact_on", "agency"])
    index = confirmed.drop_duplicates(TOKEN)[[TOKEN, "contact_on", *WHO]]
    offences = pd.concat([contacts.loc[contacts.arrested == "yes", [TOKEN, "offence_on"]], petitions[[TOKEN, "offence_on"]]])
    after = offences.dropna().merge(index[[TOKEN, "contact_on"]], on=TOKEN)
    after = after[after.offence_on > after.contact_on]
    index = index.merge(after.groupby(TOKEN).offence_on.min().reset_index(), on=TOKEN, how="left")
    had = {f"{m}m": index.offence_on < index.contact_on + pd.DateOffset(months=m) for m in (6, 12, 24)}
    return dict(_counts(index.assign(**had), "contact_on", "horizon", {code: [code] for code in had}))


def crossover(folder: Path) -> dict[Place, int]:
    """The six ways of dependency and delinquency within 12 months of the first petition."""
    spell = ["agency", TOKEN, "started_on"]
    by_probation = _last_word(folder, "probation_referrals", ["petition_on", "referred_on", "service"], ["petition_closed_on", *WHO])
    by_probation = by_probation.rename(columns={"petition_on": "started_on", "petition_closed_on": "ended_on"})
    decided = ["jurisdiction_on", "jurisdiction_ended_on", "found_on"]
    by_court = _last_word(folder, "court_petitions", ["petition_on"], ["petition_kind", *decided, *WHO])
    by_court = by_court[by_court.petition_kind == "delinquency"].rename(columns={"petition_on": "started_on"})
    without = by_court.found_on.where(by_court.jurisdiction_on.isna())
    by_court = by_court.assign(ended_on=by_court.jurisdiction_ended_on.fillna(without))
    columns = [*spell, "ended_on", "quarter", *WHO]
    delinquency = pd.concat([by_probation[columns], by_court[columns]])
    told_last = delinquency.sort_values(["quarter", "ended_on", *WHO], ascending=[False, *[True] * 5], na_position="first")
    first = told_last.sort_values([TOKEN, "started_on", "agency"], kind="stable").drop_duplicates(TOKEN)
    first = first[[TOKEN, "started_on", *WHO]].rename(columns={"started_on": "petition_on"})
    first["until"] = first.petition_on + pd.DateOffset(months=12)
    cases = _last_word(folder, "child_welfare_cases", ["reported_on"], ["level", "dependency_started_on", "dependency_ended_on"])
    cases = cases[cases.level == "dependency"].rename(columns={"dependency_started_on": "started_on", "dependency_ended_on": "ended_on"})
    dependency, delinquent = (_seen(spells, spell, first) for spells in (cases, delinquency))
    both = dependency.merge(delinquent, on=TOKEN)
    met = both[both[["started_on_x", "started_on_y"]].max(axis=1) <= both[["ended_on_x", "ended_on_y"]].min(axis=1)][TOKEN].unique()
    first = first.merge(dependency.groupby(TOKEN).started_on.min().rename("opened_on").reset_index(), on=TOKEN, how="left")
    together, before, known = first[TOKEN].isin(met), first.opened_on < first.petition_on, first.opened_on.notna()
    same = first.opened_on == first.petition_on
    had = {
        "no_dependency": ~known,
        "concurrent_dependency_first": together & before,
        "concurrent_same_day": together & same,
        "concurrent_delinquency_first": together & known & ~before & ~same,
        "nonconcurrent_dependency_first": ~together & before,
        "nonconcurrent_delinquency_first": ~together & known & ~before,
    }
    codes = {code: [code] for code in had} | {"dual": [c for c in had if c != "no_dependency"]}
    return dict(_counts(first.assign(**had), "petition_on", "pathway", codes))


def _last_word(folder: Path, extract: str, key: list[str], more: list[str]) -> pd.DataFrame:
    """The rows of an extract; of one that was sent again the last."""
    path = folder / f"{extract}.parquet"
    rows = pd.read_parquet(path, columns=list(dict.fromkeys(["agency", "quarter", TOKEN, *key, *more])))
    for day in (c for c in rows.columns if c.endswith("_on")):
        rows[day] = pd.to_datetime(rows[day])
    return rows.sort_values("quarter", kind="stable").drop_duplicates(["agency", TOKEN, *key], keep="last")


def _seen(spells: pd.DataFrame, spell: list[str], first: pd.DataFrame) -> pd.DataFrame:
    """Spells that opened before the year after the petition was over, cut at its last day; the rows told last say when each ended."""
    latest = spells[spells.quarter == spells.groupby(spell).quarter.transform("max")]
    ends = latest.assign(open=latest.ended_on.isna()).groupby(spell).agg(ended_on=("ended_on", "max"), open=("open", "any")).reset_index()
    ends["ended_on"] = ends.ended_on.mask(ends.open)
    within = ends.merge(first[[TOKEN, "until"]], on=TOKEN)
    within = within[within.started_on < within.until]
    last_day = within.until - pd.Timedelta(days=1)
    return within.assign(ended_on=within.ended_on.fillna(last_day).clip(upper=last_day))[[TOKEN, "started_on", "ended_on"]]


def _counts(rows: pd.DataFrame, day: str, dimension: str, codes: Mapping[str, list[str]]) -> Iterator[tuple[Place, int]]:
    """Quarters in the whole, years in the whole and by each breakdown."""
    had = pd.DataFrame({code: rows[parts].any(axis=1) for code, parts in codes.items()}).assign(all=True)
    year, quarter = rows[day].dt.year, rows[day].dt.quarter
    period = {"quarter": year.astype(str) + "-Q" + quarter.astype(str), "year": year.astype(str)}
    for of, by in (("quarter", None), ("year", None), *(("year", w) for w in WHO)):
        told = had.groupby([period[of], rows[by]] if by else [period[of]]).sum()
        for at, line in told.iterrows():
            when, group = at if by else (at[0] if isinstance(at, tuple) else at, None)
            where = {(by, group)} if by else set()
            for code, count in line.items():
                place = frozenset(where | ({(dimension, code)} if code != "all" else set()))
                yield (str(when), place, "denominator" if code == "all" else "numerator"), int(count)
