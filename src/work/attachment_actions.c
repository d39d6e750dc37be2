/* Files in and out. The bytes are kept by content in the blob store; what a file is called and where it hangs is a row.
 */
#include "work/handlers.h"
#include "work/work.h"
#include <strings.h>

/* By the end of the name: only for the icon and the receiver's own programs, since every file is served as a download
 * that a browser does not run. */
static const struct {
    const char *end, *type;
} types[] = {
    {".pdf", "application/pdf"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".txt", "text/plain"},
    {".md", "text/markdown"},
    {".csv", "text/csv"},
    {".zip", "application/zip"},
    {".json", "application/json"},
    {".mp4", "video/mp4"},
    {".mp3", "audio/mpeg"},
    {".svg", "image/svg+xml"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {".odt", "application/vnd.oasis.opendocument.text"},
    {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
};

static struct str type_of(struct str name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t n = strlen(types[i].end);
        if (name.n > n && strncasecmp(name.at + name.n - n, types[i].end, n) == 0)
            return str_of(types[i].type);
    }
    return STR("application/octet-stream");
}

/* The name alone, whatever folders the sender had it in. */
static struct str base_name(struct str path)
{
    for (size_t i = path.n; i > 0; i--)
        if (path.at[i - 1] == '/' || path.at[i - 1] == '\\')
            return (struct str){path.at + i, path.n - i};
    return path;
}

int attachment_upload_prepare(struct op *op, struct request *req)
{
    struct id task;
    struct row *row;
    int err = request_query_id(op, req, "task", &task);
    if (err || (err = resource_get(op, &task_resource, task, false, &row)))
        return err;
    if (base_name(request_query(req, "name")).n == 0)
        return op_fail(op, ERR_SYNTAX, "attachment.name", 0, NULL);
    struct blob_ref *ref = arena_new(op->arena, struct blob_ref);
    if ((err = blob_spool_store(req->spool, req->writer, op, ref)))
        return err;
    req->prepared = ref;
    return 0;
}

int attachment_upload_put(struct op *op, struct request *req, struct reply *reply)
{
    const struct blob_ref *ref = req->prepared;
    struct id task;
    struct row *row;
    bool shared;
    char id[ID_TEXT + 1];
    int err;
    if ((err = request_query_id(op, req, "task", &task)) || (err = request_query_bool(op, req, "shared", &shared)) ||
        (err = resource_get(op, &task_resource, task, false, &row)))
        return err;
    struct str name = base_name(request_query(req, "name")), type = type_of(name);
    id_write(task, id);
    json_auto_t *input = json_pack("{s:s, s:s%, s:b}", "task", id, "name", name.at, name.n, "shared", shared);
    static const char *const names[] = {"hash", "size", "media_type"};
    const struct value values[] = {v_blob(((struct str){(const char *)ref->hash, sizeof ref->hash})), v_int(ref->size),
                                   v_text(type)};
    err = resource_create_system(op, &attachment_resource, input, 3, names, values, &row);
    return err ? err : reply_row(op, req, reply, 201, row);
}

int attachment_content_get(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    int err;
    if ((err = request_id(op, req, "id", &id)) || (err = resource_get(op, &attachment_resource, id, false, &row)))
        return err;
    if (row_get_null(row, "hash")) /* a link has no content of ours */
        return op_fail(op, ERR_NOT_FOUND, NULL, 0, NULL);
    struct str hash = row_get_text(row, "hash");
    return reply_blob(op, reply, (const uint8_t *)hash.at, row_get_text(row, "name"), row_get_text(row, "media_type"));
}
