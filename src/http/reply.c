#include "http/reply.h"
#include "http/request.h"
#include <fcntl.h>
#include <unistd.h>

#define REPLY_CEILING ((size_t)64 * 1024 * 1024)

void reply_init(struct reply *reply)
{
    *reply = (struct reply){.fd = -1};
    buf_init(&reply->body, REPLY_CEILING);
}

void reply_release(struct reply *reply)
{
    buf_release(&reply->body);
    if (reply->fd >= 0)
        close(reply->fd);
    reply->fd = -1;
}

void reply_reset(struct reply *reply)
{
    reply_release(reply);
    reply_init(reply);
}

struct json reply_json(struct reply *reply)
{
    struct json j;
    json_init(&j, &reply->body);
    return j;
}

void reply_header(struct op *op, struct reply *reply, const char *name, struct str value)
{
    if (reply->n_headers == reply->room_headers) {
        size_t room = reply->room_headers ? reply->room_headers * 2 : 8;
        reply->headers = arena_grow(op->arena, reply->headers, reply->room_headers * sizeof(struct pair),
                                    room * sizeof(struct pair));
        reply->room_headers = room;
    }
    reply->headers[reply->n_headers++] = (struct pair){arena_str(op->arena, str_of(name)), arena_str(op->arena, value)};
}

void reply_etag(struct op *op, struct reply *reply, int64_t version)
{
    reply_header(op, reply, "ETag", arena_format(op->arena, "\"%lld\"", (long long)version));
}

int reply_row(struct op *op, const struct request *req, struct reply *reply, int status, const struct row *row)
{
    int64_t version = row->value[FIELD_VERSION].i;
    reply_etag(op, reply, version);
    if (req->method == METHOD_GET && request_none_match(req, version)) {
        reply->status = 304;
        return 0;
    }
    reply->status = status;
    struct json j = reply_json(reply);
    resource_write(&j, row, &op->scope, NULL);
    return 0;
}

void reply_session(struct op *op, const struct request *req, struct reply *reply, struct str token, int64_t max_age_s)
{
    reply_header(op, reply, "Set-Cookie",
                 arena_format(op->arena, SESSION_COOKIE_NAME "=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
                              STR_FMT(token), (long long)max_age_s, req->secure ? "; Secure" : ""));
}

void reply_session_end(struct op *op, const struct request *req, struct reply *reply)
{
    reply_session(op, req, reply, (struct str){"", 0}, 0);
}

/* RFC 6266 with RFC 8187 for names beyond ASCII; the first is for programs that know only it. */
static struct str disposition(struct arena *a, struct str name)
{
    struct buf out;
    buf_init(&out, 8192);
    buf_text(&out, "attachment; filename=\"");
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.at[i];
        buf_char(&out, c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '%' || c == '/' ? '_' : (char)c);
    }
    buf_text(&out, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.at[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c && strchr("-._~", c));
        buf_format(&out, plain ? "%c" : "%%%02X", c);
    }
    struct str text = arena_str(a, buf_view(&out));
    buf_release(&out);
    return text;
}

static int spool_file(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static int copy_blob(struct op *op, const uint8_t hash[32], int fd, int64_t *ret_bytes)
{
    char *chunk = arena_alloc(op->arena, BLOB_CHUNK);
    int64_t done = 0;
    for (;;) {
        size_t n;
        int code = blob_read(op->db, op->scope.workspace, hash, done, chunk, BLOB_CHUNK, &n);
        if (code)
            return code;
        if (n == 0)
            break;
        for (size_t at = 0; at < n;) {
            ssize_t wrote = write(fd, chunk + at, n - at);
            if (wrote <= 0)
                return op_fail(op, ERR_STORAGE, NULL, 0, NULL);
            at += (size_t)wrote;
        }
        done += (int64_t)n;
    }
    *ret_bytes = done;
    return 0;
}

int reply_blob(struct op *op, struct reply *reply, const uint8_t hash[32], struct str name, struct str media_type)
{
    int fd = spool_file();
    if (fd < 0)
        return op_fail(op, ERR_STORAGE, NULL, 0, NULL);
    int code = copy_blob(op, hash, fd, &reply->fd_bytes);
    if (code) {
        close(fd);
        return code;
    }
    reply->fd = fd;
    reply->immutable = true;
    reply->content_type = arena_cstr(op->arena, media_type.n ? media_type : STR("application/octet-stream"));
    reply_header(op, reply, "Content-Disposition", disposition(op->arena, name));
    reply_header(op, reply, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
    return 0;
}
