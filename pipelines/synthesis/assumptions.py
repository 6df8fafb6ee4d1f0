"""How likely things are in the made-up county, and where each figure comes from.

A figure marked ASSUMED, or with no source named, is a guess that makes the county look plausible. It must never be
quoted as a finding. Shares are of one; lags are mean days.
"""

from collections.abc import Mapping

Weights = Mapping[str, float]

# --- Who they are -----------------------------------------------------------------------------------------------------
# Los Angeles first-responder recoveries 2014 to 2018: nearly all girls (The Imprint, 2018). Rest ASSUMED.
GENDER: Weights = {"girl": 0.88, "boy": 0.07, "another": 0.05}
# ASSUMED: young people with a petition who were never identified as exploited are mostly boys.
GENDER_OTHERS: Weights = {"girl": 0.27, "boy": 0.70, "another": 0.03}
# ASSUMED, around the mean of 14 in a Los Angeles juvenile hall (CDC STD conference 2014). Code → share, from, under.
AGES: Mapping[str, tuple[float, int, int]] = {
    "age_0_11": (0.03, 10, 12),
    "age_12_13": (0.22, 12, 14),
    "age_14_15": (0.45, 14, 16),
    "age_16_17": (0.30, 16, 18),
}
# ASSUMED, after Los Angeles (71 % Black among recoveries) and the California county mix.
RACE: Weights = {"black": 0.55, "latino": 0.25, "white": 0.10, "api": 0.05, "native": 0.01, "other": 0.04}
RESIDENCE: Weights = {"in_county": 0.60, "out_of_county": 0.34, "unknown": 0.06}  # ASSUMED
MOVES = 0.10  # ASSUMED: over the county line, within two years of the first contact
RACE_NOT_RECORDED = 0.08  # ASSUMED, by each agency on its own
AGE_NOT_RECORDED = 0.01  # ASSUMED
GENDER_NOT_RECORDED = 0.01  # ASSUMED

# --- How many lives, for each young person newly confirmed or at risk -------------------------------------------------
PETITION_ONLY = 0.60  # ASSUMED: a petition, never identified
CONTACT_ONLY = 0.30  # ASSUMED: contacts that raised no concern
REPORT_ONLY = 0.30  # ASSUMED: child welfare reports only
ADVOCATE_ONLY = 0.50  # ASSUMED: known to the advocates alone, who send no rows

# --- Contacts with law enforcement ------------------------------------------------------------------------------------
# ASSUMED. California's child welfare reports 2015 to 2021 were confirmed in 23 % (SSWR 2024), but police contacts are a
# later sieve, and a demonstration of 120 a year would have nothing to show at 23 %.
CONFIRMED_AT_FIRST = 0.60
CONFIRMED_LATER = 0.25  # ASSUMED: at each further contact of a young person at risk
SETTLED_LATER = 0.05  # ASSUMED: confirmed contacts first told as at risk, and told again a quarter later
FURTHER_CONTACT = 0.45  # ASSUMED: after each contact, one more
FURTHER_CONTACT_LAG = 120.0  # ASSUMED
FURTHER_STATUS: Weights = {"confirmed": 0.50, "at_risk": 0.30, "none": 0.20}  # ASSUMED, once confirmed
FURTHER_STATUS_AT_RISK: Weights = {"confirmed": 0.15, "at_risk": 0.55, "none": 0.30}  # ASSUMED, at a new arrest
NO_CONCERN: Weights = {"none": 1.0}
EARLIER_CONTACT = 0.15  # ASSUMED: a contact without concern before the first identification
BOTH_AGENCIES_SAME_DAY = 0.04  # ASSUMED: two police agencies at the same recovery
OTHER_AGENCY = 0.25  # ASSUMED: a further contact with another police agency than the first
NOTIFIED: Weights = {"yes": 0.80, "no": 0.15, "unknown": 0.05}  # ASSUMED
ARRESTED_AT_FIRST = 0.30  # ASSUMED; 80 % of SafetyNet youth had a juvenile arrest at some time
ARREST_NOT_KNOWN = 0.02  # ASSUMED
DISPOSITION: Weights = {  # ASSUMED, where there was no arrest
    "protective_custody": 0.30,
    "released_to_parent": 0.30,
    "child_welfare": 0.25,
    "safety_hold": 0.05,
    "other": 0.06,
    "unknown": 0.04,
}
OFFENCE: Weights = {  # ASSUMED
    "person": 0.18,
    "property": 0.24,
    "society": 0.18,
    "exploitation_linked": 0.22,
    "other": 0.14,
    "unknown": 0.04,
}

# --- New offences and petitions ---------------------------------------------------------------------------------------
# ASSUMED: together they make about 35 % with a new offence within 12 months of confirmation.
NEW_OFFENCE = 0.57
NEW_OFFENCE_LAG = 330.0
ANOTHER_OFFENCE = 0.40
LEADS_TO_ARREST = 0.80  # ASSUMED
LEADS_TO_PETITION = 0.50  # ASSUMED; with the next three it makes petitions for about 45 %
FIRST_ARREST_TO_PETITION = 0.52
EARLIER_PETITION = 0.14
PETITION_LAG = 18.0
PETITION_LONGEST_LAG = 75
PETITION_OPEN_AT_LEAST = 60
PETITION_OPEN = 220.0

# --- Referrals by probation -------------------------------------------------------------------------------------------
REFERRALS: Weights = {"0": 0.20, "1": 0.40, "2": 0.28, "3": 0.12}  # ASSUMED, for each petition
SERVICE: Weights = {  # ASSUMED
    "advocacy": 0.28,
    "medical": 0.18,
    "mental_health": 0.26,
    "housing": 0.14,
    "education": 0.14,
}
REFERRAL_LAG = 12.0
REFERRAL_LONGEST_LAG = 45
# ASSUMED: of all referrals about 75 % are accepted, 55 % started and 30 % completed within six months; later steps fall
# outside the window on purpose.
ACCEPTED, STARTED, COMPLETED = 0.77, 0.75, 0.74
ACCEPTED_LAG, STARTED_LAG, COMPLETED_AT_LEAST, COMPLETED_LAG = 7.0, 20.0, 30, 90.0
NOT_ACCEPTED: Weights = {
    "declined": 0.30,
    "unreachable": 0.25,
    "waitlist": 0.20,
    "ineligible": 0.15,
    "moved": 0.06,
    "unknown": 0.04,
}
NOT_STARTED: Weights = {"declined": 0.40, "unreachable": 0.40, "moved": 0.15, "unknown": 0.05}
NOT_COMPLETED: Weights = {"left_early": 0.85, "moved": 0.10, "unknown": 0.05}
AT_AN_EDGE = 0.08  # with a step on the first or last day that counts, or just after: to try the counting with
STAYS_OPEN = 0.08  # ASSUMED: a referral that stops without being closed

# --- Child welfare ----------------------------------------------------------------------------------------------------
# Of those identified: any report 95 %, substantiated 72 % (ASSUMED after Los Angeles: 85 % prior referral, 69 to 76 %
# dual system); case open at identification 25 %, closed before 16 %, opened after 19.5 % (the last two: SSWR 2024).
CASES: Weights = {
    "open": 0.25,
    "closed": 0.16,
    "after": 0.195,
    "substantiated": 0.115,
    "allegation": 0.23,
    "none": 0.05,
}
# ASSUMED, for petitions without identification: nearly half in both systems (Cook County 44.8 %), most not at one time.
CASES_OTHERS: Weights = {
    "open": 0.13,
    "closed": 0.22,
    "after": 0.08,
    "substantiated": 0.10,
    "allegation": 0.17,
    "none": 0.30,
}
FURTHER_REPORT = 0.35  # ASSUMED
SECOND_CASE = 0.12  # ASSUMED: after a case has ended, another one
CASE_OPEN = 420.0  # ASSUMED: mean days from opening to closing
CASE_OPEN_LONGEST = 800  # before, and again after another agency met the young person; keeps rows under five years old

# --- Advocates --------------------------------------------------------------------------------------------------------
REACHED = 0.60  # ASSUMED: of those the advocates were told of
FURTHER_SESSION = 0.72  # ASSUMED
SESSION_LAG = 16.0
SESSION: Weights = {
    "crisis_counselling": 0.40,
    "court_accompaniment": 0.15,
    "safety_planning": 0.22,
    "benefits_claims": 0.08,
    "classes": 0.15,
}

# --- Time -------------------------------------------------------------------------------------------------------------
# Lives are drawn for this long after the last quarter too: what child welfare knew of them earlier is in its files, and
# without them the last files would run dry.
QUARTERS_BEYOND = 5

# --- Reporting --------------------------------------------------------------------------------------------------------
LATE = 0.10  # ASSUMED: told one quarter late
