"""The statements of the store, spelled out: no statement is put together from parts."""

from typing import Final

ADD_BODY: Final = "INSERT INTO bodies (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING"

ADD_PAGE: Final = """
INSERT INTO pages (url, seen_at, sha256, etag, last_modified) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

ADD_READING: Final = """
INSERT INTO readings (day, passengers, known_at, vintage, source, doubt, page) VALUES (?, ?, ?, ?, ?, ?, ?)
"""

ADD_REJECTED: Final = """
INSERT INTO rejected (day, value, reason, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

ADD_CONTRACT: Final = "INSERT INTO contracts (ticker, sunday, strike) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"

ADD_LISTING: Final = """
INSERT INTO listings (ticker, known_at, opens_at, closes_at, status, result, source) VALUES (?, ?, ?, ?, ?, ?, ?)
"""

ADD_QUOTE: Final = """
INSERT INTO quotes (ticker, known_at, bid, ask, bid_size, ask_size, source) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""

ADD_CANDLE: Final = """
INSERT INTO candles (
  ticker, known_at, minutes, bid_open, bid_low, bid_high, bid_close, ask_open, ask_low, ask_high, ask_close,
  traded_open, traded_low, traded_high, traded_close, volume, source
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

READING_GUARD: Final = "SELECT sql FROM sqlite_master WHERE name = 'readings_kept'"

LIFT_READING_GUARD: Final = "DROP TRIGGER readings_kept"

DROP_READINGS_OF_PAGES: Final = "DELETE FROM readings WHERE page IS NOT NULL"

PAGE_NUMBER: Final = "SELECT id FROM pages WHERE url = ? AND seen_at = ? AND sha256 = ?"

PAGE_NUMBERS: Final = "SELECT id FROM pages ORDER BY seen_at, id"

LAST_PAGE_NUMBER: Final = "SELECT id FROM pages WHERE url = ? ORDER BY seen_at DESC, id DESC LIMIT 1"

PAGE: Final = """
SELECT url, seen_at, etag, last_modified, content FROM pages JOIN bodies USING (sha256) WHERE id = ?
"""

FIGURES: Final = "SELECT day, vintage, known_at, passengers FROM readings WHERE day >= ? ORDER BY known_at, id"

READINGS: Final = """
SELECT day, passengers, known_at, vintage, source, doubt FROM readings WHERE known_at <= ?
ORDER BY known_at, day, id
"""

NEWER_READINGS: Final = """
SELECT day, passengers, known_at, vintage, source, doubt FROM readings WHERE id > ? AND id <= ?
ORDER BY known_at, day, id
"""

LAST_READING: Final = "SELECT coalesce(max(id), 0) FROM readings"

READING_NUMBERED: Final = "SELECT day, passengers, known_at, vintage FROM readings WHERE id = ?"

SCHEMA_VERSION: Final = "PRAGMA schema_version"

REJECTED: Final = "SELECT day, value, reason FROM rejected ORDER BY id"

LATEST_INSTANT: Final = """
SELECT max(at) FROM (SELECT max(known_at) AS at FROM readings UNION ALL SELECT max(known_at) FROM quotes)
"""

STAMP: Final = """
SELECT
  (SELECT schema_version FROM pragma_schema_version),
  (SELECT max(id) FROM readings), (SELECT max(id) FROM quotes), (SELECT max(id) FROM candles),
  (SELECT max(id) FROM listings), (SELECT max(id) FROM shocks), (SELECT count(*) FROM shock_withdrawals),
  (SELECT max(rowid) FROM decisions), (SELECT max(id) FROM contract_terms), (SELECT max(id) FROM acknowledgements)
"""

CONTRACTS: Final = """
SELECT ticker, sunday, strike FROM contracts WHERE ticker IN (SELECT value FROM json_each(?))
"""

LISTING_STATES: Final = """
SELECT ticker, known_at, opens_at, closes_at, status, result FROM listings
WHERE ticker IN (SELECT value FROM json_each(?)) ORDER BY known_at, id
"""

LISTINGS: Final = """
SELECT ticker, strike, sunday, known_at, source, opens_at, closes_at, status, result
FROM contracts JOIN listings USING (ticker)
WHERE sunday = :sunday AND id = (
  SELECT id FROM listings AS newest WHERE newest.ticker = contracts.ticker AND newest.known_at <= :as_of
  ORDER BY newest.known_at DESC, newest.id DESC LIMIT 1
)
ORDER BY strike, ticker
"""

RESULTS: Final = """
SELECT ticker, strike, sunday, known_at, source, opens_at, closes_at, status, result
FROM contracts JOIN listings USING (ticker)
WHERE result IS NOT NULL AND id = (
  SELECT id FROM listings AS newest WHERE newest.ticker = contracts.ticker AND newest.known_at <= :as_of
  ORDER BY newest.known_at DESC, newest.id DESC LIMIT 1
)
ORDER BY sunday, strike, ticker
"""

QUOTES: Final = """
SELECT ticker, strike, bid, ask, bid_size, ask_size, known_at, source
FROM contracts JOIN quotes USING (ticker)
WHERE sunday = :sunday AND id = (
  SELECT id FROM quotes AS newest WHERE newest.ticker = contracts.ticker AND newest.known_at <= :as_of
  ORDER BY newest.known_at DESC, newest.id DESC LIMIT 1
)
ORDER BY strike, ticker
"""

QUOTE_PATH: Final = """
SELECT ticker, strike, bid, ask, bid_size, ask_size, known_at, source
FROM contracts JOIN quotes USING (ticker)
WHERE sunday = :sunday AND known_at <= :as_of
ORDER BY known_at, strike, id
"""

CANDLES: Final = """
SELECT ticker, strike, known_at, minutes, bid_open, bid_low, bid_high, bid_close, ask_open, ask_low, ask_high,
  ask_close, traded_open, traded_low, traded_high, traded_close, volume, source
FROM contracts JOIN candles USING (ticker)
WHERE sunday = :sunday AND known_at <= :as_of
ORDER BY known_at, strike, id
"""

QUOTED_WEEKS: Final = """
SELECT DISTINCT sunday FROM contracts JOIN quotes USING (ticker) WHERE known_at <= ? ORDER BY sunday
"""

ADD_SHOCK: Final = """
INSERT INTO shocks (first, last, effect, spread, note, declared_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id
"""

WITHDRAW_SHOCK: Final = "INSERT INTO shock_withdrawals (shock, withdrawn_at) VALUES (?, ?)"

SHOCKS: Final = """
SELECT id, first, last, effect, spread, note, declared_at, withdrawn_at
FROM shocks LEFT JOIN shock_withdrawals ON shock = id ORDER BY id
"""

ADD_DECISION: Final = """
INSERT INTO decisions (digest, as_of, sunday, policy, snapshot) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

DECISIONS: Final = """
SELECT digest, as_of, sunday, policy, snapshot FROM decisions
WHERE sunday = :sunday AND as_of <= :as_of ORDER BY as_of, digest
"""

DECISION_BETWEEN: Final = """
SELECT digest, as_of, sunday, policy, snapshot FROM decisions
WHERE sunday = :sunday AND as_of >= :since AND as_of < :until AND NOT EXISTS (
  SELECT 1 FROM decisions AS earlier
  WHERE earlier.sunday = :sunday AND earlier.as_of > decisions.as_of AND earlier.rowid < decisions.rowid
) ORDER BY as_of, digest LIMIT 1
"""

LAST_DECISION: Final = """
SELECT digest, as_of, sunday, policy, snapshot FROM decisions
WHERE sunday = :sunday AND as_of < :as_of ORDER BY as_of DESC, digest DESC LIMIT 1
"""

DECIDED_WEEKS: Final = "SELECT DISTINCT sunday FROM decisions WHERE as_of <= ? ORDER BY sunday"

DECIDED: Final = """
SELECT digest, as_of FROM decisions WHERE sunday = :sunday AND as_of <= :as_of ORDER BY as_of DESC, digest DESC
"""

DECISION: Final = "SELECT digest, as_of, sunday, policy, snapshot FROM decisions WHERE digest = ?"

ADD_CONTRACT_TERMS: Final = """
INSERT INTO contract_terms (seen_at, digest, terms)
SELECT :at, :digest, :terms WHERE :digest IS NOT (
  SELECT digest FROM contract_terms WHERE seen_at <= :at ORDER BY seen_at DESC, id DESC LIMIT 1
)
"""

CONTRACT_TERMS: Final = "SELECT terms FROM contract_terms WHERE seen_at <= ? ORDER BY seen_at, id"

ADD_ACKNOWLEDGEMENT: Final = "INSERT INTO acknowledgements (at, digest, terms) VALUES (:at, :digest, :terms)"

ACKNOWLEDGED: Final = "SELECT terms FROM acknowledgements WHERE at <= ? ORDER BY at DESC, id DESC LIMIT 1"
