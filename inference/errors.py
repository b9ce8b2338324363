"""What can go wrong on the way from a request to a picture.

    InferenceError
    |-- RequestRefused        it can never succeed as asked: the message says what to ask instead
    |   |-- ModelNotFound
    |   |-- AdapterNotFound
    |   |-- UpscalerUnreadable
    |   |-- GeneratorUnreadable
    |   `-- PictureUnreadable
    |-- QuotaUsedUp           the member, their role or the server had its pictures for today
    |-- DeviceTimeUsedUp      or its device seconds
    |-- JobNotFound
    |   `-- JobDeleted
    |-- IllegalTransition     the job is no longer in a state from which that is possible
    |-- Cancelled             somebody asked the running job to stop
    |-- OutOfMemory           it might succeed if it were smaller
    |-- TemplateNotFound      a server's template is not there (any more, or yet)
    |-- TemplateTaken         the server has one of that name
    |-- TemplateChanged       somebody wrote another version meanwhile
    |-- TooManyTemplates      the server has as many as it may
    |-- PullFailed              a model did not get onto the shelf; nothing there has changed
    |-- DiskFull              the disk took nothing; what was asked did not happen
    `-- DataInUse             another Mozart holds this data directory

Every message is a sentence that a member or an operator may read.
"""


class InferenceError(Exception):
    """The root: anything this package raises on purpose."""


class RequestRefused(InferenceError):
    """It can never succeed as asked; the message says what to ask instead."""


class ModelNotFound(RequestRefused):
    """No enabled model has that name."""


class AdapterNotFound(RequestRefused):
    """No LoRA or embedding has that name, or it is of another family than the model."""


class UpscalerUnreadable(RequestRefused):
    """The operator's upscaler is not there, or is not one that we can run."""


class GeneratorUnreadable(RequestRefused):
    """The file of `model:gan` is not there, or is not one that we can run."""


class PictureUnreadable(RequestRefused):
    """The bytes are not a picture that we read, or a larger one than we accept."""


class TemplateNotFound(InferenceError):
    """The server has no such template, or no such version of it."""


class TemplateTaken(InferenceError):
    """The server has a template of that name already."""


class TemplateChanged(InferenceError):
    """Somebody wrote another version since the one that was looked at."""


class TooManyTemplates(InferenceError):
    """The server has as many templates as it may."""


class QuotaUsedUp(InferenceError):
    """Granting it would pass a cap; nothing was charged.

    Attributes:
        account: the account that is full, as passed in with the caps.
        limit: its pictures a day.
        left: how many it still has today.
    """

    def __init__(self, account: str, *, limit: int, left: int) -> None:
        super().__init__(f"{left} of {limit} pictures are left today.")
        self.account = account
        self.limit = limit
        self.left = left


class DeviceTimeUsedUp(InferenceError):
    """Granting it would probably pass a cap on device seconds; nothing was charged.

    Attributes:
        account: the account that is full, as passed in with the caps.
        limit_s: its device seconds a day.
        left_s: how many it still has today.
        asked_s: how many this would probably take.
    """

    def __init__(self, account: str, *, limit_s: float, left_s: float, asked_s: float) -> None:
        super().__init__(
            f"{left_s:.0f} of {limit_s:.0f} device seconds are left today,"
            f" and this takes about {asked_s:.0f}."
        )
        self.account = account
        self.limit_s = limit_s
        self.left_s = left_s
        self.asked_s = asked_s


class JobNotFound(InferenceError):
    """There is no such job."""


class JobDeleted(JobNotFound):
    """There was one; its owner or a moderator deleted it."""


class IllegalTransition(InferenceError):
    """The job is not in a state from which that is possible, for example cancelled twice."""


class Cancelled(InferenceError):
    """Raised by `report` to stop an engine; the engine stays loaded and usable."""


class OutOfMemory(InferenceError):
    """The device cannot hold it; it might succeed if it were smaller."""


class PullFailed(InferenceError):
    """A model did not get onto the shelf; nothing there has changed."""


class DiskFull(InferenceError):
    """The disk is full or failing: nothing was saved, and it is possible again once it has room."""


class DataInUse(InferenceError):
    """Another Mozart holds this data directory."""
