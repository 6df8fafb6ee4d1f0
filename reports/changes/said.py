"""The sentences of the list of changes, as `words.en.yaml` says them."""

from reports.language import Words

said = Words(__file__)
