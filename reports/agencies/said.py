"""The sentences of the agencies' pages, as `words.en.yaml` says them."""

from reports.language import Words

said = Words(__file__)
