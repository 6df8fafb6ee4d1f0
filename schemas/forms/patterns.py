"""How a day and a young person's code are written, as patterns that every reader understands the same way."""

# No backslash classes: \d takes in digits of other scripts, and in some engines $ lets a line end slip past.
TOKEN = "[0-9a-f]{16,64}"
DATE = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
