#include "locale/zone.h"
#include "planning/force.h"
#include "planning/handlers.h"

#define NEAR_DAYS  6
#define TERMS_MOST 16

/* ---- times ---- */

/* Messages format in UTC: the instant is moved by the reader's zone. */
struct str tell_when(struct op *op, int64_t time_us)
{
    int64_t local = time_us + zone_offset_s(op->zone, time_us) * US_PER_S;
    int64_t days = instant_day(local) - op->today;
    bool near = days >= -1 && days <= NEAR_DAYS, midnight = local % US_PER_DAY == 0;
    struct message_arg at = {.name = "at", .kind = MESSAGE_INSTANT, .i = local};
    return say_args(op, !near ? "plan.when_far" : midnight ? "plan.when_day" : "plan.when_near", 1, &at);
}

struct str tell_why(struct op *op, const struct tell_why *w)
{
    static const char *const known[] = {"start",       "release",  "dependency", "fixed",     "busy",
                                        "day_full",    "projects", "clients",    "equipment", "too_short",
                                        "person_busy", "unplaced", "subtasks"};
    const char *key = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(w->why, known[i]))
            key = known[i];
    if (!key)
        return (struct str){0};
    const char *form = "";
    if (w->refers)
        form = w->title.n == 0                                                                     ? "_hidden"
               : w->name.n > 0 && (strcmp(key, "dependency") == 0 || strcmp(key, "subtasks") == 0) ? "_name"
                                                                                                   : "";
    struct str message = arena_format(op->arena, "plan.why.%s%s", key, form);
    struct str when = w->until_us ? tell_when(op, w->until_us) : (struct str){0};
    if (str_is(w->why, "dependency") && when.n == 0)
        message = arena_format(op->arena, "plan.why.dependency_never%s", w->title.n ? "" : "_hidden");
    return SAY(op, message.at, message_text("title", w->title), message_text("name", w->name),
               message_text("when", when));
}

/* ---- terms of the score ---- */

struct term {
    const char *key;
    int64_t value;
};

static size_t read_terms(struct str text, struct term terms[TERMS_MOST])
{
    json_auto_t *object = json_loadb(text.at, text.n, 0, NULL);
    size_t n = 0;
    for (int i = 0; i < PLAN_TERMS; i++) {
        const json_t *v = json_object_get(object, force_terms[i]);
        if (!json_is_integer(v))
            continue;
        struct term t = {force_terms[i], json_integer_value(v)};
        size_t at = n++;
        for (; at > 0 && terms[at - 1].value < t.value; at--)
            terms[at] = terms[at - 1];
        terms[at] = t;
    }
    return n;
}

void tell_terms(struct op *op, struct json *j, struct str text, struct str client)
{
    struct term terms[TERMS_MOST];
    size_t n = read_terms(text, terms);
    json_array_start(j);
    for (size_t i = 0; i < n; i++) {
        struct str key = arena_format(op->arena, "plan.term.%s", terms[i].key);
        json_object_start(j);
        json_key(j, "key");
        json_text(j, terms[i].key);
        json_key(j, "value");
        json_int(j, terms[i].value);
        json_key(j, "text");
        json_str(j, SAY(op, key.at, message_text("client", client)));
        json_object_end(j);
    }
    json_array_end(j);
}

struct str tell_now(struct op *op, struct str text, struct str client, struct str runner_up)
{
    struct term terms[TERMS_MOST];
    size_t n = read_terms(text, terms);
    struct str first =
        n > 0 && terms[0].value > 0 ? arena_format(op->arena, "plan.now.%s", terms[0].key) : str_of("plan.now.alone");
    struct str said = SAY(op, first.at, message_text("client", client));
    if (runner_up.n == 0)
        return said;
    struct str then = SAY(op, "plan.now.then", message_text("title", runner_up));
    return arena_format(op->arena, "%.*s %.*s", STR_FMT(said), STR_FMT(then));
}
