"""Names of branches found in text: spellings, brands, abbreviations, prefixes.

The roster that they are sought from is compiled beside this package.
"""
