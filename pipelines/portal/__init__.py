"""The county's counter in a browser: agencies hand their files over and get receipts, stewards run and review, the task force reads.

It sees no row: all it knows of the confidential side is what `pipelines.defs.counter` hands over. Needs the extra `portal`.
"""
