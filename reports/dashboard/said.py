"""The dashboard's sentences, as `words.en.yaml` says them."""

from reports.language import Words

said = Words(__file__)
