-- The store's tables. Facts are only ever added: triggers abort every UPDATE and DELETE.
-- Instants are UTC text with microseconds and a Z, so that text order is time order; days are ISO dates.
-- A change here comes with a higher version in schema.py and a step from the one before it in steps.py.

-- The bytes of a page, compressed with zlib, once however often they were seen.
CREATE TABLE bodies (
  sha256 TEXT PRIMARY KEY,
  content BLOB NOT NULL
) STRICT;

-- One sighting of a page.
CREATE TABLE pages (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES bodies (sha256),
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  UNIQUE (url, seen_at, sha256)
) STRICT;

-- One figure of one day; a change of figure is a new row. page is NULL where no stored page shows it.
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  passengers INTEGER NOT NULL CHECK (passengers >= 0),
  known_at TEXT NOT NULL,
  vintage TEXT NOT NULL CHECK (vintage IN ('published', 'restated', 'stand-in')),
  source TEXT NOT NULL,
  doubt TEXT NOT NULL,
  page INTEGER REFERENCES pages (id),
  UNIQUE (day, vintage, known_at, passengers)
) STRICT;

CREATE INDEX readings_by_knowledge ON readings (known_at, day, id);

-- A figure that was not taken in, and why. day is NULL where it could not be read.
CREATE TABLE rejected (
  id INTEGER PRIMARY KEY,
  day TEXT,
  value TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX rejected_once ON rejected (ifnull(day, ''), value, reason);

-- A rung of a week's ladder, the week named by its Sunday; strikes are people.
CREATE TABLE contracts (
  ticker TEXT PRIMARY KEY,
  sunday TEXT NOT NULL,
  strike INTEGER NOT NULL
) STRICT;

CREATE INDEX contracts_by_week ON contracts (sunday, strike);

-- A market as the exchange listed it; a change of state is a new row.
CREATE TABLE listings (
  id INTEGER PRIMARY KEY,
  ticker TEXT NOT NULL REFERENCES contracts (ticker),
  known_at TEXT NOT NULL,
  opens_at TEXT,
  closes_at TEXT,
  status TEXT NOT NULL,
  result TEXT CHECK (result IN ('yes', 'no')),
  source TEXT NOT NULL
) STRICT;

CREATE INDEX listings_by_knowledge ON listings (ticker, known_at, id);

-- Best YES bid and ask in ten-thousandths of a dollar, sizes in hundredths of a contract; NULL where nobody stands.
CREATE TABLE quotes (
  id INTEGER PRIMARY KEY,
  ticker TEXT NOT NULL REFERENCES contracts (ticker),
  known_at TEXT NOT NULL,
  bid INTEGER CHECK (bid BETWEEN 0 AND 10000),
  ask INTEGER CHECK (ask BETWEEN 0 AND 10000),
  bid_size INTEGER CHECK (bid_size >= 0),
  ask_size INTEGER CHECK (ask_size >= 0),
  source TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX quotes_once ON quotes (
  ticker, known_at, source, ifnull(bid, -1), ifnull(ask, -1), ifnull(bid_size, -1), ifnull(ask_size, -1)
);

CREATE INDEX quotes_by_knowledge ON quotes (known_at);

CREATE TRIGGER bodies_kept BEFORE DELETE ON bodies BEGIN SELECT raise(ABORT, 'bodies are only added'); END;
CREATE TRIGGER bodies_fixed BEFORE UPDATE ON bodies BEGIN SELECT raise(ABORT, 'bodies are only added'); END;
CREATE TRIGGER pages_kept BEFORE DELETE ON pages BEGIN SELECT raise(ABORT, 'pages are only added'); END;
CREATE TRIGGER pages_fixed BEFORE UPDATE ON pages BEGIN SELECT raise(ABORT, 'pages are only added'); END;
CREATE TRIGGER readings_kept BEFORE DELETE ON readings BEGIN SELECT raise(ABORT, 'readings are only added'); END;
CREATE TRIGGER readings_fixed BEFORE UPDATE ON readings BEGIN SELECT raise(ABORT, 'readings are only added'); END;
CREATE TRIGGER rejected_kept BEFORE DELETE ON rejected BEGIN SELECT raise(ABORT, 'rejected is only added to'); END;
CREATE TRIGGER rejected_fixed BEFORE UPDATE ON rejected BEGIN SELECT raise(ABORT, 'rejected is only added to'); END;
CREATE TRIGGER contracts_kept BEFORE DELETE ON contracts BEGIN SELECT raise(ABORT, 'contracts are only added'); END;
CREATE TRIGGER contracts_fixed BEFORE UPDATE ON contracts BEGIN SELECT raise(ABORT, 'contracts are only added'); END;
CREATE TRIGGER listings_kept BEFORE DELETE ON listings BEGIN SELECT raise(ABORT, 'listings are only added'); END;
CREATE TRIGGER listings_fixed BEFORE UPDATE ON listings BEGIN SELECT raise(ABORT, 'listings are only added'); END;
CREATE TRIGGER quotes_kept BEFORE DELETE ON quotes BEGIN SELECT raise(ABORT, 'quotes are only added'); END;
CREATE TRIGGER quotes_fixed BEFORE UPDATE ON quotes BEGIN SELECT raise(ABORT, 'quotes are only added'); END;

-- The journal of orders and money: one row here for each event, in the order in which it was written down.
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  known_at TEXT NOT NULL
) STRICT;

-- An order, written down before it is sent; an id is spent once and for good.
-- Prices in ten-thousandths of a dollar, counts in hundredths of a contract, money in millionths of a dollar.
CREATE TABLE intents (
  entry INTEGER PRIMARY KEY REFERENCES entries (id),
  at TEXT NOT NULL,
  client_id TEXT NOT NULL UNIQUE,
  decision TEXT NOT NULL,
  ticker TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('bid', 'ask')),
  price INTEGER NOT NULL CHECK (price BETWEEN 1 AND 9999),
  count INTEGER NOT NULL CHECK (count > 0),
  lifetime TEXT NOT NULL,
  crossing TEXT NOT NULL,
  expires_at TEXT
) STRICT;

-- What was heard of an order, or asked for it; order_id is empty where the exchange gave none.
CREATE TABLE outcomes (
  entry INTEGER PRIMARY KEY REFERENCES entries (id),
  at TEXT NOT NULL,
  client_id TEXT NOT NULL REFERENCES intents (client_id),
  heard TEXT NOT NULL,
  order_id TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;

CREATE TABLE fills (
  entry INTEGER PRIMARY KEY REFERENCES entries (id),
  at TEXT NOT NULL,
  fill_id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL,
  ticker TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('bid', 'ask')),
  price INTEGER NOT NULL CHECK (price BETWEEN 0 AND 10000),
  count INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('taker', 'maker'))
) STRICT;

-- What one YES contract was paid, and what the exchange says it paid us.
CREATE TABLE settlements (
  entry INTEGER PRIMARY KEY REFERENCES entries (id),
  at TEXT NOT NULL,
  ticker TEXT NOT NULL UNIQUE,
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 10000),
  revenue INTEGER NOT NULL
) STRICT;

CREATE TABLE cash_moves (
  entry INTEGER PRIMARY KEY REFERENCES entries (id),
  at TEXT NOT NULL,
  amount INTEGER NOT NULL,
  cause TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;

-- Trading stopped, and why; reason is NULL where journal and exchange were found to agree again.
CREATE TABLE halts (
  entry INTEGER PRIMARY KEY REFERENCES entries (id),
  at TEXT NOT NULL,
  reason TEXT
) STRICT;

CREATE TRIGGER entries_kept BEFORE DELETE ON entries BEGIN SELECT raise(ABORT, 'entries are only added'); END;
CREATE TRIGGER entries_fixed BEFORE UPDATE ON entries BEGIN SELECT raise(ABORT, 'entries are only added'); END;
CREATE TRIGGER intents_kept BEFORE DELETE ON intents BEGIN SELECT raise(ABORT, 'intents are only added'); END;
CREATE TRIGGER intents_fixed BEFORE UPDATE ON intents BEGIN SELECT raise(ABORT, 'intents are only added'); END;
CREATE TRIGGER outcomes_kept BEFORE DELETE ON outcomes BEGIN SELECT raise(ABORT, 'outcomes are only added'); END;
CREATE TRIGGER outcomes_fixed BEFORE UPDATE ON outcomes BEGIN SELECT raise(ABORT, 'outcomes are only added'); END;
CREATE TRIGGER fills_kept BEFORE DELETE ON fills BEGIN SELECT raise(ABORT, 'fills are only added'); END;
CREATE TRIGGER fills_fixed BEFORE UPDATE ON fills BEGIN SELECT raise(ABORT, 'fills are only added'); END;
CREATE TRIGGER settlements_kept BEFORE DELETE ON settlements BEGIN
  SELECT raise(ABORT, 'settlements are only added');
END;
CREATE TRIGGER settlements_fixed BEFORE UPDATE ON settlements BEGIN
  SELECT raise(ABORT, 'settlements are only added');
END;
CREATE TRIGGER cash_moves_kept BEFORE DELETE ON cash_moves BEGIN
  SELECT raise(ABORT, 'cash_moves are only added');
END;
CREATE TRIGGER cash_moves_fixed BEFORE UPDATE ON cash_moves BEGIN
  SELECT raise(ABORT, 'cash_moves are only added');
END;
CREATE TRIGGER halts_kept BEFORE DELETE ON halts BEGIN SELECT raise(ABORT, 'halts are only added'); END;
CREATE TRIGGER halts_fixed BEFORE UPDATE ON halts BEGIN SELECT raise(ABORT, 'halts are only added'); END;

-- A declared disruption of a run of days; effect and spread are shares of a day's count.
CREATE TABLE shocks (
  id INTEGER PRIMARY KEY,
  first TEXT NOT NULL,
  last TEXT NOT NULL,
  effect REAL NOT NULL,
  spread REAL NOT NULL,
  note TEXT NOT NULL,
  declared_at TEXT NOT NULL
) STRICT;

CREATE TABLE shock_withdrawals (
  shock INTEGER PRIMARY KEY REFERENCES shocks (id),
  withdrawn_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER shocks_kept BEFORE DELETE ON shocks BEGIN SELECT raise(ABORT, 'shocks are only added'); END;
CREATE TRIGGER shocks_fixed BEFORE UPDATE ON shocks BEGIN SELECT raise(ABORT, 'shocks are only added'); END;
CREATE TRIGGER shock_withdrawals_kept BEFORE DELETE ON shock_withdrawals BEGIN
  SELECT raise(ABORT, 'shock_withdrawals are only added');
END;
CREATE TRIGGER shock_withdrawals_fixed BEFORE UPDATE ON shock_withdrawals BEGIN
  SELECT raise(ABORT, 'shock_withdrawals are only added');
END;

-- What a market's quotes and trades did over a stretch of time; prices in ten-thousandths of a dollar, volume in
-- hundredths of a contract. The traded prices are NULL where nothing traded.
CREATE TABLE candles (
  id INTEGER PRIMARY KEY,
  ticker TEXT NOT NULL REFERENCES contracts (ticker),
  known_at TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes > 0),
  bid_open INTEGER NOT NULL,
  bid_low INTEGER NOT NULL CHECK (bid_low >= 0),
  bid_high INTEGER NOT NULL CHECK (bid_high <= 10000),
  bid_close INTEGER NOT NULL,
  ask_open INTEGER NOT NULL,
  ask_low INTEGER NOT NULL CHECK (ask_low >= 0),
  ask_high INTEGER NOT NULL CHECK (ask_high <= 10000),
  ask_close INTEGER NOT NULL,
  traded_open INTEGER,
  traded_low INTEGER CHECK (traded_low >= 0),
  traded_high INTEGER CHECK (traded_high <= 10000),
  traded_close INTEGER,
  volume INTEGER NOT NULL CHECK (volume >= 0),
  source TEXT NOT NULL,
  UNIQUE (ticker, known_at, minutes, source)
) STRICT;

CREATE TRIGGER candles_kept BEFORE DELETE ON candles BEGIN SELECT raise(ABORT, 'candles are only added'); END;
CREATE TRIGGER candles_fixed BEFORE UPDATE ON candles BEGIN SELECT raise(ABORT, 'candles are only added'); END;

-- A decision with what it saw: the snapshot as text, compressed with zlib, and the policy that rebuilds itself.
CREATE TABLE decisions (
  digest TEXT PRIMARY KEY,
  as_of TEXT NOT NULL,
  sunday TEXT NOT NULL,
  policy TEXT NOT NULL,
  snapshot BLOB NOT NULL
) STRICT;

CREATE INDEX decisions_by_week ON decisions (sunday, as_of);

CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions BEGIN SELECT raise(ABORT, 'decisions are only added'); END;
CREATE TRIGGER decisions_fixed BEFORE UPDATE ON decisions BEGIN SELECT raise(ABORT, 'decisions are only added'); END;

-- What the exchange said of the contract beside its prices; a change is a new row. terms is JSON, digest its SHA-256.
CREATE TABLE contract_terms (
  id INTEGER PRIMARY KEY,
  seen_at TEXT NOT NULL,
  digest TEXT NOT NULL,
  terms TEXT NOT NULL
) STRICT;

-- Terms that a person took; the newest counts.
CREATE TABLE acknowledgements (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  digest TEXT NOT NULL,
  terms TEXT NOT NULL
) STRICT;

CREATE TRIGGER contract_terms_kept BEFORE DELETE ON contract_terms BEGIN
  SELECT raise(ABORT, 'contract_terms are only added');
END;
CREATE TRIGGER contract_terms_fixed BEFORE UPDATE ON contract_terms BEGIN
  SELECT raise(ABORT, 'contract_terms are only added');
END;
CREATE TRIGGER acknowledgements_kept BEFORE DELETE ON acknowledgements BEGIN
  SELECT raise(ABORT, 'acknowledgements are only added');
END;
CREATE TRIGGER acknowledgements_fixed BEFORE UPDATE ON acknowledgements BEGIN
  SELECT raise(ABORT, 'acknowledgements are only added');
END;

-- What the owner is to be told; cause names the fact that it comes from, which is told once.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  cause TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL
) STRICT;

-- A picture that an alert's HTML refers to by its content id.
CREATE TABLE alert_pictures (
  alert INTEGER NOT NULL REFERENCES alerts (id),
  cid TEXT NOT NULL,
  png BLOB NOT NULL,
  PRIMARY KEY (alert, cid)
) STRICT;

-- A message, written down before it is sent, and the alerts in it.
CREATE TABLE alert_attempts (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;

CREATE TABLE alert_parts (
  attempt INTEGER NOT NULL REFERENCES alert_attempts (id),
  alert INTEGER NOT NULL REFERENCES alerts (id),
  PRIMARY KEY (attempt, alert)
) STRICT;

CREATE INDEX alert_parts_by_alert ON alert_parts (alert);

-- What came of a message: failed says why nobody took it, empty where somebody did.
CREATE TABLE alert_answers (
  attempt INTEGER PRIMARY KEY REFERENCES alert_attempts (id),
  at TEXT NOT NULL,
  failed TEXT NOT NULL
) STRICT;

CREATE TRIGGER alerts_kept BEFORE DELETE ON alerts BEGIN SELECT raise(ABORT, 'alerts are only added'); END;
CREATE TRIGGER alerts_fixed BEFORE UPDATE ON alerts BEGIN SELECT raise(ABORT, 'alerts are only added'); END;
CREATE TRIGGER alert_pictures_kept BEFORE DELETE ON alert_pictures BEGIN
  SELECT raise(ABORT, 'alert_pictures are only added');
END;
CREATE TRIGGER alert_pictures_fixed BEFORE UPDATE ON alert_pictures BEGIN
  SELECT raise(ABORT, 'alert_pictures are only added');
END;
CREATE TRIGGER alert_attempts_kept BEFORE DELETE ON alert_attempts BEGIN
  SELECT raise(ABORT, 'alert_attempts are only added');
END;
CREATE TRIGGER alert_attempts_fixed BEFORE UPDATE ON alert_attempts BEGIN
  SELECT raise(ABORT, 'alert_attempts are only added');
END;
CREATE TRIGGER alert_parts_kept BEFORE DELETE ON alert_parts BEGIN
  SELECT raise(ABORT, 'alert_parts are only added');
END;
CREATE TRIGGER alert_parts_fixed BEFORE UPDATE ON alert_parts BEGIN
  SELECT raise(ABORT, 'alert_parts are only added');
END;
CREATE TRIGGER alert_answers_kept BEFORE DELETE ON alert_answers BEGIN
  SELECT raise(ABORT, 'alert_answers are only added');
END;
CREATE TRIGGER alert_answers_fixed BEFORE UPDATE ON alert_answers BEGIN
  SELECT raise(ABORT, 'alert_answers are only added');
END;
