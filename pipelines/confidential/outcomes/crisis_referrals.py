"""Of what young people disclosed to medical staff in custody: referred to a rape crisis center within a day, later, or not."""

import polars as pl

_LINE = ["agency", "quarter"]


def crisis_referrals(medical_duty_results: pl.DataFrame) -> pl.DataFrame:
    """One row per agency and quarter: the line of referrals, split by the line of those within 24 hours.

    Both lines are about the same disclosures. Where they do not agree on how many, or more were referred within 24 hours than at
    all, how soon is empty.
    """
    sooner = medical_duty_results.filter(pl.col("duty") == "crisis_referral_24h").select(
        *_LINE, due_24h="due", within_24_hours="done", youth_within_24_hours="youth_done"
    )
    agree = (pl.col("due") == pl.col("due_24h")) & (pl.col("within_24_hours") <= pl.col("referred"))
    return (
        medical_duty_results.filter(pl.col("duty") == "crisis_referral")
        .rename({"done": "referred", "not_done": "not_referred", "youth_done": "youth_referred"})
        .join(sooner, on=_LINE, how="left", maintain_order="left")
        .with_columns(pl.when(agree).then(pl.col("within_24_hours", "youth_within_24_hours")))
        .with_columns(later=pl.col("referred") - pl.col("within_24_hours"))
        .rename({"due": "disclosures"})
        .select(*_LINE, "disclosures", "youth", "referred", "youth_referred", "within_24_hours", "youth_within_24_hours", "later",
                "not_referred", "not_known")
    )  # fmt: skip
