"""Rows about young people, and counts that have not been protected yet. Nothing here may be shown."""
