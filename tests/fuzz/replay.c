/* Runs a fuzz target over its corpus without a fuzzer, as a plain test: each file, every beginning of it (for short
 * ones), and the file with single bytes changed. */
#include "fuzz.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define FILE_MOST 65536
#define CHANGES   60

static void run_changed(uint8_t *data, size_t n)
{
    for (size_t i = 0; i < CHANGES && i < n; i++) {
        size_t at = i * n / CHANGES < n && n > CHANGES ? i * n / CHANGES : i;
        uint8_t kept = data[at];
        data[at] = (uint8_t)(kept ^ (1u << i % 8));
        LLVMFuzzerTestOneInput(data, n);
        data[at] = kept;
    }
}

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return -1;
    uint8_t *data = malloc(FILE_MOST);
    if (!data)
        abort();
    size_t n = fread(data, 1, FILE_MOST, f);
    fclose(f);
    LLVMFuzzerTestOneInput(data, n);
    for (size_t part = 0; part < n; part += 1 + n / CHANGES)
        LLVMFuzzerTestOneInput(data, part);
    run_changed(data, n);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    int n = 0;
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (!folder) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    for (struct dirent *e; (e = readdir(folder));) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], e->d_name);
        if (e->d_name[0] == '.')
            continue;
        if (run_file(path) != 0) {
            fprintf(stderr, "cannot read %s\n", path);
            return 1;
        }
        n++;
    }
    closedir(folder);
    printf("[  PASSED  ] %d test(s), one a file\n", n); /* as cmocka says it, for tests/unit/run */
    return n == 0;
}
