"""The shell: when things run and where they are kept. What they do is elsewhere."""
