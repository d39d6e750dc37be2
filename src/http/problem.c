#include "http/problem.h"
#include "base/json_out.h"
#include "locale/catalogue.h"

#define MESSAGE_ARGS_MAX 16

/* Kinds that a program wants to tell apart although their code is a common one: by the end of the message's key. */
static const char *const kinds[] = {"idempotency", "csrf"};

static const char *slug_of(const struct op *op, const struct err_info *info)
{
    const char *dot = op->problem.message ? strrchr(op->problem.message, '.') : NULL;
    for (size_t i = 0; dot && i < sizeof(kinds) / sizeof(*kinds); i++)
        if (strcmp(dot + 1, kinds[i]) == 0)
            return kinds[i];
    return info->slug;
}

static void write_message(struct json *j, const struct op *op, const char *key, size_t n, const struct op_arg *args)
{
    struct message_arg out[MESSAGE_ARGS_MAX];
    if (n > MESSAGE_ARGS_MAX)
        n = MESSAGE_ARGS_MAX;
    for (size_t i = 0; i < n; i++)
        out[i] = args[i].value.kind == V_INT ? message_int(args[i].name, args[i].value.i)
                                             : message_text(args[i].name, args[i].value.s);
    struct buf text;
    buf_init(&text, 64 * 1024);
    message_format(&text, op->locale, key, n, out);
    json_str(j, buf_view(&text));
    buf_release(&text);
}

static void write_entries(struct json *j, const struct op *op)
{
    json_key(j, "errors");
    json_array_start(j);
    for (const struct op_problem_entry *e = op->problem.first; e; e = e->next) {
        json_object_start(j);
        json_key(j, "pointer");
        json_text(j, e->pointer);
        json_key(j, "message");
        write_message(j, op, e->message, e->n_args, e->args);
        if (e->position >= 0) {
            json_key(j, "position");
            json_int(j, e->position);
        }
        json_object_end(j);
    }
    json_array_end(j);
}

int problem_write(struct op *op, int code, struct str instance, struct buf *out)
{
    const struct err_info *info = err_info(code);
    const struct op_problem *p = &op->problem;
    struct json j;
    json_init(&j, out);
    json_object_start(&j);
    json_key(&j, "type");
    json_str(&j, arena_format(op->arena, "/problems/%s", slug_of(op, info)));
    json_key(&j, "title");
    write_message(&j, op, info->message, 0, NULL);
    json_key(&j, "status");
    json_int(&j, info->http_status);
    if (p->code == code && p->message) {
        json_key(&j, "detail");
        write_message(&j, op, p->message, p->n_args, p->args);
    }
    json_key(&j, "instance");
    json_str(&j, instance);
    if (p->code == code && p->first)
        write_entries(&j, op);
    json_object_end(&j);
    if (p->code == code && p->extra_json.n && out->n) {
        out->n--; /* the closing brace */
        buf_char(out, ',');
        buf_str(out, p->extra_json);
        buf_char(out, '}');
    }
    return info->http_status;
}
