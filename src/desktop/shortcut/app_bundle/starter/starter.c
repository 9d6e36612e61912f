/*
 * The executable of a shortcut on macOS: runs the commands in Contents/Resources/commands of its
 * application, the next one only if the one before it cannot be started.
 *
 * macOS ties permissions to the digest of this program. So the file `starter` beside this one must
 * not change, and all that can change is in the file of commands. That file is a sequence of strings,
 * each followed by a NUL. The first character of a string is its kind:
 *
 *   !PATH  the executable of the next command, and its first argument
 *   +TEXT  an argument
 *   @      all arguments that the shortcut itself was started with
 *
 * scripts/macos/build-starter builds it. On Linux a test builds it with the system's compiler.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#define COMMANDS "/../Resources/commands"

static char path[4096 + sizeof COMMANDS];

static int fail(const char *what) {
    const char *parts[] = {"shortcut: ", what, ": ", strerror(errno), "\n"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (write(2, parts[i], strlen(parts[i])) < 0)
            break;
    return 127;
}

/* Sets `path` to the path of this program. */
static int find_program(void) {
#ifdef __APPLE__
    uint32_t size = 4096;
    return _NSGetExecutablePath(path, &size);
#else
    return readlink("/proc/self/exe", path, 4095) < 0 ? -1 : 0;
#endif
}

/* Returns the content of the file `path`, followed by a NUL, and its size without that. */
static char *read_file(size_t *size) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0)
        return NULL;
    size_t length = (size_t)status.st_size;
    char *text = malloc(length + 1);
    ssize_t count;
    *size = 0;
    while (text != NULL && *size < length) {
        count = read(file, text + *size, length - *size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return NULL;
        if (count == 0)
            break;
        *size += (size_t)count;
    }
    if (text != NULL)
        text[*size] = 0;
    close(file);
    return text;
}

int main(int count, char **args) {
    if (find_program() != 0)
        return fail("cannot find its own path");
    char *name = strrchr(path, '/');
    if (name == NULL)
        return fail(path);
    strcpy(name, COMMANDS);

    size_t size;
    char *text = read_file(&size);
    if (text == NULL)
        return fail(path);

    /* `@` stands for `count - 1` strings. */
    size_t strings = 0;
    for (char *next = text; next < text + size; next += strlen(next) + 1)
        strings += *next == '@' ? (size_t)count : 1;
    char **command = calloc(strings + 1, sizeof *command);
    if (command == NULL)
        return fail(path);

    /* Desktops start applications in `/`. */
    const char *home = getenv("HOME");
    if (home != NULL && chdir(home) != 0) {
        /* The program starts in `/` then. */
    }

    size_t length = 0;
    for (char *next = text; next < text + size; next += strlen(next) + 1) {
        if (*next == '!') {
            if (length > 0)
                execv(command[0], command);
            length = 0;
            command[length++] = next + 1;
        } else if (*next == '+' && length > 0) {
            command[length++] = next + 1;
        } else if (*next == '@' && length > 0) {
            for (int i = 1; i < count; i++)
                command[length++] = args[i];
        }
        command[length] = NULL;
    }
    if (length > 0)
        execv(command[0], command);
    return fail(length > 0 ? command[0] : path);
}
