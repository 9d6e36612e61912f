"""Runs a command in a new terminal and answers its prompts.

usage: terminal.py COLUMNS ANSWERS COMMAND...

Each character of ANSWERS is one line of input, sent after one more `[y/N]`. Prints the terminal's
output and exits with the command's exit code.
"""

import fcntl
import os
import pty
import struct
import sys
import termios


def main():
    columns, answers, command = int(sys.argv[1]), list(sys.argv[2]), sys.argv[3:]
    pid, terminal = pty.fork()
    if pid == 0:
        size = struct.pack("HHHH", 24, columns, 0, 0)
        fcntl.ioctl(sys.stdout, termios.TIOCSWINSZ, size)
        os.execv(command[0], command)
    shown = b""
    asked = 0
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # on Linux, after the command has ended
            break
        if not data:
            break
        shown += data
        while shown.count(b"[y/N] ") > asked and answers:
            os.write(terminal, answers.pop(0).encode() + b"\n")
            asked += 1
    _, status = os.waitpid(pid, 0)
    sys.stdout.write(shown.decode("utf-8", "replace").replace("\r\n", "\n"))
    sys.stdout.flush()
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)


main()
