"""A script that ties a program to the supervisor: when that is killed, the program is asked to end.

`python -I -S tether.py SUPERVISOR_PID NICENESS PROGRAM ARGUMENT...` executes the program in its place. Linux
only: on other systems the supervisor starts programs directly. It imports the standard library only.

Source: prctl(2) PR_SET_PDEATHSIG; the setting survives exec.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(supervisor: int, niceness: int, command: list[str]) -> None:
    """Tie, make sure that the supervisor did not die before, step back, execute."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ctypes.c_long(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != supervisor:
        sys.exit(1)
    os.nice(niceness)
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
