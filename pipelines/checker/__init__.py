"""The checker as one page: what `safecount check` does, in a file that any browser opens, without an installation and without a network."""
