#include "http/session.h"
#include "http/reply.h"
#include "locale/catalogue.h"
#include "locale/zone.h"
#include <sodium.h>

#define BEARER "Bearer "

static const char *const role_names[] = {
    [ROLE_MEMBER] = "member", [ROLE_MANAGER] = "manager", [ROLE_ADMIN] = "admin", [ROLE_OWNER] = "owner"};

/* A person as both look-ups see them: m a member, c a contact with access to the portal. */
#define PERSON_COLUMNS                                                                                                 \
    "m.id, m.role, m.own_tasks_only, m.locale, m.zone, c.id, c.client, c.locale, c.zone, w.locale, w.zone"
#define PERSON_JOINS                                                                                                   \
    " JOIN @workspace w ON w.ws=$ws"                                                                                   \
    " LEFT JOIN @member m ON m.id=s.member AND m.active=1 AND m.deleted IS NULL"                                       \
    " LEFT JOIN @contact c ON c.id=s.member AND c.portal=1 AND c.deleted IS NULL"

static const char by_session[] = "SELECT " PERSON_COLUMNS ", s.id, s.seen, 1, s.csrf FROM @session s" PERSON_JOINS
                                 " WHERE s.token_hash=$1 AND s.deleted IS NULL AND s.expires>$2";
static const char by_token[] = "SELECT " PERSON_COLUMNS ", s.id, s.seen, s.can_write FROM @token s" PERSON_JOINS
                               " WHERE s.token_hash=$1 AND s.deleted IS NULL AND (s.expires IS NULL OR s.expires>$2)";
static const char by_person[] = "SELECT " PERSON_COLUMNS " FROM @workspace w"
                                " LEFT JOIN @member m ON m.id=$1 AND m.active=1 AND m.deleted IS NULL"
                                " LEFT JOIN @contact c ON c.id=$1 AND c.portal=1 AND c.deleted IS NULL";
enum {
    M_ID,
    M_ROLE,
    M_OWN,
    M_LOCALE,
    M_ZONE,
    C_ID,
    C_CLIENT,
    C_LOCALE,
    C_ZONE,
    W_LOCALE,
    W_ZONE,
    S_ID,
    S_SEEN,
    S_WRITE,
    S_CSRF
};

struct scope session_scope_nobody(void)
{
    return (struct scope){.workspace = WORKSPACE, .variant = SCOPE_PORTAL, .role = ROLE_NONE};
}

void session_hash(struct str text, uint8_t out[32])
{
    crypto_generichash(out, 32, (const unsigned char *)text.at, text.n, NULL, 0);
}

static enum role role_of(struct str name)
{
    for (int i = ROLE_MEMBER; i <= ROLE_OWNER; i++)
        if (str_is(name, role_names[i]))
            return (enum role)i;
    return ROLE_NONE;
}

/* False when the row names nobody who may ask. */
static bool scope_from_row(const struct rows *r, struct scope *ret_scope)
{
    struct scope s = session_scope_nobody();
    if (!row_is_null(r, M_ID)) {
        s.me = row_id(r, M_ID);
        s.role = role_of(row_text(r, M_ROLE));
        bool all = s.role >= ROLE_MANAGER;
        s.variant = all ? SCOPE_ALL : row_int(r, M_OWN) ? SCOPE_ASSIGNED : SCOPE_MEMBER;
    } else if (!row_is_null(r, C_ID)) {
        s.me = row_id(r, C_ID);
        s.role = ROLE_PORTAL;
        s.client = row_id(r, C_CLIENT);
    }
    *ret_scope = s;
    return s.role != ROLE_NONE;
}

static void language_from_row(struct op *op, const struct rows *r)
{
    int own = row_is_null(r, M_ID) ? C_LOCALE : M_LOCALE;
    const char *locale = locale_find(row_text(r, row_is_null(r, own) ? W_LOCALE : own));
    if (locale)
        op->locale = locale;
    struct str zone = row_text(r, row_is_null(r, own + 1) ? W_ZONE : own + 1);
    if (zone.n)
        op->zone = arena_cstr(op->arena, zone);
    op->today = zone_day(op->zone, op->now_us);
}

static void session_from_row(struct op *op, struct session *s, const struct rows *r, bool *ret_refresh)
{
    s->id = row_id(r, S_ID);
    s->member = op->scope.me;
    s->role = op->scope.role;
    s->can_write = row_int(r, S_WRITE) != 0;
    if (s->kind == SESSION_COOKIE && row_text(r, S_CSRF).n == sizeof(s->csrf))
        memcpy(s->csrf, row_text(r, S_CSRF).at, sizeof(s->csrf));
    op->via = s->kind == SESSION_COOKIE ? "web" : "api";
    *ret_refresh = op->now_us - row_int(r, S_SEEN) > SESSION_SEEN_US;
}

static int look_up(struct op *op, struct request *req, enum session_kind kind, struct str text, bool *ret_refresh)
{
    uint8_t hash[32];
    session_hash(text, hash);
    ROWS rows = {0};
    int code = op_query_system(op, &rows, kind == SESSION_COOKIE ? by_session : by_token,
                               ARGS(v_blob(((struct str){(const char *)hash, 32})), v_int(op->now_us)));
    if (code)
        return code;
    int more = rows_next(&rows);
    if (more < 0)
        return more;
    if (more == 0 || !scope_from_row(&rows, &op->scope))
        return 0;
    language_from_row(op, &rows);
    req->session.kind = kind;
    session_from_row(op, &req->session, &rows, ret_refresh);
    return 0;
}

int session_find(struct op *op, struct request *req, bool *ret_refresh)
{
    struct str bearer = request_header(req, "Authorization"),
               cookie = cookie_find(request_header(req, "Cookie"), SESSION_COOKIE_NAME);
    size_t n = sizeof(BEARER) - 1;
    *ret_refresh = false;
    if (bearer.n)
        return bearer.n > n && memcmp(bearer.at, BEARER, n) == 0
                   ? look_up(op, req, SESSION_TOKEN, (struct str){bearer.at + n, bearer.n - n}, ret_refresh)
                   : 0;
    return cookie.n ? look_up(op, req, SESSION_COOKIE, cookie, ret_refresh) : 0;
}

int session_refresh(struct op *op, const struct session *s)
{
    if (s->kind == SESSION_TOKEN)
        return op_exec(op, "UPDATE token SET seen=$1 WHERE ws=$ws AND id=$2", ARGS(v_int(op->now_us), v_id(s->id)));
    return op_exec(op, "UPDATE session SET seen=$1, expires=$2 WHERE ws=$ws AND id=$3",
                   ARGS(v_int(op->now_us), v_int(op->now_us + SESSION_DAYS * US_PER_DAY), v_id(s->id)));
}

void session_csrf_write(const struct session *s, char out[SESSION_CSRF_TEXT + 1])
{
    sodium_bin2hex(out, SESSION_CSRF_TEXT + 1, s->csrf, sizeof(s->csrf));
}

bool session_csrf_good(const struct request *req)
{
    char wanted[SESSION_CSRF_TEXT + 1];
    session_csrf_write(&req->session, wanted);
    struct str sent = request_header(req, "X-CSRF-Token");
    return sent.n == SESSION_CSRF_TEXT && sodium_memcmp(sent.at, wanted, SESSION_CSRF_TEXT) == 0;
}

int session_scope_of(struct op *op, struct id member, struct scope *ret_scope)
{
    ROWS rows = {0};
    int code = op_query_system(op, &rows, by_person, ARGS(v_id(member)));
    if (code)
        return code;
    int more = rows_next(&rows);
    if (more < 0)
        return more;
    return more == 1 && scope_from_row(&rows, ret_scope) ? 0 : ERR_NOT_FOUND;
}
