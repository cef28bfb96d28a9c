from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path


def process_mark() -> str:
    """A name of this process that no other has or had: machine, process id, and a number drawn now."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(mark: str) -> bool:
    """Whether the process with this mark is known to be no more. One on another machine never is."""
    machine, _, rest = mark.rpartition(":")[0].rpartition(":")
    if machine != _machine() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    # The id may be ours again after a restart of the machine or container; two live processes never share it.
    return int(rest) == os.getpid()


def _machine() -> str:
    # Containers may share a host name; their process ids mean something within one namespace only.
    namespace = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()}/{namespace.stat().st_ino if namespace.exists() else 0}"[:100]
