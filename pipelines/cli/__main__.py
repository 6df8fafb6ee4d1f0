"""`python -m pipelines.cli`: the command, for a program that starts it as a process of its own."""

from pipelines.cli import main

if __name__ == "__main__":
    main()
