#include "base/json_out.h"
#include "locale/zone.h"
#include "plan/random.h"
#include "planning/conflicts.h"
#include "planning/decide.h"
#include "planning/options.h"
#include "planning/say.h"
#include "planning/whatif.h"

struct writer_of {
    struct op *op;
    const struct computed *c;
    const struct snapshot *s;
    struct seen seen;
    struct json *j;
};

static void none(struct json *j, const char *key)
{
    json_key(j, key);
    json_none(j);
}

static void write_side(const struct writer_of *w, const struct conflict_side *side)
{
    const struct snapshot_task *t = &w->s->task[side->task];
    struct json *j = w->j;
    bool shown = seen_task(&w->seen, side->task);
    json_object_start(j);
    json_key(j, "hidden");
    json_bool(j, !shown);
    json_key(j, "late");
    json_bool(j, side->late);
    json_key(j, "minutes");
    json_int(j, (int64_t)side->slots * PLAN_SLOT_MIN);
    if (!shown) {
        static const char *const keys[] = {"client", "project", "task", "title", "due", "finish", "p80"};
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            none(j, keys[i]);
    } else {
        json_key(j, "client");
        json_id(j, t->client_id);
        json_key(j, "project");
        json_id(j, t->project_id);
        json_key(j, "task");
        json_id(j, t->id);
        json_key(j, "title");
        json_str(j, t->title);
        json_key(j, "due");
        json_date(j, zone_day(w->s->zone, snapshot_instant(w->s, side->needed) - 1));
        whatif_slot(j, w->s, "finish", w->c->out.dates.finish[side->task]);
        whatif_slot(j, w->s, "p80", w->c->p80[side->task]);
    }
    json_key(j, "hard");
    json_bool(j, shown && side->hard);
    json_object_end(j);
}

static struct str client_of(const struct writer_of *w, uint32_t task)
{
    return seen_task(&w->seen, task) ? w->s->client[w->s->projects[w->s->tasks[task].project].client].name
                                     : SAY_PLAIN(w->op, "plan_conflict.another_client");
}

static struct str sentence(const struct writer_of *w, const struct conflict *c)
{
    uint32_t client = w->s->projects[w->s->tasks[c->side[0].task].project].client, other = 0;
    while (other + 1 < c->n && w->s->projects[w->s->tasks[c->side[other].task].project].client == client)
        other++;
    struct str who = c->of_resource ? w->s->resource[c->index].name : w->s->person[c->index].name;
    return SAY(w->op, "plan_conflict.text", message_text("who", who), message_text("a", client_of(w, c->side[0].task)),
               message_text("b", client_of(w, c->side[other].task)),
               message_text("title", seen_task(&w->seen, c->side[0].task) ? w->s->task[c->side[0].task].title
                                                                          : SAY_PLAIN(w->op, "plan_conflict.its_work")),
               message_int("hours", ((int64_t)c->side[0].lacks * PLAN_SLOT_MIN + 59) / 60),
               message_day("week", c->week));
}

static int write_options(const struct writer_of *w, const struct conflict *c)
{
    struct option options[OPTIONS_MAX];
    size_t n;
    int err = options_for(w->op, w->c, &w->seen, c, options, &n);
    json_key(w->j, "options");
    json_array_start(w->j);
    for (size_t i = 0; i < n; i++) {
        char *changes = json_dumps(options[i].changes, JSON_COMPACT);
        json_object_start(w->j);
        json_key(w->j, "key");
        json_text(w->j, options[i].key);
        json_key(w->j, "text");
        json_str(w->j, options[i].text);
        json_key(w->j, "changes");
        json_raw(w->j, str_of(changes));
        json_object_end(w->j);
        free(changes);
        json_decref(options[i].changes);
    }
    json_array_end(w->j);
    return err;
}

static int write_conflict(const struct writer_of *w, const struct conflict *c)
{
    struct id who = c->of_resource ? w->s->resource[c->index].id : w->s->person[c->index].id;
    struct json *j = w->j;
    char id[ID_TEXT + 1], week[11];
    id_write(who, id);
    date_write(c->week, week);
    json_object_start(j);
    json_key(j, "id");
    /* another promise that is short in the same week is another conflict; the reader may not see which task it is */
    uint32_t which = (uint32_t)plan_mix2(w->s->tasks[c->side[0].task].key, (uint64_t)c->week);
    json_str(j, arena_format(w->op->arena, "%s-%s-%08x", id, week, which));
    json_key(j, "from");
    json_date(j, zone_day(w->s->zone, snapshot_instant(w->s, c->from)));
    json_key(j, "until");
    json_date(j, zone_day(w->s->zone, snapshot_instant(w->s, c->until) - 1));
    json_key(j, c->of_resource ? "equipment" : "member");
    json_id(j, who);
    json_key(j, "hard");
    json_bool(j, c->hard);
    json_key(j, "short_min");
    json_int(j, (int64_t)c->side[0].lacks * PLAN_SLOT_MIN);
    json_key(j, "sides");
    json_array_start(j);
    for (uint32_t i = 0; i < c->n; i++)
        write_side(w, &c->side[i]);
    json_array_end(j);
    json_key(j, "text");
    json_str(j, sentence(w, c));
    int err = write_options(w, c);
    json_object_end(j);
    return err;
}

/* A reader who sees none of what is late is not concerned. */
static bool concerns(const struct seen *seen, const struct conflict *c)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (c->side[i].of_week && seen_task(seen, c->side[i].task))
            return true;
    return false;
}

static int write_all(struct writer_of *w)
{
    struct conflicts found = conflicts_find(w->op->arena, w->c);
    int err = seen_read(w->op, w->s, &w->seen);
    json_object_start(w->j);
    json_key(w->j, "items");
    json_array_start(w->j);
    for (uint32_t i = 0; i < found.n && !err; i++)
        if (concerns(&w->seen, &found.at[i]))
            err = write_conflict(w, &found.at[i]);
    json_array_end(w->j);
    json_object_end(w->j);
    return err;
}

int conflicts_get(struct op *op, struct request *req, struct reply *reply)
{
    (void)req;
    const struct current *current;
    int err = current_get(op, &current);
    if (err)
        return err;
    struct json j = reply_json(reply);
    struct writer_of w = {.op = op, .c = current_plan(current), .s = current_plan(current)->snapshot, .j = &j};
    err = write_all(&w);
    current_release(current);
    return err;
}
