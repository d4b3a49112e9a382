"""The words that label things on invoices and receipts, by language.

Phrases are separated by "|"; case, accents and marks do not matter, since printed text and phrases are folded
in the same way (`billing/labels.py`). "ms" is Malay, as on the tills of Malaysia and Singapore.
"""
