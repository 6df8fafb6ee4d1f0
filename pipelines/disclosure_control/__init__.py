"""The one door out of the confidential rooms: `protection` withholds, and `audit` attacks what is shown.

The two share no code, so that a mistake in one is not repeated in the other.
"""
