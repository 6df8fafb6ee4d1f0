"""The sentences of the directory of services, as `words.en.yaml` says them."""

from reports.language import Words

said = Words(__file__)
