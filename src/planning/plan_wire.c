/* The engine's input for the engine in the page, and which row is which. */
#include "plan/random.h"
#include "plan/wire.h"
#include "planning/handlers.h"
#include "planning/masked.h"

static void hash_text(const uint8_t *bytes, size_t n, char out[17])
{
    uint64_t h = n;
    for (size_t i = 0; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        h = plan_mix2(h, word);
    }
    for (size_t i = n & ~(size_t)7; i < n; i++)
        h = plan_mix2(h, bytes[i]);
    snprintf(out, 17, "%016llx", (unsigned long long)h);
}

struct wired {
    struct arena arena;
    const struct current *current;
    const struct snapshot *snapshot;
    uint8_t *bytes;
    size_t n;
    char hash[17];
};

static int wire_open(struct op *op, struct wired *w)
{
    *w = (struct wired){.current = NULL};
    arena_init(&w->arena);
    int err = current_get(op, &w->current);
    if (!err)
        err = masked_snapshot(op, &w->arena, current_plan(w->current), &w->snapshot);
    if (err)
        return err;
    w->n = plan_write(&w->snapshot->in, NULL, 0);
    w->bytes = arena_alloc(&w->arena, w->n + 8);
    plan_write(&w->snapshot->in, w->bytes, w->n);
    hash_text(w->bytes, w->n, w->hash);
    return 0;
}

static void wire_close(struct wired *w)
{
    current_release(w->current);
    arena_release(&w->arena);
}

int plan_input_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct wired w;
    int err = wire_open(op, &w);
    if (!err) {
        reply->content_type = "application/octet-stream";
        buf_add(&reply->body, w.bytes, w.n);
        reply_header(op, reply, "Plan-Hash", str_of(w.hash));
    }
    wire_close(&w);
    return err;
}

static void write_ids(struct json *j, const char *key, const void *at, size_t n, size_t size)
{
    json_key(j, key);
    json_array_start(j);
    for (size_t i = 0; i < n; i++) {
        struct id id;
        memcpy(id.byte, (const char *)at + i * size, sizeof id.byte);
        if (id_is_zero(id))
            json_none(j);
        else
            json_id(j, id);
    }
    json_array_end(j);
}

int plan_index_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    struct wired w;
    int err = wire_open(op, &w);
    if (!err) {
        const struct snapshot *s = w.snapshot;
        struct json j = reply_json(reply);
        json_object_start(&j);
        json_key(&j, "hash");
        json_text(&j, w.hash);
        json_key(&j, "from");
        json_instant(&j, s->from_us);
        json_key(&j, "quarter_s");
        json_int(&j, PLAN_SLOT_MIN * 60);
        json_key(&j, "days");
        json_array_start(&j);
        for (uint32_t i = 0; i <= s->in.day_n; i++)
            json_instant(&j, snapshot_instant(s, s->in.days[i]));
        json_array_end(&j);
        write_ids(&j, "tasks", s->task, s->in.task_n, sizeof *s->task);
        write_ids(&j, "people", s->person, s->in.person_n, sizeof *s->person);
        write_ids(&j, "projects", s->project, s->in.project_n, sizeof *s->project);
        write_ids(&j, "clients", s->client, s->in.client_n, sizeof *s->client);
        write_ids(&j, "dependencies", s->dependency, s->in.dependency_n, sizeof *s->dependency);
        json_object_end(&j);
    }
    wire_close(&w);
    return err;
}
