#include "store/migrate.h"
#include "base/civil.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/expand.h"
#include <sodium.h>
#include <stdlib.h>

#define TEXT_CEILING ((size_t)4 * 1024 * 1024)
#define LOCK_KEY     INT64_C(0x61706c6f6d62ffff)
#define HASH         32

struct step {
    int number;
    struct str name; /* "0001-core" */
    const char *text;
    uint8_t hash[HASH];
};

static struct str file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.at + s.n - n, end, n) == 0;
}

/* Cuts ".sql" and the database's name off; false for a file of the other database. */
static bool for_database(const struct db *db, struct str *name)
{
    static const char *const kinds[] = {".sqlite", ".postgresql"};
    if (!ends_with(*name, ".sql"))
        return false;
    name->n -= 4;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!ends_with(*name, kinds[i]))
            continue;
        name->n -= strlen(kinds[i]);
        return strcmp(kinds[i] + 1, db_kind(db)) == 0;
    }
    return true;
}

static bool read_step(const struct db *db, const struct embedded_file *file, struct step *ret_step)
{
    struct step s = {.name = file_name(file->name), .text = file->bytes};
    if (!for_database(db, &s.name))
        return false;
    s.number = (int)strtol(s.name.at, NULL, 10);
    crypto_generichash(s.hash, HASH, (const uint8_t *)file->bytes, file->n, NULL, 0);
    *ret_step = s;
    return s.number > 0;
}

static int ensure_table(struct db *db)
{
    struct buf sql;
    buf_init(&sql, TEXT_CEILING);
    int err =
        expand_migration(db->driver,
                         "CREATE TABLE IF NOT EXISTS schema_version (version @int PRIMARY KEY, name @text NOT NULL,"
                         " hash @blob NOT NULL, applied @int NOT NULL)",
                         &sql);
    buf_char(&sql, 0);
    if (err == 0)
        err = db_script(db, sql.at);
    buf_release(&sql);
    return err;
}

/* 1 if it was applied, 0 if not; ERR_CONFLICT if another text was applied under this number. */
static int applied(struct db *db, const struct step *s)
{
    ROWS r;
    int err = db_query(db, NULL, &r, "SELECT hash FROM schema_version WHERE version=$1", ARGS(v_int(s->number)));
    if (err || (err = rows_next(&r)) != 1)
        return err;
    struct str hash = row_text(&r, 0);
    if (hash.n == HASH && memcmp(hash.at, s->hash, HASH) == 0)
        return 1;
    log_line(LOG_ERROR, "store", "migration %.*s: this database was made by another text", STR_FMT(s->name));
    return ERR_CONFLICT;
}

static int record(struct db *db, const struct step *s)
{
    return db_exec(db, NULL, "INSERT INTO schema_version (version, name, hash, applied) VALUES ($1, $2, $3, $4)",
                   ARGS(v_int(s->number), v_text(s->name), v_blob(((struct str){(const char *)s->hash, HASH})),
                        v_int(clock_now_us())),
                   NULL);
}

static int run_text(struct db *db, const char *text)
{
    struct buf sql;
    buf_init(&sql, TEXT_CEILING);
    int err = expand_migration(db->driver, text, &sql);
    buf_char(&sql, 0);
    if (err == 0)
        err = db_script(db, sql.at);
    buf_release(&sql);
    return err;
}

static int apply_locked(struct db *db, const struct step *s)
{
    int err = db_lock(db, LOCK_KEY); /* another server may be starting too */
    if (err == 0)
        err = ensure_table(db);
    if (err)
        return err;
    int was = applied(db, s);
    if (was != 0)
        return was < 0 ? was : 0;
    err = run_text(db, s->text);
    if (err == 0)
        err = record(db, s);
    if (err == 0)
        log_line(LOG_INFO, "store", "migration %.*s applied", STR_FMT(s->name));
    return err;
}

static int apply(struct db *db, const struct step *s)
{
    int err = db_begin(db);
    if (err)
        return err;
    err = apply_locked(db, s);
    if (err == 0)
        err = db_commit(db);
    if (err) {
        log_line(LOG_ERROR, "store", "migration %.*s failed (%d)", STR_FMT(s->name), err);
        db_rollback(db);
    }
    return err;
}

static int refuse_newer(struct db *db, int newest)
{
    int version;
    int err = migrate_version(db, &version);
    if (err || version <= newest)
        return err;
    log_line(LOG_ERROR, "store", "the database has schema %d, this program knows %d", version, newest);
    return ERR_CONFLICT;
}

static int newest_of(const struct db *db, const struct embedded_file *files, size_t n)
{
    struct step s;
    int newest = 0;
    for (size_t i = 0; i < n; i++)
        if (read_step(db, &files[i], &s) && s.number > newest)
            newest = s.number;
    return newest;
}

int migrate_with(struct db *db, const struct embedded_file *files, size_t n)
{
    int err = refuse_newer(db, newest_of(db, files, n));
    struct step s;
    for (size_t i = 0; i < n && err == 0; i++)
        if (read_step(db, &files[i], &s))
            err = apply(db, &s);
    return err;
}

int migrate(struct db *db)
{
    size_t n;
    const struct embedded_file *files = embedded_list(STR("migrations/"), &n);
    return migrate_with(db, files, n);
}

int migrate_newest(const struct db *db)
{
    size_t n;
    const struct embedded_file *files = embedded_list(STR("migrations/"), &n);
    return newest_of(db, files, n);
}

/* Asks the catalogue of whichever database it is, because a failed query would be logged as an error. */
static int has_version_table(struct db *db)
{
    ROWS r;
    int err = db_query(db, NULL, &r, db->driver->table_query, ARGS(v_text(STR("schema_version"))));
    return err ? err : rows_next(&r);
}

int migrate_version(struct db *db, int *ret_version)
{
    int has = has_version_table(db);
    *ret_version = 0;
    if (has != 1)
        return has;
    ROWS r;
    int err = db_query(db, NULL, &r, "SELECT coalesce(max(version), 0) FROM schema_version", NO_ARGS);
    if (err || (err = rows_next(&r)) != 1)
        return err < 0 ? err : ERR_STORAGE;
    *ret_version = (int)row_int(&r, 0);
    return 0;
}
