#include "exchange/plan.h"
#include "exchange/text.h"
#include <sodium.h>

#define PEOPLE_MAX 5000

const char *const plan_category_names[CATEGORIES] = {"backlog", "open", "active", "review", "done", "cancelled"};
const char *const plan_field_names[PLAN_FIELD_TYPES] = {"text",   "number", "date",  "choice",
                                                        "people", "link",   "check", "money"};

void plan_init(struct plan *p, struct arena *a, const char *source)
{
    *p = (struct plan){.arena = a, .source = source};
    index_init(&p->keys, a);
    index_init(&p->names, a);
}

void plan_room(struct arena *a, void **at, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return;
    size_t more = *room == 0 ? 4 : *room * 2;
    *at = arena_grow(a, *at, *room * size, more * size);
    *room = more;
}

/* "clickup:task:867" */
static struct str full_key(struct plan *p, const char *kind, struct str key)
{
    return arena_format(p->arena, "%s:%s:%.*s", p->source, kind, STR_FMT(key));
}

static struct str name_of(struct plan *p, struct str name, size_t most, struct str key, int64_t row)
{
    bool cut = false;
    struct str fit = text_limit(text_line(p->arena, name), most, &cut);
    if (cut)
        plan_note(p, PLAN_ALTERED, row, "import.note.cut", key, name);
    return fit;
}

/* The number under this key; or -1 with the key to put in. */
static int32_t known(struct plan *p, const char *kind, struct str key, struct str *ret_key)
{
    *ret_key = full_key(p, kind, key);
    return index_find(&p->keys, *ret_key);
}

int32_t plan_client(struct plan *p, struct str key, struct str name, int64_t row)
{
    struct str k;
    int32_t at = known(p, "client", key, &k);
    if (at != INDEX_NONE)
        return at;
    struct str fit = name_of(p, name, PLAN_NAME_MAX, key, row);
    *plan_push(p, &p->clients) = (struct plan_client){.key = k, .name = fit, .row = row};
    return index_put(&p->keys, k, (int32_t)p->clients.n - 1);
}

int32_t plan_project(struct plan *p, struct str key, struct str name, int32_t client, int64_t row)
{
    struct str k;
    int32_t at = known(p, "project", key, &k);
    if (at != INDEX_NONE)
        return at;
    struct str fit = name_of(p, name, PLAN_NAME_MAX, key, row);
    *plan_push(p, &p->projects) = (struct plan_project){.key = k, .name = fit, .client = client, .row = row};
    return index_put(&p->keys, k, (int32_t)p->projects.n - 1);
}

int32_t plan_list(struct plan *p, struct str key, struct str name, int32_t project, int64_t row)
{
    struct str k;
    int32_t at = known(p, "list", key, &k);
    if (at != INDEX_NONE)
        return at;
    struct str fit = name_of(p, name, PLAN_NAME_MAX, key, row);
    *plan_push(p, &p->lists) = (struct plan_list){.key = k, .name = fit, .project = project, .row = row};
    return index_put(&p->keys, k, (int32_t)p->lists.n - 1);
}

int32_t plan_status(struct plan *p, const struct plan_options *o, int32_t project, struct str name,
                    enum plan_category category, int64_t row)
{
    struct str fit = name_of(p, name, 60, name, row), k;
    struct str of = p->projects.at[project].key;
    int32_t at =
        known(p, "status", arena_format(p->arena, "%.*s:%.*s", STR_FMT(of), STR_FMT(text_fold(p->arena, fit))), &k);
    if (at != INDEX_NONE)
        return at;
    bool sure = category != CATEGORIES;
    const json_t *mapped = plan_mapped(o, p->arena, "statuses", fit);
    int wanted = json_is_string(mapped) ? plan_category_find(str_of(json_string_value(mapped))) : -1;
    if (wanted >= 0)
        category = (enum plan_category)wanted;
    else if (!sure)
        category = plan_category_guess(p->arena, fit);
    *plan_push(p, &p->statuses) = (struct plan_status){
        .key = k, .name = fit, .project = project, .category = category, .sure = sure || wanted >= 0, .row = row};
    return index_put(&p->keys, k, (int32_t)p->statuses.n - 1);
}

/* "Zoë <zoe@example.com>" and an address given as a name. */
static void name_and_email(struct arena *a, struct str *name, struct str *email)
{
    struct str rest, before = text_cut(*name, '<', &rest);
    if (email->n == 0 && rest.n > 1 && rest.at[rest.n - 1] == '>' && text_contains(rest, STR("@"))) {
        *email = (struct str){rest.at, rest.n - 1};
        *name = text_trim(before);
    }
    if (email->n == 0 && text_contains(*name, STR("@")) && !text_contains(*name, STR(" "))) {
        *email = *name;
        *name = (struct str){0};
    }
    bool cut = false;
    *name = text_limit(text_line(a, *name), 100, &cut);
    *email = text_trim(*email);
    if (email->n > 250)
        *email = (struct str){0};
}

int32_t plan_person(struct plan *p, struct str name, struct str email, int64_t row)
{
    name_and_email(p->arena, &name, &email);
    if (name.n == 0 && email.n == 0)
        return PLAN_NONE;
    struct str by_email = arena_format(p->arena, "@%.*s", STR_FMT(text_fold(p->arena, email)));
    struct str by_name = text_fold(p->arena, name);
    int32_t at = email.n > 0 ? index_find(&p->names, by_email) : INDEX_NONE;
    int32_t named = name.n > 0 ? index_find(&p->names, by_name) : INDEX_NONE;
    /* two people of one name with two addresses are two */
    if (at == INDEX_NONE && named != INDEX_NONE && (email.n == 0 || p->people.at[named].email.n == 0))
        at = named;
    if (at == INDEX_NONE) {
        if (p->people.n >= PEOPLE_MAX)
            return PLAN_NONE;
        struct str key = full_key(p, "person", email.n > 0 ? by_email : by_name);
        *plan_push(p, &p->people) = (struct plan_person){.key = key, .row = row, .same = PLAN_NONE};
        at = (int32_t)p->people.n - 1;
    }
    struct plan_person *person = &p->people.at[at];
    person->uses++;
    if (person->name.n == 0 && name.n > 0)
        person->name = arena_str(p->arena, name);
    if (person->email.n == 0 && email.n > 0)
        person->email = arena_str(p->arena, email);
    if (email.n > 0)
        index_put(&p->names, by_email, at);
    if (name.n > 0)
        index_put(&p->names, by_name, at);
    return at;
}

int32_t plan_field(struct plan *p, struct str key, struct str name, enum plan_field_type type, int64_t row)
{
    struct str k;
    int32_t at = known(p, "field", key, &k);
    if (at != INDEX_NONE)
        return at;
    struct str fit = name_of(p, name, 60, key, row);
    *plan_push(p, &p->fields) = (struct plan_field){.key = k, .name = fit, .type = type, .row = row};
    return index_put(&p->keys, k, (int32_t)p->fields.n - 1);
}

int32_t plan_field_option(struct plan *p, int32_t field, struct str key, struct str name)
{
    struct plan_field *f = &p->fields.at[field];
    bool by_name = key.n == 0, cut = false;
    if (by_name)
        key = text_fold(p->arena, name);
    for (size_t i = 0; i < f->options.n; i++)
        if (str_eq(f->options.at[i].key, key))
            return (int32_t)i;
    if (name.n == 0 || f->options.n >= 200)
        return PLAN_NONE;
    *plan_push(p, &f->options) =
        (struct plan_option){.key = key, .name = text_limit(text_line(p->arena, name), 60, &cut)};
    return (int32_t)f->options.n - 1;
}

struct plan_task *plan_task(struct plan *p, struct str key, int64_t row)
{
    struct str k;
    if (known(p, "task", key, &k) != INDEX_NONE) {
        plan_note(p, PLAN_ALTERED, row, "import.note.repeated", key, STR(""));
        return NULL;
    }
    if (p->tasks.n >= PLAN_TASKS_MAX) {
        plan_note(p, PLAN_SKIPPED, row, "import.note.too_many", key, STR(""));
        return NULL;
    }
    struct plan_task *t = plan_push(p, &p->tasks);
    *t = (struct plan_task){.key = k,
                            .list = PLAN_NONE,
                            .status = PLAN_NONE,
                            .parent = PLAN_NONE,
                            .creator = PLAN_NONE,
                            .start = PLAN_NO_DAY,
                            .due = PLAN_NO_DAY,
                            .due_min = -1,
                            .created = PLAN_NO_TIME,
                            .updated = PLAN_NO_TIME,
                            .completed = PLAN_NO_TIME,
                            .estimate_min = -1,
                            .spent_min = -1,
                            .row = row};
    index_put(&p->keys, k, (int32_t)p->tasks.n - 1);
    return t;
}

int32_t plan_task_find(const struct plan *p, struct str key)
{
    return index_find(&p->keys, arena_format(p->arena, "%s:task:%.*s", p->source, STR_FMT(key)));
}

struct str plan_digest(struct arena *a, struct str text)
{
    unsigned char hash[16];
    char hex[33];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text.at, text.n, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_str(a, (struct str){hex, 24});
}

struct plan_comment *plan_comment(struct plan *p, struct str key, int32_t task, struct str body, int64_t row)
{
    bool cut = false;
    body = text_limit(text_trim(text_newlines(p->arena, body, false)), PLAN_TEXT_MAX, &cut);
    if (cut)
        plan_note(p, PLAN_ALTERED, row, "import.note.cut", p->tasks.at[task].title, key);
    if (body.n == 0)
        return NULL;
    struct str full;
    int32_t again = 1;
    while (known(p, "comment", again == 1 ? key : arena_format(p->arena, "%.*s#%d", STR_FMT(key), again), &full) !=
           INDEX_NONE)
        again++;
    struct plan_comment *c = plan_push(p, &p->comments);
    index_put(&p->keys, full, (int32_t)p->comments.n - 1);
    *c = (struct plan_comment){
        .key = full, .task = task, .body = body, .author = PLAN_NONE, .created = PLAN_NO_TIME, .row = row};
    return c;
}

void plan_attachment(struct plan *p, struct str key, int32_t task, struct str name, struct str url, int64_t row)
{
    bool cut = false;
    url = text_trim(url);
    name = text_limit(text_line(p->arena, name.n > 0 ? name : url), PLAN_NAME_MAX, &cut);
    if (!(text_starts(url, STR("https://")) || text_starts(url, STR("http://"))) || url.n > 2000 || name.n == 0) {
        plan_note(p, PLAN_SKIPPED, row, "import.note.attachment", p->tasks.at[task].title, name.n > 0 ? name : url);
        return;
    }
    struct str full;
    if (known(p, "attachment", key, &full) != INDEX_NONE)
        return;
    index_put(&p->keys, full, (int32_t)p->attachments.n);
    *plan_push(p, &p->attachments) =
        (struct plan_attachment){.key = full, .task = task, .name = name, .url = url, .row = row};
}

void plan_dependency(struct plan *p, struct str task_key, struct str predecessor_key, const char *kind, int64_t row)
{
    struct str key = arena_format(p->arena, "%.*s:%.*s:%s", STR_FMT(task_key), STR_FMT(predecessor_key), kind), full;
    if (known(p, "dependency", key, &full) != INDEX_NONE)
        return; /* both ends of a link tell it */
    *plan_push(p, &p->dependencies) = (struct plan_dependency){.key = full,
                                                               .task_key = task_key,
                                                               .predecessor_key = predecessor_key,
                                                               .task = PLAN_NONE,
                                                               .predecessor = PLAN_NONE,
                                                               .kind = kind,
                                                               .row = row};
    index_put(&p->keys, full, (int32_t)p->dependencies.n - 1);
}

void plan_column(struct plan *p, struct str name, const char *target, int64_t cells, struct str sample)
{
    bool cut = false;
    *plan_push(p, &p->columns) = (struct plan_column){.name = name,
                                                      .target = str_of(target),
                                                      .cells = cells,
                                                      .sample = text_limit(text_line(p->arena, sample), 80, &cut)};
}

void plan_note(struct plan *p, enum plan_loss loss, int64_t row, const char *message, struct str what, struct str value)
{
    bool cut = false;
    *plan_push(p, &p->notes) = (struct plan_note){.loss = loss,
                                                  .row = row,
                                                  .message = message,
                                                  .what = text_limit(text_line(p->arena, what), 120, &cut),
                                                  .value = text_limit(text_line(p->arena, value), 120, &cut)};
}

void plan_ask(struct plan *p, const char *name, struct str column, struct str sample, const char *const choices[4],
              const char *chosen)
{
    for (size_t i = 0; i < p->questions.n; i++)
        if (strcmp(p->questions.at[i].name, name) == 0)
            return;
    struct plan_question *q = plan_push(p, &p->questions);
    *q = (struct plan_question){.name = name, .column = column, .sample = sample, .chosen = chosen};
    memcpy(q->choices, choices, sizeof q->choices);
}

void plan_title(struct plan *p, struct plan_task *t, struct str title)
{
    struct str line = text_line(p->arena, title);
    bool cut = false;
    t->title = text_limit(line, PLAN_TITLE_MAX, &cut);
    if (cut) { /* nothing is lost: the whole of it begins the description */
        t->description = line;
        plan_note(p, PLAN_ALTERED, t->row, "import.note.title", t->title, STR(""));
    }
    if (t->title.n == 0) {
        t->title = t->key;
        plan_note(p, PLAN_ALTERED, t->row, "import.note.untitled", t->key, STR(""));
    }
}

void plan_description(struct plan *p, struct plan_task *t, struct str markdown)
{
    markdown = text_trim(markdown);
    if (markdown.n == 0)
        return;
    struct str whole = t->description.n == 0
                           ? markdown
                           : arena_format(p->arena, "%.*s\n\n%.*s", STR_FMT(t->description), STR_FMT(markdown));
    bool cut = false;
    t->description = text_limit(whole, PLAN_TEXT_MAX, &cut);
    if (cut)
        plan_note(p, PLAN_ALTERED, t->row, "import.note.cut", t->title, STR("description"));
}

void plan_tag(struct plan *p, struct plan_task *t, struct str tag)
{
    bool cut = false;
    tag = text_limit(text_line(p->arena, tag), PLAN_TAG_MAX, &cut);
    if (tag.n == 0)
        return;
    for (size_t i = 0; i < t->tags.n; i++)
        if (text_same(p->arena, t->tags.at[i], tag))
            return;
    if (t->tags.n >= PLAN_TAGS_MAX || cut)
        plan_note(p, PLAN_ALTERED, t->row, "import.note.tag", t->title, tag);
    if (t->tags.n < PLAN_TAGS_MAX)
        *plan_push(p, &t->tags) = tag;
}

#define ADD_PERSON(plan, task, set, person)                                                                            \
    do {                                                                                                               \
        for (size_t i_ = 0; i_ < (set)->n; i_++)                                                                       \
            if ((set)->at[i_] == (person))                                                                             \
                return;                                                                                                \
        if ((person) == PLAN_NONE)                                                                                     \
            return;                                                                                                    \
        if ((set)->n >= PLAN_SET_MAX)                                                                                  \
            plan_note((plan), PLAN_ALTERED, (task)->row, "import.note.people", (task)->title,                          \
                      (plan)->people.at[person].name);                                                                 \
        else                                                                                                           \
            *plan_push((plan), (set)) = (person);                                                                      \
    } while (0)

void plan_assign(struct plan *p, struct plan_task *t, int32_t person)
{
    ADD_PERSON(p, t, &t->assignees, person);
}

void plan_watch(struct plan *p, struct plan_task *t, int32_t person)
{
    ADD_PERSON(p, t, &t->watchers, person);
}

struct plan_value *plan_value(struct plan *p, struct plan_task *t, int32_t field)
{
    struct plan_value *v = plan_push(p, &t->values);
    *v = (struct plan_value){.field = field, .option = PLAN_NONE};
    return v;
}

const char *plan_option(const struct plan_options *o, const char *name)
{
    return o->mapping == NULL ? NULL : json_string_value(json_object_get(o->mapping, name));
}

const json_t *plan_mapped(const struct plan_options *o, struct arena *a, const char *name, struct str key)
{
    json_t *all = o->mapping == NULL ? NULL : json_object_get(o->mapping, name), *value;
    const char *k;
    json_object_foreach(all, k, value) if (str_is(key, k) || text_same(a, key, str_of(k))) return value;
    return NULL;
}

enum date_order plan_dates(const struct plan_options *o)
{
    const char *said = plan_option(o, "dates");
    if (said == NULL)
        return DATE_ORDER_UNKNOWN;
    return strcmp(said, "day-month") == 0   ? DATE_DAY_MONTH
           : strcmp(said, "month-day") == 0 ? DATE_MONTH_DAY
                                            : DATE_ORDER_UNKNOWN;
}
