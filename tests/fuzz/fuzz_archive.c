/* The export's reader on any bytes: a damaged or hostile archive is refused, before anything is written. */
#include "exchange/archive.h"
#include "fuzz.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static int fd = -1;
    char path[40];
    struct arena arena;
    struct archive_counts counts;
    if (fd < 0)
        fd = memfd_create("archive", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, n, 0) != (ssize_t)n)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    arena_init(&arena);
    struct op op = {.arena = &arena, .locale = "en", .zone = "UTC"};
    int err = archive_check(&op, path, &counts);
    fuzz_check(err == 0 || op.problem.code != 0);
    arena_release(&arena);
    return 0;
}
