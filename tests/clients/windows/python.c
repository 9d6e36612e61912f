/* python.exe: calls Py_Main of the DLL named by LIBRARY. */

#include <stdio.h>
#include <tchar.h>
#include <windows.h>

int _tmain(int argc, _TCHAR **argv) {
    HMODULE library = LoadLibrary(_T(LIBRARY));
    if (!library) {
        fprintf(stderr, "%s cannot be loaded: error %lu\n", LIBRARY, GetLastError());
        return 127;
    }
    int (*run)(int, _TCHAR **) = (int (*)(int, _TCHAR **))(void *)GetProcAddress(library, "Py_Main");
    return run(argc, argv);
}
