"""Shutting a process in, on Linux: no new rights, no network, no signals, few files, for good.

Seccomp refuses calls by their number (network and signals: Landlock has rules for them on few
kernels), Landlock everything of the file system but what is named. Both are asked of the kernel
itself: the bindings that there are want a library of the system's, or have no stable version.
What a kernel does not have is left out, and `Held` says what holds.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass

_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_EPERM, _ENOSYS = 1, 38
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
# Operations of the kernel's filters: load a word, compare, return.
_LOAD, _EQUALS, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_NEW_NAMESPACES = 0x7E020000

# Landlock: numbers of its calls, everything that it knows of files, and what reading needs.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _READ_FILE, _READ_FOLDER, _WRITE_FILE = 1, 4, 8, 2
_ALL_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
# Rights that a single file can have.
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 0x4000

_SOCKET, _AF_UNIX = (41, 198), 1
# Which calls are refused, by name; numbers of x86-64 and of 64-bit ARM.
_CALLS: dict[str, tuple[int, int | None]] = {
    "socket": _SOCKET, "connect": (42, 203), "accept": (43, 202), "sendto": (44, 206),
    "sendmsg": (46, 211), "bind": (49, 200), "listen": (50, 201), "accept4": (288, 242),
    "sendmmsg": (307, 269), "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280), "perf_event_open": (298, 241),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "userfaultfd": (323, 282), "kexec_load": (246, 104), "init_module": (175, 105),
    "finit_module": (313, 273), "open_by_handle_at": (304, 265), "truncate": (76, 45),
    # Landlock has no rules for these.
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "setpriority": (141, 140),
    "ioprio_set": (251, 30),
}  # fmt: skip
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# clone, clone3 and prlimit64: looked at by their arguments.
_CLONE, _CLONE3, _PRLIMIT = (56, 220), 435, (302, 261)
# What a program with a socket file of its own needs; connecting stays refused.
_OF_OWN_SOCKETS = frozenset(("socket", "bind", "listen", "accept", "accept4"))
# access, faccessat and faccessat2, each with the place of the mode among its arguments.
_ASKED_FOR_RIGHTS = (((21, None), 1), ((269, 48), 2), ((439, 439), 2))
_W_OK, _EACCES = 2, 13


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds of a process from now on."""

    no_new_privileges: bool = False
    no_network: bool = False
    few_files: bool = False


def confine(
    *, read: Iterable[str] = (), write: Iterable[str] = (), own_sockets: bool = False
) -> Confinement:
    """Shut this process, and whatever it starts, in; there is no way back.

    Args:
        read: files and folders that it reads and runs, besides Python and the system's libraries.
        write: folders in which it may do everything.
        own_sockets: as `confine_calls`.
    """
    calls = confine_calls(own_sockets=own_sockets)
    if not calls.no_new_privileges:
        return calls
    return Confinement(True, calls.no_network, confine_files(read=read, write=write))


def confine_calls(*, own_sockets: bool = False) -> Confinement:
    """The part of it that holds for every file alike: no new rights, network or signals.

    Args:
        own_sockets: a program that does not start without a socket file may make one where it
            may write, and connect to none. Whoever asks whether a folder may be written to is
            told no, so that it takes the place that it is given and not the system's.
    """
    if sys.platform != "linux":
        return Confinement()
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0):
        return Confinement()
    return Confinement(True, _few_calls(kernel, own_sockets=own_sockets))


def confine_files(*, read: Iterable[str] = (), write: Iterable[str] = ()) -> bool:
    """The other part: what is seen of the file system; for a process with the first part."""
    if sys.platform != "linux":
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    return _few_files(kernel, (*_own_reading(), *read), tuple(write))


def _own_reading() -> tuple[str, ...]:
    """Where Python, its packages and the libraries of the system lie; no other settings."""
    return (
        *{path for path in (*sys.path, sys.prefix, sys.base_prefix) if path.startswith(os.sep)},
        "/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store", "/etc/ld.so.cache",
        "/etc/fonts", "/etc/localtime", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random",
    )  # fmt: skip


def _few_files(kernel: ctypes.CDLL, read: tuple[str, ...], write: tuple[str, ...]) -> bool:
    version = kernel.syscall(_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    handled = _ALL_RIGHTS[min(version, 5)]
    rules = kernel.syscall(_CREATE, struct.pack("=Q", handled), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    try:
        for path in read:
            _allow(kernel, rules, path, _EXECUTE | _READ_FILE | _READ_FOLDER)
        for path in write:
            _allow(kernel, rules, path, handled)
        _allow(kernel, rules, os.devnull, (_READ_FILE | _WRITE_FILE | handled & 0xC000))
        return bool(kernel.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(kernel: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    """Allow something beneath a path; what is not there needs no rule."""
    if sys.platform != "linux":
        return
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112  (asked for each rule, of plain texts)
            rights &= _OF_FILES | 0x8000
        kernel.syscall(_ADD, rules, 1, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)


def _few_calls(kernel: ctypes.CDLL, *, own_sockets: bool) -> bool:
    known = _ARCHITECTURES.get(platform.machine())
    if known is None:
        return False
    program = _program(*known, own_sockets=own_sockets)
    held = ctypes.create_string_buffer(program)
    # A length, then the address of the program, as the kernel wants them.
    told = struct.pack("=HxxxxxxQ", len(program) // 8, ctypes.addressof(held))
    return bool(kernel.prctl(_SET_SECCOMP, _FILTER, told, 0, 0) == 0)


def _program(place: int, architecture: int, *, own_sockets: bool) -> bytes:
    """The filter: each refused number is compared in turn; a few calls by an argument."""
    refused = _return(_ERRNO | _EPERM)
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUALS, architecture, 1, 0),
        _return(_KILL),
        _step(_LOAD, _NUMBER),
        # Numbers of a second table that the same kernel may have.
        _step(_AT_LEAST, 0x40000000, 0, 1),
        refused,
        _step(_EQUALS, _CLONE3, 0, 1),
        _return(_ERRNO | _ENOSYS),
    ]
    for name, numbers in _CALLS.items():
        number = numbers[place]
        if number is not None and not (own_sockets and name in _OF_OWN_SOCKETS):
            steps += [_step(_EQUALS, number, 0, 1), refused]
    if own_sockets:
        steps += _own_sockets(place, refused)
    # New namespaces; limits of another process.
    steps += [
        _step(_EQUALS, _CLONE[place], 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_ANY_BIT, _NEW_NAMESPACES, 0, 1),
        refused,
        _return(_ALLOW),
        _step(_EQUALS, _PRLIMIT[place], 0, 3),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_EQUALS, 0, 1, 0),
        refused,
        _return(_ALLOW),
    ]
    return b"".join(steps)


def _own_sockets(place: int, refused: bytes) -> list[bytes]:
    """Sockets of the file system alone; no folder may be written to by its own word."""
    steps = [
        _step(_EQUALS, _SOCKET[place], 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT),
        _step(_EQUALS, _AF_UNIX, 1, 0),
        refused,
        _return(_ALLOW),
    ]
    for numbers, argument in _ASKED_FOR_RIGHTS:
        number = numbers[place]
        if number is not None:
            steps += [
                _step(_EQUALS, number, 0, 4),
                _step(_LOAD, _FIRST_ARGUMENT + 8 * argument),
                _step(_EQUALS, _W_OK, 0, 1),
                _return(_ERRNO | _EACCES),
                _return(_ALLOW),
            ]
    return steps


def _step(operation: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, then, otherwise, value)


def _return(value: int) -> bytes:
    return _step(_RETURN, value)
