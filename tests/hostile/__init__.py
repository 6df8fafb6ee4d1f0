"""Files and words that are sent to harm."""
