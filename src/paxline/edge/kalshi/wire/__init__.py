"""The exchange's public answers as they stand on the wire (OpenAPI 3.34.0, recordings of June to August 2026).

Field names are the exchange's. Only what paxline reads is modelled; every other field is passed over, and words
of a closed list (status, result, fee type) are kept as text, so that a new word breaks nothing that does not
read it. Titles and rules are text written by others: shown, never obeyed and never parsed.
"""
