"""Reads programs for macOS: Mach-O and universal files, and their ad-hoc signatures.

The structures are those of Apple's <mach-o/loader.h>, <mach-o/nlist.h>, <mach-o/fat.h> and
<kern/cs_blobs.h>. All offsets are checked: a file that is cut off is a FormatError.
"""

import hashlib
import struct

ARCHITECTURES = {0x0100000C: "arm64", 0x01000007: "x86_64"}
PAGE = {"arm64": 0x4000, "x86_64": 0x1000}

MAGIC_64 = 0xFEEDFACF
MAGIC_FAT = 0xCAFEBABE
EXECUTE = 2
PIE = 0x200000
TWO_LEVEL_NAMES = 0x80

REQUIRED = 0x80000000
SEGMENT_64, SYMTAB, DYSYMTAB, LOAD_DYLINKER, UUID, CODE_SIGNATURE = 0x19, 2, 0xB, 0xE, 0x1B, 0x1D
LOAD_DYLIB, RPATH, MAIN, BUILD_VERSION = 0xC, 0x1C | REQUIRED, 0x28 | REQUIRED, 0x32
DYLIBS = {LOAD_DYLIB, 0x18 | REQUIRED, 0x1F | REQUIRED, 0x20, 0x23 | REQUIRED}

EMBEDDED_SIGNATURE, CODE_DIRECTORY = 0xFADE0CC0, 0xFADE0C02
ADHOC, LINKER_SIGNED = 2, 0x20000
MAIN_BINARY = 1
SHA256 = 2
SIGNATURE_PAGE_BITS = 12


class FormatError(Exception):
    """The reason why a file cannot be read."""


def unpack(layout, data, offset):
    try:
        return struct.unpack_from(layout, data, offset)
    except struct.error as error:
        raise FormatError(f"no structure at offset {offset}: {error}") from error


def part(data, offset, size):
    if offset + size > len(data):
        raise FormatError(f"no {size} bytes at offset {offset}")
    return data[offset : offset + size]


def text(data, offset):
    end = data.find(b"\0", offset)
    if end < 0:
        raise FormatError(f"no string at offset {offset}")
    return data[offset:end].decode()


def programs(data):
    """Returns the programs in a file: one, or one for each architecture of a universal file."""
    (magic, count) = unpack(">II", data, 0)
    if magic != MAGIC_FAT:
        return [Program(data)]
    slices = [unpack(">IIIII", data, 8 + 20 * index) for index in range(count)]
    found = []
    for cpu, _, offset, size, alignment in slices:
        if offset % (1 << alignment):
            raise FormatError(f"a program at {offset}, which is not aligned")
        program = Program(part(data, offset, size))
        if program.cpu != cpu:
            raise FormatError("a universal file names another processor than its program")
        found.append(program)
    return found


def universal(files):
    """Returns a universal file of programs. Each is aligned to the pages of its processor."""
    header, body, end = struct.pack(">II", MAGIC_FAT, len(files)), b"", 8 + 20 * len(files)
    for data in files:
        program = Program(data)
        page = PAGE[program.architecture]
        padding = -end % page
        body += b"\0" * padding + data
        start, alignment = end + padding, page.bit_length() - 1
        header += struct.pack(
            ">IIIII", program.cpu, program.cpu_subtype, start, len(data), alignment
        )
        end = start + len(data)
    return header + body


class Program:
    """A program for one architecture."""

    def __init__(self, data):
        self.data = data
        header = unpack("<8I", data, 0)
        magic, self.cpu, self.cpu_subtype, self.file_type, count, size, self.flags, _ = header
        if magic != MAGIC_64 or self.cpu not in ARCHITECTURES:
            raise FormatError("not a program for macOS on a processor of 64 bits")
        self.architecture = ARCHITECTURES[self.cpu]
        self.commands, offset = [], 32
        for _ in range(count):
            command, length = unpack("<II", data, offset)
            if length < 8 or offset + length > 32 + size:
                raise FormatError(f"a load command of {length} bytes at offset {offset}")
            self.commands.append((command, offset))
            offset += length
        self.commands_end = offset

    def find(self, *kinds):
        return [offset for command, offset in self.commands if command in kinds]

    def one(self, kind):
        found = self.find(kind)
        if len(found) != 1:
            raise FormatError(f"{len(found)} load commands of the kind {kind:#x}, not one")
        return found[0]

    def build_version(self):
        """Returns the platform (1 is macOS) and the oldest version of the system."""
        platform, minimum = unpack("<II", self.data, self.one(BUILD_VERSION) + 8)
        return platform, f"{minimum >> 16}.{minimum >> 8 & 0xFF}"

    def dylibs(self):
        """Returns the paths of the libraries, in the order of their ordinals."""
        return [self.string(offset) for offset in self.find(*DYLIBS)]

    def string(self, offset):
        """Returns the string of a load command, whose place is its first field."""
        (place,) = unpack("<I", self.data, offset + 8)
        return text(self.data, offset + place)

    def segments(self):
        """Returns name, offset of the load command, and range in the file of each segment."""
        found = []
        for offset in self.find(SEGMENT_64):
            name, _, _, start, size = unpack("<16s4Q", self.data, offset + 8)
            found.append((name.rstrip(b"\0").decode(), offset, start, size))
        return found

    def segment_problem(self):
        """Returns the segment that does not begin or end with a page. The last one may end anywhere:
        the signature follows the symbols there."""
        page = PAGE[self.architecture]
        for name, offset, start, _ in self.segments():
            address, size = unpack("<QQ", self.data, offset + 24)
            ends = 0 if name == "__LINKEDIT" else size
            if address % page or start % page or ends % page:
                return f"segment {name} at {address:#x}, {size:#x} bytes"
        return None

    def segment(self, name):
        return next(found for found in self.segments() if found[0] == name)

    def undefined_symbols(self):
        """Returns the library and the name of each symbol that the loader looks up."""
        symbols, count, strings, _ = unpack("<4I", self.data, self.one(SYMTAB) + 8)
        dylibs, found = self.dylibs(), []
        for index in range(count):
            name, kind, _, description, _ = unpack("<IBBHQ", self.data, symbols + 16 * index)
            is_undefined = not kind & 0xE0 and kind & 0x0E == 0
            if is_undefined and kind & 1:
                ordinal = description >> 8
                is_known = 1 <= ordinal <= len(dylibs)
                library = dylibs[ordinal - 1] if is_known else f"ordinal {ordinal}"
                found.append((library, text(self.data, strings + name)))
        return sorted(found)

    def signature_problem(self):
        """Returns what is wrong with the ad-hoc signature: `None` if each page has its digest."""
        if not self.find(CODE_SIGNATURE):
            return "no signature"
        start, size = unpack("<II", self.data, self.one(CODE_SIGNATURE) + 8)
        blob = part(self.data, start, size)
        magic, _, count = unpack(">III", blob, 0)
        index = [unpack(">II", blob, 12 + 8 * number) for number in range(count)]
        directories = [offset for slot, offset in index if slot == 0]
        if magic != EMBEDDED_SIGNATURE or len(directories) != 1:
            return "no code directory in the signature"
        return self.directory_problem(blob[directories[0] :], start)

    def directory_problem(self, directory, limit):
        """Returns what is wrong with a code directory. The signature begins at `limit`."""
        fields = unpack(">9I4BI", directory, 0)
        magic, _, version, flags, hashes, _, _, pages, signed, size, kind, _, bits, _ = fields
        if magic != CODE_DIRECTORY or version < 0x20400:
            return "a code directory of an unknown version"
        if not flags & ADHOC:
            return f"flags {flags:#x} without that of an ad-hoc signature"
        if (size, kind) != (32, SHA256):
            return "digests of another kind than SHA-256"
        if signed != limit or pages != -(-limit // (1 << bits)):
            return f"{signed} bytes are signed, and {limit} precede the signature"
        _, _, text_start, text_size = self.segment("__TEXT")
        if unpack(">QQQ", directory, 64) != (text_start, text_size, MAIN_BINARY):
            return "the signature names another executable segment"
        found = part(directory, hashes, 32 * pages)
        expected = b"".join(page_digests(self.data[:limit], 1 << bits))
        return None if found == expected else "a page whose digest is another"

    def identifier(self):
        """Returns the identifier in the signature."""
        start, _ = unpack("<II", self.data, self.one(CODE_SIGNATURE) + 8)
        (directory,) = unpack(">I", self.data, start + 16)
        (identifier,) = unpack(">I", self.data, start + directory + 20)
        return text(self.data, start + directory + identifier)


def page_digests(data, page):
    pages = (data[start : start + page] for start in range(0, len(data), page))
    return [hashlib.sha256(page).digest() for page in pages]


def without_linker(data):
    """Returns an unsigned program without what depends on the version of the linker: that version,
    and the UUID, which becomes the digest of the rest."""
    program, changed = Program(data), bytearray(data)
    version, uuid = program.one(BUILD_VERSION), program.one(UUID)
    (tools,) = unpack("<I", data, version + 20)
    for index in range(tools):
        struct.pack_into("<I", changed, version + 24 + 8 * index + 4, 0)
    changed[uuid + 8 : uuid + 24] = bytes(16)
    digest = bytearray(hashlib.sha256(changed).digest()[:16])
    # RFC 9562, version 8: a UUID of the program's own making.
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    changed[uuid + 8 : uuid + 24] = digest
    return bytes(changed)


def sign(data, identifier):
    """Returns an unsigned program with an ad-hoc signature such as Apple's linker makes."""
    program = Program(data)
    if program.find(CODE_SIGNATURE):
        raise FormatError("the program is signed already")
    first = min(start for start in section_starts(program))
    if program.commands_end + 16 > first:
        raise FormatError("no room for a load command")
    name = identifier.encode() + b"\0"
    _, segment, linkedit, length = program.segment("__LINKEDIT")
    if linkedit + length != len(data):
        raise FormatError("data behind the last segment")
    start = len(data) + -len(data) % 16
    pages = -(-start // (1 << SIGNATURE_PAGE_BITS))
    hashes = 88 + len(name)
    directory_size = hashes + 32 * pages
    size = 20 + directory_size

    signed = bytearray(data + b"\0" * (start - len(data)))
    count, commands_size = unpack("<II", data, 16)
    struct.pack_into("<II", signed, 16, count + 1, commands_size + 16)
    struct.pack_into("<4I", signed, program.commands_end, CODE_SIGNATURE, 16, start, size)
    page = PAGE[program.architecture]
    in_file = start + size - linkedit
    struct.pack_into("<Q", signed, segment + 32, in_file + -in_file % page)
    struct.pack_into("<Q", signed, segment + 48, in_file)

    _, _, text_start, text_size = program.segment("__TEXT")
    flags = ADHOC | LINKER_SIGNED
    fields = [CODE_DIRECTORY, directory_size, 0x20400, flags, hashes, 88, 0, pages, start]
    fields += [32, SHA256, 0, SIGNATURE_PAGE_BITS] + [0] * 5
    fields += [text_start, text_size, MAIN_BINARY]
    directory = struct.pack(">9I4B4IQ3Q", *fields)
    directory += name + b"".join(page_digests(bytes(signed), 1 << SIGNATURE_PAGE_BITS))
    blob = struct.pack(">5I", EMBEDDED_SIGNATURE, size, 1, 0, 20)
    return bytes(signed) + blob + directory


def section_starts(program):
    """Yields where in the file the sections begin, which have content there."""
    for _, offset, _, _ in program.segments():
        (count,) = unpack("<I", program.data, offset + 64)
        for index in range(count):
            _, size, start = unpack("<QQI", program.data, offset + 72 + 80 * index + 32)
            if size and start:
                yield start
