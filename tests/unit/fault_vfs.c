#include "fault_vfs.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
    char *path;
};

static struct {
    enum fault_mode mode;
    int at, count;
    sqlite3_vfs *real;
    sqlite3_vfs vfs;
    sqlite3_io_methods methods;
} fault;

static struct fault_file *of(sqlite3_file *f)
{
    return (struct fault_file *)f;
}

static bool fails_now(void)
{
    fault.count++;
    if (fault.count == fault.at && fault.mode >= FAULT_KILL)
        _exit(FAULT_EXIT);
    return fault.count == fault.at || (fault.mode == FAULT_FOREVER && fault.count > fault.at);
}

static int fault_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
    sqlite3_file *real = of(f)->real;
    if (!fails_now())
        return real->pMethods->xWrite(real, bytes, n, at);
    if (fault.mode == FAULT_FOREVER)
        return SQLITE_FULL;
    real->pMethods->xWrite(real, bytes, n / 2, at);
    return SQLITE_IOERR_WRITE;
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    sqlite3_file *real = of(f)->real;
    return fails_now() ? SQLITE_IOERR_TRUNCATE : real->pMethods->xTruncate(real, size);
}

static void copy_file(const char *from, const char *to)
{
    static char block[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t n;
    while (in && out && (n = fread(block, 1, sizeof block, in)) > 0)
        if (fwrite(block, 1, n, out) != n)
            abort();
    if (in)
        fclose(in);
    if (out)
        fclose(out);
}

static int fault_sync(sqlite3_file *f, int flags)
{
    sqlite3_file *real = of(f)->real;
    if (fails_now())
        return SQLITE_IOERR_FSYNC;
    int code = real->pMethods->xSync(real, flags);
    if (code == SQLITE_OK && fault.mode == FAULT_POWER && of(f)->path) {
        char durable[4096];
        snprintf(durable, sizeof durable, "%s.durable", of(f)->path);
        copy_file(of(f)->path, durable);
    }
    return code;
}

static int fault_close(sqlite3_file *f)
{
    free(of(f)->path);
    return of(f)->real->pMethods->xClose(of(f)->real);
}

/* The rest goes through. */
static int pass_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return of(f)->real->pMethods->xRead(of(f)->real, to, n, at);
}
static int pass_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return of(f)->real->pMethods->xFileSize(of(f)->real, size);
}
static int pass_lock(sqlite3_file *f, int level)
{
    return of(f)->real->pMethods->xLock(of(f)->real, level);
}
static int pass_unlock(sqlite3_file *f, int level)
{
    return of(f)->real->pMethods->xUnlock(of(f)->real, level);
}
static int pass_reserved(sqlite3_file *f, int *out)
{
    return of(f)->real->pMethods->xCheckReservedLock(of(f)->real, out);
}
static int pass_control(sqlite3_file *f, int op, void *arg)
{
    return of(f)->real->pMethods->xFileControl(of(f)->real, op, arg);
}
static int pass_sector(sqlite3_file *f)
{
    return of(f)->real->pMethods->xSectorSize(of(f)->real);
}
static int pass_character(sqlite3_file *f)
{
    return of(f)->real->pMethods->xDeviceCharacteristics(of(f)->real);
}
static int pass_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return of(f)->real->pMethods->xShmMap(of(f)->real, page, size, extend, out);
}
static int pass_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return of(f)->real->pMethods->xShmLock(of(f)->real, offset, n, flags);
}
static void pass_barrier(sqlite3_file *f)
{
    of(f)->real->pMethods->xShmBarrier(of(f)->real);
}
static int pass_unmap(sqlite3_file *f, int delete)
{
    return of(f)->real->pMethods->xShmUnmap(of(f)->real, delete);
}

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    (void)vfs;
    struct fault_file *file = of(f);
    file->real = (sqlite3_file *)(file + 1);
    file->path = name ? strdup(name) : NULL;
    int code = fault.real->xOpen(fault.real, name, file->real, flags, ret_flags);
    file->base.pMethods = file->real->pMethods ? &fault.methods : NULL;
    if (!file->base.pMethods)
        free(file->path);
    return code;
}

void fault_install(enum fault_mode mode, int n)
{
    fault.mode = mode;
    fault.at = n;
    fault.real = sqlite3_vfs_find(NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
    fault.vfs.xOpen = fault_open;
    fault.methods = (sqlite3_io_methods){.iVersion = 2,
                                         .xClose = fault_close,
                                         .xRead = pass_read,
                                         .xWrite = fault_write,
                                         .xTruncate = fault_truncate,
                                         .xSync = fault_sync,
                                         .xFileSize = pass_size,
                                         .xLock = pass_lock,
                                         .xUnlock = pass_unlock,
                                         .xCheckReservedLock = pass_reserved,
                                         .xFileControl = pass_control,
                                         .xSectorSize = pass_sector,
                                         .xDeviceCharacteristics = pass_character,
                                         .xShmMap = pass_map,
                                         .xShmLock = pass_shm_lock,
                                         .xShmBarrier = pass_barrier,
                                         .xShmUnmap = pass_unmap};
    sqlite3_vfs_register(&fault.vfs, 1);
}

int fault_count(void)
{
    return fault.count;
}

static const char *const names[] = {"aplomb.db", "aplomb.db-wal"};

void fault_all_synced(const char *folder)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[4096], durable[4200];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        snprintf(durable, sizeof durable, "%s.durable", path);
        if (access(path, F_OK) == 0)
            copy_file(path, durable);
    }
}

void fault_cut_power(const char *folder)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[4096], durable[4200];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        snprintf(durable, sizeof durable, "%s.durable", path);
        if (access(durable, F_OK) == 0)
            copy_file(durable, path);
        else if (i > 0 && truncate(path, 0) != 0)
            unlink(path);
        unlink(durable);
    }
}
