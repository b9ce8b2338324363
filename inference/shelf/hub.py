"""The hub that models are pulled from: the one place of Mozart that downloads.

Files come over plain HTTP, one after another, and go on where a killed pull stopped:
huggingface_hub 2.4.0 itself begins a file anew after a kill, so its parts are kept here. No program
of a model's maker is asked for, and no token is used that the operator did not give to Mozart.
"""

import errno
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi
from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError is httpx2's
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import hf_hub_url, http_get
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils.tqdm import disable_progress_bars

from inference.errors import DiskFull, PullFailed
from inference.shelf.choosing import Offered

# The first that fits is said; the library's errors are each other's kinds.
_SAYINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (GatedRepoError, "{repo} is gated: accept its licence on the hub and set MOZART_HF_TOKEN."),
    (RevisionNotFoundError, "{repo} has no revision “{revision}”."),
    (
        (RepositoryNotFoundError, HFValidationError),
        "The hub has no model “{repo}”, or shows it only to a token that may see it.",
    ),
    (OfflineModeIsEnabled, "HF_HUB_OFFLINE is set, so nothing is downloaded."),
    (HfHubHTTPError, "The hub refuses {repo}; try again later."),
    (
        HTTPError,
        "The hub cannot be reached; look at the network and pull again: it goes on where it was.",
    ),
    (OSError, "The download broke off; pull again: it goes on where it was."),
    (ValueError, "The hub does not give out {repo} by plain HTTP."),  # a file of over 50 GB
)

_COMMIT = re.compile(r"[0-9a-f]{40}\Z")

TIMEOUT_S = 30.0
SLICE_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A repository at one commit.

    Attributes:
        repo: owner/name, as the hub spells it.
        commit: 40 hexadecimal digits.
        licence: as its card says; None when it does not.
        files: all of them.
    """

    repo: str
    commit: str
    licence: str | None
    files: list[Offered]


class Hub:
    """Speaks to the hub, with the operator's token if there is one."""

    def __init__(self, token: str | None = None, endpoint: str | None = None) -> None:
        self._token: str | bool = token or False  # not what other programs have left here
        self._endpoint = endpoint
        if not sys.stderr.isatty():
            disable_progress_bars()

    def listing(self, repo: str, revision: str | None = None) -> Listing:
        """What a repository holds, at the newest commit or that of a branch, tag or commit.

        Raises:
            PullFailed: the message says why.
        """
        api = HfApi(endpoint=self._endpoint, token=self._token)
        with _told(repo, revision):
            found = api.model_info(repo, revision=revision, files_metadata=True, timeout=TIMEOUT_S)
        if not _COMMIT.match(found.sha or ""):  # it becomes the name of a folder
            raise PullFailed(f"The hub does not say which commit of {repo} it has.")
        files = [
            Offered(
                name=file.rfilename,
                size_bytes=file.size or 0,
                sha256=file.lfs.sha256 if file.lfs else None,
                blob=file.blob_id,
            )
            for file in found.siblings or []
        ]
        licence = _licence(found.card_data)
        return Listing(repo=found.id, commit=str(found.sha), licence=licence, files=files)

    def fetch(self, listing: Listing, file: Offered, target: Path) -> None:
        """Put a file there, whole and as the hub describes it; goes on with what a kill left.

        Raises:
            PullFailed: the message says why.
            DiskFull: there is no room for it.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file():
            return
        part = target.with_name(target.name + ".part")
        url = hf_hub_url(listing.repo, file.name, revision=listing.commit, endpoint=self._endpoint)
        with _told(listing.repo, listing.commit), part.open("ab") as stream:
            if stream.tell() > file.size_bytes:
                stream.truncate(0)
            http_get(
                url,
                stream,
                resume_size=stream.tell(),
                headers=build_hf_headers(token=self._token),
                expected_size=file.size_bytes,
                displayed_filename=file.name,
            )
            stream.flush()
            os.fsync(stream.fileno())
        if not _is_same(part, file):
            part.unlink()
            raise PullFailed(f"{file.name} came damaged; pull again.")
        part.replace(target)


def _licence(card: Any) -> str | None:  # noqa: ANN401 - a model's card holds anything
    """Cards name unusual licences in a field of their own."""
    if card is None:
        return None
    named = card.get("license_name") if card.get("license") == "other" else None
    licence = named or card.get("license")
    return licence[:80] if isinstance(licence, str) else None


def _is_same(file: Path, offered: Offered) -> bool:
    """Whether the bytes are those that the hub promised, by whichever digest it gave."""
    if offered.sha256 is not None:
        digest, promised = hashlib.sha256(), offered.sha256
    elif offered.blob is not None:
        digest, promised = hashlib.sha1(b"blob %d\0" % offered.size_bytes), offered.blob  # noqa: S324
    else:
        return file.stat().st_size == offered.size_bytes
    with file.open("rb") as stream:
        while piece := stream.read(SLICE_BYTES):
            digest.update(piece)
    return digest.hexdigest() == promised


@contextmanager
def _told(repo: str, revision: str | None) -> Iterator[None]:
    """Say in a sentence what the hub's library raises."""
    try:
        yield
    except (HTTPError, OfflineModeIsEnabled, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("The disk is full; make room and pull again.") from error
        sentence = next(saying for kinds, saying in _SAYINGS if isinstance(error, kinds))
        raise PullFailed(sentence.format(repo=repo, revision=revision)) from error
