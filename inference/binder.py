"""The templates that servers own: texts by name, each with its versions.

    write (version 0) --> [ there ] --write--> a version more, unless somebody was faster
                            |    ^
                       delete    undelete, or written anew
                            v    |
                         [ deleted ]

A write is one guarded statement that names the version it was made from, so nobody overwrites what
they have not seen. It knows nothing of what the texts mean, nor of who may write.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from sqlite_utils import Database

from inference import rows
from inference.database import Keeper, PrivateDatabase, on_thread
from inference.errors import TemplateChanged, TemplateNotFound, TemplateTaken, TooManyTemplates
from inference.job import Job

MOST_TEMPLATES = 50
MOST_VERSIONS = 30
MOST_DELETED = 50
MOST_JOBS = 20
"""Of these four, a server keeps at most so many; of the last three, those from longer ago go."""

_NOW_IN_FORCE = (
    "name, text, owner_id, role_id, templates.version, author_id, written_at, how"
    " FROM templates JOIN template_versions AS versions"
    " ON versions.template_id = templates.id AND versions.version = templates.version"
    " WHERE deleted_at IS NULL"
)
_ONES_OWN = f"SELECT {_NOW_IN_FORCE} AND guild_id = :guild_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A text as it stood in one version.

    Attributes:
        name: unique in its server.
        text: opaque here.
        owner_id: who made it first, or made it anew after it was deleted.
        role_id: who may use it; None is everybody.
        version: counts from 1.
        author_id, written_at: of this version; unix seconds.
        how: how the version came about, such as "edited".
    """

    name: str
    text: str
    owner_id: int
    role_id: int | None
    version: int
    author_id: int
    written_at: float
    how: str


class Binder(Keeper):
    """All servers' texts. Awaited from the event loop.

    Any call may raise DiskFull: then nothing of it happened.
    """

    def __init__(self, base: PrivateDatabase, clock: Callable[[], float]) -> None:
        """Keep them in `base`, dated by `clock` in unix seconds."""
        super().__init__(base)
        self._clock = clock

    @on_thread
    def everything(self, db: Database) -> dict[int, list[Filed]]:
        """What every server has now, by name."""
        found: dict[int, list[Filed]] = {}
        for row in rows.every(db, f"SELECT guild_id, {_NOW_IN_FORCE} ORDER BY name"):
            found.setdefault(row.pop("guild_id"), []).append(Filed(**row))
        return found

    @on_thread
    def all(self, db: Database, guild_id: int) -> list[Filed]:
        """What a server has now, by name."""
        found = rows.every(db, f"{_ONES_OWN} ORDER BY name", guild_id=guild_id)
        return [Filed(**row) for row in found]

    @on_thread
    def write(
        self,
        db: Database,
        guild_id: int,
        name: str,
        text: str,
        *,
        author_id: int,
        after: int,
        how: str,
    ) -> Filed:
        """A new version, in force at once.

        Args:
            db: the database.
            guild_id: whose.
            name: of a new text, or of one that is there.
            text: opaque.
            author_id: who wrote it.
            after: the version that it was made from; 0 makes a new text.
            how: "created" and the like.

        Raises:
            TemplateTaken, TooManyTemplates: a new one cannot be made.
            TemplateChanged, TemplateNotFound: an old one is not what it was.
        """
        if after == 0:
            row = self._make(db, guild_id, name, author_id)
        else:
            row = self._go_on(db, guild_id, name, after)
        db.execute(
            "INSERT INTO template_versions VALUES (?, ?, ?, ?, ?, ?)",
            [row["id"], row["version"], text, author_id, self._clock(), how],
        )
        db.execute(
            "DELETE FROM template_versions WHERE template_id = ? AND version <= ?",
            [row["id"], row["version"] - MOST_VERSIONS],
        )
        return _find(db, guild_id, name)

    def _make(self, db: Database, guild_id: int, name: str, owner_id: int) -> rows.Row:
        row = rows.one(
            db,
            "INSERT INTO templates (guild_id, name, owner_id, version)"
            " SELECT :guild_id, :name, :owner_id, 1 WHERE :most > (SELECT count(*) FROM templates"
            " WHERE guild_id = :guild_id AND deleted_at IS NULL)"
            " ON CONFLICT (guild_id, name) DO UPDATE SET owner_id = :owner_id, role_id = NULL,"
            " version = version + 1, deleted_at = NULL WHERE deleted_at IS NOT NULL"
            " RETURNING id, version",
            most=MOST_TEMPLATES,
            guild_id=guild_id,
            name=name,
            owner_id=owner_id,
        )
        if row is not None:
            return row
        if _is_there(db, guild_id, name):
            raise TemplateTaken(
                f"This server has a template “{name}” already. Choose another name."
            )
        raise TooManyTemplates(
            f"This server has {MOST_TEMPLATES} templates, as many as it may. Delete one first."
        )

    def _go_on(self, db: Database, guild_id: int, name: str, after: int) -> rows.Row:
        row = rows.one(
            db,
            "UPDATE templates SET version = version + 1 WHERE guild_id = :guild_id"
            " AND name = :name AND version = :after AND deleted_at IS NULL RETURNING id, version",
            guild_id=guild_id,
            name=name,
            after=after,
        )
        return _refuse(db, guild_id, name) if row is None else row

    @on_thread
    def history(self, db: Database, guild_id: int, name: str) -> list[Filed]:
        """Every version that is kept, the newest first.

        Raises:
            TemplateNotFound: there is no such text.
        """
        _find(db, guild_id, name)
        found = rows.every(
            db,
            "SELECT name, text, owner_id, role_id, versions.version, author_id, written_at, how"
            " FROM templates JOIN template_versions AS versions ON template_id = templates.id"
            " WHERE guild_id = :guild_id AND name = :name ORDER BY versions.version DESC",
            guild_id=guild_id,
            name=name,
        )
        return [Filed(**row) for row in found]

    @on_thread
    def open_to(self, db: Database, guild_id: int, name: str, role_id: int | None) -> Filed:
        """Let one role alone use it; None lets everybody.

        Raises:
            TemplateNotFound: there is no such text.
        """
        db.execute(
            "UPDATE templates SET role_id = ?"
            " WHERE guild_id = ? AND name = ? AND deleted_at IS NULL",
            [role_id, guild_id, name],
        )
        return _find(db, guild_id, name)

    @on_thread
    def delete(self, db: Database, guild_id: int, name: str) -> None:
        """Take it away; its versions stay, for whoever wants it back.

        Raises:
            TemplateNotFound: there is no such text.
        """
        _find(db, guild_id, name)
        db.execute(
            "UPDATE templates SET deleted_at = ?"
            " WHERE guild_id = ? AND name = ? AND deleted_at IS NULL",
            [self._clock(), guild_id, name],
        )
        db.execute(
            "DELETE FROM templates WHERE id IN (SELECT id FROM templates WHERE guild_id = ?"
            " AND deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC LIMIT -1 OFFSET ?)",
            [guild_id, MOST_DELETED],
        )

    @on_thread
    def deleted(self, db: Database, guild_id: int, name: str) -> int:
        """The owner of a text that is deleted, to ask whether somebody may bring it back.

        Raises:
            TemplateTaken: it is there.
            TemplateNotFound: there is none, or its versions are gone.
        """
        row = rows.one(
            db,
            "SELECT owner_id FROM templates WHERE guild_id = :guild_id AND name = :name"
            " AND deleted_at IS NOT NULL",
            guild_id=guild_id,
            name=name,
        )
        return _refuse_back(db, guild_id, name) if row is None else int(row["owner_id"])

    @on_thread
    def undelete(self, db: Database, guild_id: int, name: str) -> Filed:
        """Bring it back as it was.

        Raises:
            TemplateTaken: it is there, perhaps made anew.
            TemplateNotFound: there is none, or its versions are gone.
            TooManyTemplates: there is no room.
        """
        row = rows.one(
            db,
            "UPDATE templates SET deleted_at = NULL WHERE guild_id = :guild_id AND name = :name"
            " AND deleted_at IS NOT NULL AND :most > (SELECT count(*) FROM templates"
            " WHERE guild_id = :guild_id AND deleted_at IS NULL) RETURNING id",
            guild_id=guild_id,
            name=name,
            most=MOST_TEMPLATES,
        )
        return _refuse_back(db, guild_id, name) if row is None else _find(db, guild_id, name)

    @on_thread
    def used(self, db: Database, guild_id: int, name: str, job_id: int) -> None:
        """A job came of it. Idempotent; of a text that is not there, nothing is noted."""
        db.execute(
            "INSERT OR IGNORE INTO template_jobs SELECT id, ? FROM templates"
            " WHERE guild_id = ? AND name = ? AND deleted_at IS NULL",
            [job_id, guild_id, name],
        )
        db.execute(
            "DELETE FROM template_jobs WHERE (template_id, job_id) IN ("
            "SELECT template_id, job_id FROM template_jobs"
            " JOIN templates ON templates.id = template_id WHERE guild_id = ? AND name = ?"
            " ORDER BY job_id DESC LIMIT -1 OFFSET ?)",
            [guild_id, name, MOST_JOBS],
        )

    @on_thread
    def jobs(self, db: Database, guild_id: int, name: str) -> list[Job]:
        """The latest jobs that came of it and are done, the newest first."""
        found = rows.every(
            db,
            "SELECT jobs.* FROM template_jobs JOIN templates ON templates.id = template_id"
            " JOIN jobs ON jobs.id = job_id WHERE guild_id = :guild_id AND name = :name"
            " AND state = 'done' ORDER BY jobs.id DESC",
            guild_id=guild_id,
            name=name,
        )
        return [rows.read(db, row) for row in found]


def _find(db: Database, guild_id: int, name: str) -> Filed:
    row = rows.one(db, f"{_ONES_OWN} AND name = :name", guild_id=guild_id, name=name)
    if row is None:
        raise TemplateNotFound(f"This server has no template “{name}” of its own.")
    return Filed(**row)


def _is_there(db: Database, guild_id: int, name: str) -> bool:
    sql = f"{_ONES_OWN} AND name = :name"
    return rows.one(db, sql, guild_id=guild_id, name=name) is not None


def _refuse(db: Database, guild_id: int, name: str) -> NoReturn:
    """Say why no version could be added."""
    _find(db, guild_id, name)
    raise TemplateChanged(
        f"Somebody changed the template “{name}” meanwhile. /template history shows how; open it"
        " again and put your changes in."
    )


def _refuse_back(db: Database, guild_id: int, name: str) -> NoReturn:
    """Say why it could not be brought back."""
    if _is_there(db, guild_id, name):
        raise TemplateTaken(f"This server has a template “{name}” already.")
    known = rows.one(
        db,
        "SELECT id FROM templates WHERE guild_id = :guild_id AND name = :name",
        guild_id=guild_id,
        name=name,
    )
    if known is None:
        raise TemplateNotFound(f"Nothing is kept of a template “{name}”.")
    raise TooManyTemplates(
        f"This server has {MOST_TEMPLATES} templates, as many as it may. Delete one first."
    )
