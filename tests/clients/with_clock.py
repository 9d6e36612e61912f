"""Runs a program whose clock is ahead by some seconds, or behind: with_clock.py SECONDS PROGRAM ...

The program may be static, so no library can be put in front of its libc. It reads the clock from
the vDSO, the kernel's code in each process, and here that code is replaced, as a debugger would do
it. Only Linux on x86-64. Exit code 77 if this cannot be done.
"""

import ctypes
import os
import signal
import struct
import sys

PTRACE_TRACEME, PTRACE_DETACH = 0, 17
CANNOT = 77

# clock_gettime(clock, time): the system call, and for clock 0 (CLOCK_REALTIME) a sum.
CODE = (
    b"\xb8\xe4\x00\x00\x00"  # mov eax, 228
    b"\x0f\x05"  # syscall
    b"\x85\xff"  # test edi, edi
    b"\x75\x0d"  # jne +13
    b"\x49\xb8%s"  # mov r8, SECONDS
    b"\x4c\x01\x06"  # add [rsi], r8
    b"\xc3"  # ret
)


def main():
    seconds, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        sys.exit(CANNOT)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    child = os.fork()
    if child == 0:
        if libc.ptrace(PTRACE_TRACEME, 0, None, None) != 0:
            os._exit(CANNOT)
        os.execv(command[0], command)
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        sys.exit(CANNOT)
    try:
        replace(child, CODE % struct.pack("<q", seconds))
    except OSError:
        os.kill(child, signal.SIGKILL)
        sys.exit(CANNOT)
    libc.ptrace(PTRACE_DETACH, child, None, None)
    _, status = os.waitpid(child, 0)
    sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)


def replace(process, code):
    """Writes `code` over the vDSO's clock_gettime of a process that has not run yet."""
    with open(f"/proc/{process}/maps") as maps:
        start, end = next(
            (int(bound, 16) for bound in line.split()[0].split("-"))
            for line in maps
            if line.rstrip().endswith("[vdso]")
        )
    with open(f"/proc/{process}/mem", "r+b", buffering=0) as memory:
        memory.seek(start)
        image = memory.read(end - start)
        memory.seek(start + symbol(image, b"__vdso_clock_gettime"))
        memory.write(code)


def symbol(image, name):
    """Returns the address of a dynamic symbol in an ELF file."""
    table, size, count = struct.unpack_from("<Q", image, 40)[0], *struct.unpack_from("<HH", image, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", image, table + size * index) for index in range(count)]
    dynamic = next(section for section in sections if section[1] == 11)
    names = sections[dynamic[6]][4]
    for at in range(dynamic[4], dynamic[4] + dynamic[5], 24):
        at_name, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", image, at)
        start = names + at_name
        if image[start : image.index(b"\0", start)] == name:
            return value
    raise OSError("the vDSO has no clock_gettime")


main()
