-- The store's tables. Facts are only ever added: triggers abort every UPDATE and DELETE.
-- Instants are UTC text with microseconds and a Z, so that text order is time order; days are ISO dates.
-- A change here comes with a higher VERSION and a step from the one before it, both in schema.py.

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
