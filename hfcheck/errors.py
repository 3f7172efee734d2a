"""The exception tree.

HfcheckError
├── InputError        a file, an option or an answer that a person gave does not fit
├── CalendarError     a year without a State Council notice
├── LedgerError       the ledger could not be read or written
│   ├── LedgerBroken  an entry does not fit the chain or a signature
│   └── LedgerConflict  the same event id came again with another content
├── ContentError      a role, a stanza, a reading or an inventory of this repository is wrong
│   └── ForbiddenLine a line that inspection may not send to a device; nothing was sent
├── CollectError      a run could not be started or followed
│   ├── DeviceUnreachable  no session with a network device
│   ├── ChangeRefused  a device's configuration is not changed: not a line of configuration was sent
│   └── ChangeUndone   a change of a device did not come to its end; the message says what the device has now
└── RenderError       a document could not be made

Every message says what was expected, what was found, and where. Anything else that is raised is a bug.
"""


class HfcheckError(Exception):
    """A condition that a person can understand and mend; the command line prints it without a traceback."""


class InputError(HfcheckError):
    """A file, an option or an answer that a person gave does not fit."""


class CalendarError(HfcheckError):
    """A date in a year for which the State Council's notice is not recorded here."""


class LedgerError(HfcheckError):
    """The ledger could not be read or written; nothing was changed."""


class LedgerBroken(LedgerError):
    """An entry does not fit the chain, or a signature does not fit its entry."""


class LedgerConflict(LedgerError):
    """An event id that the ledger holds already came again with another content."""


class ContentError(HfcheckError):
    """A role, a stanza, a reading or an inventory of this repository is wrong."""


class ForbiddenLine(ContentError):
    """A line that is not on the read-only allow-list of the device's platform; nothing was sent."""


class CollectError(HfcheckError):
    """An inspection run could not be started or followed."""


class DeviceUnreachable(CollectError):
    """No session with a network device: no connection, an unknown host key, a refused login, no prompt."""


class ChangeRefused(CollectError):
    """A network device may not be changed in this way or at this moment; not a line of configuration was sent."""


class ChangeUndone(CollectError):
    """A change of a network device was begun and did not come to its end; the message says what the device has now."""


class RenderError(HfcheckError):
    """A document could not be made, for example because its font is missing."""
