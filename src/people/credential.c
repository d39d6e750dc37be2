#include "people/credential.h"
#include "base/utf8.h"
#include "store/events.h"
#include <pthread.h>
#include <sodium.h>
#include <strings.h>

_Static_assert(PASSWORD_HASH_ROOM >= crypto_pwhash_STRBYTES, "room for a hash");

int password_hash(struct op *op, struct str password, char out[PASSWORD_HASH_ROOM])
{
    if (crypto_pwhash_str_alg(out, password.at, password.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return op_fail(op, ERR_BUSY, NULL, 0, NULL);
    return 0;
}

/* What an unknown address is compared with: a hash of something nobody knows, of the usual cost. */
static char nobody[PASSWORD_HASH_ROOM];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

static void nobody_make(void)
{
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    if (crypto_pwhash_str_alg(nobody, (const char *)random, sizeof random, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        nobody[0] = 0;
}

bool password_verify(const char *hash, struct str password)
{
    pthread_once(&nobody_once, nobody_make);
    bool right = crypto_pwhash_str_verify(hash ? hash : nobody, password.at, password.n) == 0;
    return right && hash;
}

static bool same_text(struct str a, struct str b)
{
    return a.n == b.n && a.n > 0 && strncasecmp(a.at, b.at, a.n) == 0;
}

static bool one_character(struct str s)
{
    for (size_t i = 1; i < s.n; i++)
        if (s.at[i] != s.at[0])
            return false;
    return true;
}

int password_check(struct op *op, const char *pointer, struct str password, struct str email, struct str name)
{
    size_t n = utf8_count(password);
    if (n < PASSWORD_LEAST || n > PASSWORD_MOST)
        return op_field_fail(op, pointer, "password.length",
                             OP_ARGS({"least", v_int(PASSWORD_LEAST)}, {"most", v_int(PASSWORD_MOST)}));
    if (same_text(password, email) || same_text(password, name) || one_character(password))
        return op_field_fail(op, pointer, "password.guessable", 0, NULL);
    return 0;
}

static int credential_read(struct op *op, struct rows *rows, struct credential *ret_credential)
{
    struct credential c = {0};
    int err = rows_next(rows);
    if (err < 0)
        return err;
    if (err == 1) {
        c.person = row_id(rows, 0);
        c.active = row_int(rows, 1);
        c.hash = row_is_null(rows, 2) ? NULL : arena_cstr(op->arena, row_text(rows, 2));
        c.resting = row_int(rows, 3) > op->now_us;
    }
    *ret_credential = c;
    return 0;
}

#define SELECT                                                                                                         \
    "SELECT m.id, m.active, c.password, c.locked_until FROM @member m "                                                \
    "LEFT JOIN credential c ON c.ws = m.ws AND c.person = m.id WHERE m.ws = $ws AND m.deleted IS NULL AND "

int credential_find(struct op *op, struct str email, struct credential *ret_credential)
{
    char *folded = arena_alloc(op->arena, email.n + 1);
    for (size_t i = 0; i < email.n; i++)
        folded[i] = (char)(email.at[i] >= 'A' && email.at[i] <= 'Z' ? email.at[i] + 32 : email.at[i]);
    ROWS rows = {0};
    int err = op_query_system(op, &rows, SELECT "m.email = $1", ARGS(v_text(((struct str){folded, email.n}))));
    return err ? err : credential_read(op, &rows, ret_credential);
}

int credential_of(struct op *op, struct id person, struct credential *ret_credential)
{
    ROWS rows = {0};
    int err = op_query_system(op, &rows, SELECT "m.id = $1", ARGS(v_id(person)));
    return err ? err : credential_read(op, &rows, ret_credential);
}

int credential_set(struct op *op, struct id person, const char *hash)
{
    int err =
        op_exec(op,
                "INSERT INTO credential (ws, person, password, failed, changed) VALUES ($ws, $1, $2, 0, $3) "
                "ON CONFLICT (ws, person) DO UPDATE SET password = $2, failed = 0, locked_until = NULL, changed = $3",
                ARGS(v_id(person), v_text(str_of(hash)), v_int(op->now_us)));
    if (err)
        return err;
    /* That it happened belongs to the history; what it is, to nobody. */
    struct event event = {.resource = STR("member"),
                          .object = person,
                          .verb = STR("password"),
                          .schema = 1,
                          .payload = STR("{\"before\":{},\"after\":{}}")};
    ROWS rows = {0};
    err = op_query_system(op, &rows, "SELECT version FROM @member WHERE ws = $ws AND id = $1", ARGS(v_id(person)));
    if (!err && rows_next(&rows) == 1)
        event.version = row_int(&rows, 0);
    rows_end(&rows);
    return err ? err : event_append(op, &event);
}

int credential_failed(struct op *op, struct id person)
{
    return op_exec(op,
                   "INSERT INTO credential (ws, person, failed, changed) VALUES ($ws, $1, 1, $2) "
                   "ON CONFLICT (ws, person) DO UPDATE SET failed = credential.failed + 1, locked_until = "
                   "CASE WHEN (credential.failed + 1) % $3 = 0 THEN $4 ELSE credential.locked_until END",
                   ARGS(v_id(person), v_int(op->now_us), v_int(PASSWORD_FAILED), v_int(op->now_us + PASSWORD_REST_US)));
}

int credential_succeeded(struct op *op, struct id person)
{
    return op_exec(op, "UPDATE credential SET failed = 0, locked_until = NULL WHERE ws = $ws AND person = $1",
                   ARGS(v_id(person)));
}
