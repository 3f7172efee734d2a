"""What the kernel says of the station's clock; 09:30 is only proved by a clock that somebody keeps right."""

from __future__ import annotations

import ctypes
import ctypes.util

STA_UNSYNC = 0x0040
STATUS_OFFSET = 40  # of `status` in struct timex on 64-bit Linux: modes, offset, freq, maxerror, esterror, status
TIMEX_BYTES = 208
TIME_ERROR = 5


def clock_state() -> dict[str, bool]:
    """`{"synchronised": bool}`, or `{}` where the kernel does not tell. Reads only: modes is 0."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        timex = ctypes.create_string_buffer(TIMEX_BYTES)
        state = int(libc.adjtimex(timex))
    except (OSError, AttributeError):
        return {}
    if state < 0 or ctypes.sizeof(ctypes.c_long) != 8:
        return {}
    status = int.from_bytes(timex.raw[STATUS_OFFSET : STATUS_OFFSET + 4], "little")
    return {"synchronised": state != TIME_ERROR and not status & STA_UNSYNC}
