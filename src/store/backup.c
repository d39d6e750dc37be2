#include "store/backup.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/migrate.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096

/* A folder beside the file, in which the copy grows until it is whole. */
struct workshop {
    char folder[PATH_ROOM], database[PATH_ROOM + 16];
};

static int workshop_open(struct workshop *w, const char *path)
{
    if (snprintf(w->folder, sizeof w->folder, "%s.partial-XXXXXX", path) >= (int)sizeof w->folder ||
        !mkdtemp(w->folder)) {
        log_line(LOG_ERROR, "store", "cannot make a folder beside %s: %s", path, strerror(errno));
        return ERR_STORAGE;
    }
    snprintf(w->database, sizeof w->database, "%s/aplomb.db", w->folder);
    return 0;
}

static void workshop_close(const struct workshop *w)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[PATH_ROOM + 32];
        snprintf(path, sizeof path, "%s%s", w->database, ends[i]);
        unlink(path);
    }
    rmdir(w->folder);
}

static int sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int err = fd >= 0 && fsync(fd) == 0 ? 0 : ERR_STORAGE;
    if (fd >= 0)
        close(fd);
    return err;
}

static int sync_folder_of(const char *path)
{
    char folder[PATH_ROOM];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == folder)
        slash++;
    if (slash)
        *slash = 0;
    return sync_path(slash ? folder : ".");
}

/* A link, unlike a rename, never replaces a file; where a file system has none, a look before has to do. */
static int put_in_place(const char *made, const char *file)
{
    if (link(made, file) == 0)
        return 0;
    if (errno == EEXIST)
        return ERR_EXISTS;
    if (errno != EPERM && errno != EOPNOTSUPP)
        return ERR_STORAGE;
    return access(file, F_OK) == 0 ? ERR_EXISTS : rename(made, file) == 0 ? 0 : ERR_STORAGE;
}

/* Appears whole or not at all, and stays. */
static int workshop_deliver(const struct workshop *w, const char *file)
{
    int err = chmod(w->database, 0600) == 0 ? sync_path(w->database) : ERR_STORAGE;
    if (err == 0)
        err = put_in_place(w->database, file);
    if (err == 0)
        err = sync_folder_of(file);
    if (err)
        log_line(LOG_ERROR, "store", "cannot write %s: %s", file, strerror(errno));
    return err;
}

/* A database of the newest schema; that it has no rows is the copy's to see. */
static int open_new(const char *where, struct db **ret_db)
{
    struct db *db;
    int err = db_open(where, DB_WRITE, &db);
    if (err)
        return err;
    err = migrate(db);
    if (err)
        db_close(db);
    else
        *ret_db = db;
    return err;
}

static int copy_into_file(struct db *from, const struct workshop *w, const struct progress *progress)
{
    if (from->driver->snapshot)
        return from->driver->snapshot(from->conn, w->database, progress);
    struct db *to;
    struct copy_report report;
    int err = open_new(w->folder, &to);
    if (err)
        return err;
    err = database_copy(from, to, progress, &report);
    if (err == 0)
        err = to->driver->seal(to->conn);
    db_close(to);
    return err;
}

int backup_write(const char *where, const char *file, const struct progress *progress)
{
    struct workshop w;
    struct db *from;
    if (access(file, F_OK) == 0)
        return ERR_EXISTS;
    int err = db_open(where, DB_READ, &from);
    if (err)
        return err;
    err = workshop_open(&w, file);
    if (err == 0) {
        err = copy_into_file(from, &w, progress);
        if (err == 0)
            err = workshop_deliver(&w, file);
        workshop_close(&w);
    }
    db_close(from);
    return err;
}

/* ---- restore ---- */

static int is_reindex_needed(struct db *db, bool *ret_needed)
{
    ROWS r;
    int err = db_query(db, NULL, &r, "SELECT EXISTS (SELECT 1 FROM search)", NO_ARGS);
    if (err || (err = rows_next(&r)) != 1)
        return err < 0 ? err : ERR_STORAGE;
    *ret_needed = row_int(&r, 0) == 0;
    return 0;
}

/* An older backup is brought up in a copy: the file itself stays as it is. */
static int open_upgraded(const char *file, const struct workshop *w, const struct progress *progress,
                         struct db **ret_db)
{
    struct db *from, *copy;
    int err = db_open(file, DB_READ, &from);
    if (err)
        return err;
    err = from->driver->snapshot(from->conn, w->database, progress);
    db_close(from);
    if (err)
        return err;
    err = db_open(w->folder, DB_WRITE, &copy);
    if (err)
        return err;
    err = migrate(copy);
    if (err)
        db_close(copy);
    else
        *ret_db = copy;
    return err;
}

/* Into a database that is a file: the upgraded copy becomes it. */
static int deliver_file(struct db *copy, const struct workshop *w, const char *where)
{
    char path[PATH_ROOM];
    int err = copy->driver->seal(copy->conn);
    if (err)
        return err;
    if (mkdir(where, 0700) != 0 && errno != EEXIST)
        return ERR_STORAGE;
    if (snprintf(path, sizeof path, "%s/aplomb.db-wal", where) >= (int)sizeof path)
        return ERR_STORAGE;
    if (access(path, F_OK) == 0) { /* it would be taken for the restored file's */
        log_line(LOG_ERROR, "store", "restore: %s belongs to another database", path);
        return ERR_EXISTS;
    }
    path[strlen(path) - strlen("-wal")] = 0;
    return workshop_deliver(w, path);
}

static int deliver_rows(struct db *copy, const char *where, const struct progress *progress)
{
    struct db *to;
    struct copy_report report;
    int err = open_new(where, &to);
    if (err)
        return err;
    err = database_copy(copy, to, progress, &report);
    db_close(to);
    return err;
}

static int restore_upgraded(struct db *copy, const struct workshop *w, const char *where,
                            const struct progress *progress, bool *ret_reindex)
{
    bool to_file = db_driver_for(where)->snapshot != NULL;
    *ret_reindex = true;
    int err = to_file ? is_reindex_needed(copy, ret_reindex) : 0;
    if (err)
        return err;
    return to_file ? deliver_file(copy, w, where) : deliver_rows(copy, where, progress);
}

int backup_restore(const char *file, const char *where, const struct progress *progress, bool *ret_reindex)
{
    struct workshop w;
    struct db *copy;
    bool to_file = db_driver_for(where)->snapshot != NULL;
    if (access(file, R_OK) != 0)
        return ERR_NOT_FOUND;
    char other[PATH_ROOM]; /* the backup may lie where nothing can be written */
    snprintf(other, sizeof other, "%s/aplomb-restore", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    int err = workshop_open(&w, to_file ? where : other);
    if (err)
        return err;
    err = open_upgraded(file, &w, progress, &copy);
    if (err == 0) {
        err = restore_upgraded(copy, &w, where, progress, ret_reindex);
        db_close(copy);
    }
    workshop_close(&w);
    return err;
}

/* ---- move ---- */

int database_move(const char *from, const char *to, const struct progress *progress, struct copy_report *ret_report)
{
    struct db *source, *target;
    int err = db_open(from, DB_READ, &source);
    if (err)
        return err;
    err = open_new(to, &target);
    if (err == 0) {
        err = database_copy(source, target, progress, ret_report);
        db_close(target);
    }
    db_close(source);
    return err;
}
