"""Bytes that nobody would send, drawn by a machine that looks for ways into the readers.

`python -m tests.fuzz [READER …] [--minutes 60] [--folder DIR]`, with atheris beside the rest:
`uv run --group dev --with atheris==3.0.0 python -m tests.fuzz`.
"""
