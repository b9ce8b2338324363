"""The queue's tables, and the numbered steps that bring an older database up to date.

Steps are only appended, never edited after a release. It knows nothing of who reads the tables.
"""

import json
from collections.abc import Iterable

from sqlite_utils import Database, Migrations

from inference.job import LEGAL, State
from inference.words import fold

STEPS = Migrations("mozart")

_JOBS = """
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,    -- also the order of arrival, whatever the clock says
    key TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    model TEXT NOT NULL,                     -- of the request, as are the megapixels
    megapixels REAL NOT NULL CHECK (megapixels > 0),
    request TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'deleted')),
    address TEXT NOT NULL,
    created_at REAL NOT NULL,
    started_at REAL,
    finished_at REAL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    cost_s REAL NOT NULL DEFAULT 0 CHECK (cost_s >= 0),
    error TEXT NOT NULL DEFAULT '',
    delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered IN (0, 1))
) STRICT;

-- Everything the fair choice reads of a waiting job, each user's oldest first.
CREATE INDEX jobs_queued ON jobs (user_id, id, model, created_at, megapixels)
    WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (id) WHERE state = 'running';
CREATE INDEX jobs_undelivered ON jobs (id) WHERE delivered = 0;

CREATE TABLE pictures (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX pictures_sha256 ON pictures (sha256);

CREATE TABLE inputs (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    role TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (job_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX inputs_sha256 ON inputs (sha256);
"""

_LEDGER = """
-- What an account had on a day: always the reserved less the refunded of its present epoch.
-- A reset begins a new epoch, so that refunds of older reservations no longer count.
CREATE TABLE usage (
    account TEXT NOT NULL,
    day TEXT NOT NULL,
    used INTEGER NOT NULL CHECK (used >= 0),
    epoch INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    account TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('reserve', 'refund')),
    day TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    pictures INTEGER NOT NULL CHECK (pictures > 0),
    PRIMARY KEY (job_id, account, kind)      -- so nothing is charged or given back twice
) STRICT, WITHOUT ROWID;

CREATE TABLE limits (
    name TEXT PRIMARY KEY,
    pictures INTEGER NOT NULL CHECK (pictures >= 0)
) STRICT, WITHOUT ROWID;
"""

_MEMORY = """
-- Device seconds each user had, in slots of time (fairness.SLOT_S).
CREATE TABLE service (
    slot INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (slot, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rates (
    model TEXT PRIMARY KEY,
    seconds_per_megapixel REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- How long jobs will probably take: a second per megapixel until their model has finished one.
CREATE VIEW expected AS
SELECT id, user_id, model, state, created_at, started_at, megapixels * coalesce(
    (SELECT seconds_per_megapixel FROM rates WHERE rates.model = jobs.model), 1.0
) AS work_s FROM jobs;

CREATE TABLE notes (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_FAVOURITES = """
CREATE TABLE favourites (
    user_id INTEGER NOT NULL,
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    starred_at REAL NOT NULL,
    PRIMARY KEY (user_id, job_id)
) STRICT, WITHOUT ROWID;
"""

_UNWANTED = """
-- An unwanted job never comes back to the line.
ALTER TABLE jobs ADD COLUMN unwanted INTEGER NOT NULL DEFAULT 0
    CHECK (unwanted IN (0, 1) AND NOT (unwanted AND state = 'queued'));
ALTER TABLE jobs ADD COLUMN losses INTEGER NOT NULL DEFAULT 0 CHECK (losses >= 0);
"""

_PACES = """
-- Where a job is or was last, and what its cost hangs on besides the model and the megapixels.
ALTER TABLE jobs ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN task TEXT NOT NULL DEFAULT 'imagine';
ALTER TABLE jobs ADD COLUMN steps INTEGER;                -- NULL: the model's usual
UPDATE jobs SET task = coalesce(json_extract(request, '$.task'), task),
    steps = json_extract(request, '$.steps') WHERE state IN ('queued', 'running');

DROP INDEX jobs_queued;
CREATE INDEX jobs_queued ON jobs (user_id, id, model, created_at, task, megapixels, steps)
    WHERE state = 'queued';

-- What the finished jobs of one kind taught (inference/pace.py).
CREATE TABLE paces (
    device TEXT NOT NULL,                    -- '': an older Mozart did not say
    model TEXT NOT NULL,
    task TEXT NOT NULL,
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    fixed_s REAL NOT NULL CHECK (fixed_s >= 0),
    megapixel_s REAL NOT NULL CHECK (megapixel_s >= 0),
    step_s REAL NOT NULL CHECK (step_s >= 0),
    jobs TEXT NOT NULL,
    PRIMARY KEY (device, model, task, counted)
) STRICT, WITHOUT ROWID;
INSERT INTO paces SELECT '', model, 'imagine', 0, 0.0, seconds_per_megapixel, 0.0, '' FROM rates;
DROP VIEW expected;
DROP TABLE rates;

-- Device time beside the pictures, in whole milliseconds, so that sums are exact.
ALTER TABLE usage ADD COLUMN device_ms INTEGER NOT NULL DEFAULT 0 CHECK (device_ms >= 0);
ALTER TABLE ledger ADD COLUMN device_ms INTEGER NOT NULL DEFAULT 0 CHECK (device_ms >= 0);
ALTER TABLE limits RENAME COLUMN pictures TO most;
"""

_FILES = """
CREATE TABLE files (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    number INTEGER NOT NULL,                 -- of the picture
    place INTEGER NOT NULL,                  -- among the picture's files
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    instead INTEGER NOT NULL CHECK (instead IN (0, 1)),
    PRIMARY KEY (job_id, number, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_sha256 ON files (sha256);
"""

_HABITS = """
-- What is usual for whom; owners and names are the bot's own words.
CREATE TABLE habits (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
"""

_SHEETS = """
-- Several jobs that one message shows, each in its cell; the plan is opaque, the bot's JSON.
CREATE TABLE sheets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    address TEXT NOT NULL,
    plan TEXT NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered IN (0, 1)),
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX sheets_undelivered ON sheets (id) WHERE delivered = 0;

ALTER TABLE jobs ADD COLUMN sheet_id INTEGER REFERENCES sheets (id);
CREATE INDEX jobs_sheet ON jobs (sheet_id, id) WHERE sheet_id IS NOT NULL;
"""

_TEMPLATES = """
-- Texts that servers own by name, with their versions; a deleted one keeps its name and history.
CREATE TABLE templates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    role_id INTEGER,                         -- who may use it; NULL: everybody
    version INTEGER NOT NULL CHECK (version > 0),
    deleted_at REAL,
    UNIQUE (guild_id, name)
) STRICT;

CREATE TABLE template_versions (
    template_id INTEGER NOT NULL REFERENCES templates (id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version > 0),
    text TEXT NOT NULL,
    author_id INTEGER NOT NULL,
    written_at REAL NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (template_id, version)
) STRICT, WITHOUT ROWID;

-- The latest jobs that used one, to show a picture of it.
CREATE TABLE template_jobs (
    template_id INTEGER NOT NULL REFERENCES templates (id) ON DELETE CASCADE,
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    PRIMARY KEY (template_id, job_id)
) STRICT, WITHOUT ROWID;
"""

_WORDS = """
-- What each job of a user is found by (inference/history.py).
CREATE TABLE words (
    user_id INTEGER NOT NULL,
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    said TEXT NOT NULL,
    PRIMARY KEY (user_id, job_id)
) STRICT, WITHOUT ROWID;
"""

_LOOKS = """
-- What pictures look like, for maps and searches: to an encoder, as float32 in the machine's order,
-- and to people, as a small WebP.
CREATE TABLE looks (
    sha256 TEXT PRIMARY KEY,
    encoder TEXT NOT NULL,
    vector BLOB NOT NULL,
    small BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER looks_go_with_their_picture AFTER DELETE ON pictures
    WHEN NOT EXISTS (SELECT 1 FROM pictures WHERE sha256 = OLD.sha256)
    BEGIN DELETE FROM looks WHERE sha256 = OLD.sha256; END;
"""


@STEPS()
def m001_queue(db: Database) -> None:
    """Jobs, pictures, the ledger, and what the queue learns."""
    for script in (_JOBS, _LEDGER, _MEMORY, legal_trigger()):
        db.executescript(script)


@STEPS()
def m002_favourites(db: Database) -> None:
    """Jobs that users gave a star."""
    db.executescript(_FAVOURITES)


@STEPS()
def m003_unwanted(db: Database) -> None:
    """Running jobs that somebody cancelled, and how many devices died under a job."""
    db.executescript(_UNWANTED)


@STEPS()
def m004_paces(db: Database) -> None:
    """Which device painted what, what that taught, and device time in the ledger."""
    db.executescript(_PACES)


@STEPS()
def m005_files(db: Database) -> None:
    """What lies beside a picture: a drawing as SVG, a sound, a moving picture."""
    db.executescript(_FILES)


@STEPS()
def m006_habits(db: Database) -> None:
    """What members, channels and servers usually want."""
    db.executescript(_HABITS)


@STEPS()
def m007_sheets(db: Database) -> None:
    """Jobs that share a message."""
    db.executescript(_SHEETS)


@STEPS()
def m008_templates(db: Database) -> None:
    """Templates that servers own."""
    db.executescript(_TEMPLATES)


@STEPS()
def m009_words(db: Database) -> None:
    """The words of jobs, for searching; of those from before, the prompts."""
    db.executescript(_WORDS)
    before = db.execute("SELECT user_id, id, request FROM jobs WHERE state <> 'deleted'")
    for user_id, job_id, request in before.fetchall():
        said = fold(str(json.loads(request).get("prompt", "")))
        db.execute("INSERT INTO words VALUES (?, ?, ?)", [user_id, job_id, said])


@STEPS()
def m010_looks(db: Database) -> None:
    """What pictures look like."""
    db.executescript(_LOOKS)


def legal_trigger() -> str:
    """The table of job.py as SQL: no statement moves a job where LEGAL does not let it."""
    legal = " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state IN ({_listed(news)}))"
        for old, news in LEGAL.items()
        if news
    )
    return (
        "CREATE TRIGGER jobs_legal BEFORE UPDATE OF state ON jobs"
        f" WHEN NOT ({legal})"
        " BEGIN SELECT RAISE(ABORT, 'illegal transition'); END;"
    )


def _listed(states: Iterable[State]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))
