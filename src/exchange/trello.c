/* A Trello board (JSON, "Print, export and share"). The board is a project; each of its lists is a list and a status
 * here, since Trello's lists are both.
 *
 * What real files do: comments are actions, and only the last 1,000 of the board; positions are numbers with fractions;
 * archived cards and lists stay in the file; values of custom fields name options by id; labels may have a colour and
 * no name. */
#include "base/error.h"
#include "exchange/source.h"
#include "exchange/text.h"

struct trello {
    struct plan *p;
    const struct plan_options *o;
    const json_t *board;
    int32_t project;
};

static struct str text_of(struct trello *t, const json_t *object, const char *name)
{
    const json_t *v = json_object_get(object, name);
    return json_is_string(v) ? arena_str(t->p->arena, (struct str){json_string_value(v), json_string_length(v)})
                             : (struct str){0};
}

static const json_t *member(const json_t *object, const char *name)
{
    return json_object_get(object, name);
}

static bool is_true(const json_t *object, const char *name)
{
    return json_is_true(member(object, name));
}

static bool time_of(struct trello *t, const json_t *object, const char *name, int64_t *ret_us)
{
    struct str s = text_of(t, object, name);
    return s.n > 0 && instant_parse(s, ret_us) == 0;
}

static bool fits(struct str text)
{
    text = text_trim(text);
    return text.n > 0 && text.at[0] == '{' && text_contains(text, STR("\"cards\"")) &&
           text_contains(text, STR("\"lists\""));
}

/* The first eight figures of a Trello id are the second in which it was made. */
static int64_t made_at(struct str id)
{
    int64_t s = 0;
    if (id.n != 24)
        return PLAN_NO_TIME;
    for (size_t i = 0; i < 8; i++) {
        char c = id.at[i];
        int figure = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (figure < 0)
            return PLAN_NO_TIME;
        s = s * 16 + figure;
    }
    return s > 1000000000 ? s * US_PER_S : PLAN_NO_TIME;
}

static int32_t offset_at(const struct trello *t, int64_t us)
{
    return t->o->offset_s == NULL || t->o->zone == NULL ? 0 : t->o->offset_s(t->o->zone, us);
}

static void take_members(struct trello *t)
{
    size_t i;
    const json_t *m;
    json_array_foreach(member(t->board, "members"), i, m)
    {
        struct str name = text_of(t, m, "fullName");
        plan_person(t->p, name.n > 0 ? name : text_of(t, m, "username"), text_of(t, m, "email"), 0);
    }
}

static int32_t person_of(struct trello *t, const char *id)
{
    size_t i;
    const json_t *m;
    json_array_foreach(member(t->board, "members"), i, m)
    {
        const char *mine = json_string_value(member(m, "id"));
        if (mine != NULL && id != NULL && strcmp(mine, id) == 0) {
            struct str name = text_of(t, m, "fullName");
            return plan_person(t->p, name.n > 0 ? name : text_of(t, m, "username"), text_of(t, m, "email"), 0);
        }
    }
    return PLAN_NONE;
}

static int by_position(const void *x, const void *y)
{
    double a = json_number_value(member(*(const json_t *const *)x, "pos")),
           b = json_number_value(member(*(const json_t *const *)y, "pos"));
    return (a > b) - (a < b);
}

/* The items of an array, by their position. */
static const json_t **sorted(struct trello *t, const json_t *array, size_t *ret_n)
{
    size_t n = json_array_size(array);
    const json_t **items = (const json_t **)arena_alloc(t->p->arena, (n + 1) * sizeof *items);
    for (size_t i = 0; i < n; i++)
        items[i] = json_array_get(array, i);
    qsort(items, n, sizeof *items, by_position);
    *ret_n = n;
    return items;
}

static void take_lists(struct trello *t)
{
    size_t n;
    const json_t **lists = sorted(t, member(t->board, "lists"), &n);
    for (size_t i = 0; i < n; i++) {
        struct str name = text_of(t, lists[i], "name");
        int32_t list = plan_list(t->p, text_of(t, lists[i], "id"), name.n > 0 ? name : STR("Trello"), t->project, 0);
        t->p->lists.at[list].archived = is_true(lists[i], "closed");
        plan_status(t->p, t->o, t->project, name.n > 0 ? name : STR("Trello"), CATEGORIES, 0);
    }
}

static const char *type_of(const json_t *field)
{
    const char *type = json_string_value(member(field, "type"));
    return type == NULL ? "text" : type;
}

static void take_fields(struct trello *t)
{
    static const struct {
        const char *name;
        enum plan_field_type type;
    } types[] = {{"checkbox", PLAN_CHECK},
                 {"date", PLAN_DATE},
                 {"list", PLAN_CHOICE},
                 {"number", PLAN_NUMBER},
                 {"text", PLAN_TEXT}};
    size_t n, m;
    const json_t **fields = sorted(t, member(t->board, "customFields"), &n);
    for (size_t i = 0; i < n; i++) {
        enum plan_field_type type = PLAN_TEXT;
        for (size_t k = 0; k < sizeof types / sizeof *types; k++)
            if (strcmp(type_of(fields[i]), types[k].name) == 0)
                type = types[k].type;
        struct str name = text_of(t, fields[i], "name");
        int32_t field = plan_field(t->p, text_of(t, fields[i], "id"), name.n > 0 ? name : STR("Trello"), type, 0);
        const json_t **options = sorted(t, member(fields[i], "options"), &m);
        for (size_t k = 0; k < m; k++)
            plan_field_option(t->p, field, text_of(t, options[k], "id"),
                              text_of(t, member(options[k], "value"), "text"));
    }
}

static bool fill_value(struct trello *t, struct plan_value *v, const json_t *item)
{
    const json_t *value = member(item, "value");
    struct plan_field *field = &t->p->fields.at[v->field];
    bool cut = false;
    int64_t us;
    switch (field->type) {
    case PLAN_CHECK:
        v->yes = str_is(text_of(t, value, "checked"), "true");
        return true;
    case PLAN_NUMBER:
        return number_read(text_of(t, value, "number"), NUMBER_POINT, &v->number) == 0;
    case PLAN_DATE:
        if (!time_of(t, value, "date", &us))
            return false;
        v->day = instant_day(us + offset_at(t, us) * US_PER_S);
        return true;
    case PLAN_CHOICE:
        v->option = plan_field_option(t->p, v->field, text_of(t, item, "idValue"), (struct str){0});
        return v->option != PLAN_NONE;
    default:
        v->text = text_limit(text_of(t, value, "text"), 1000, &cut);
        return v->text.n > 0;
    }
}

static void take_values(struct trello *t, int32_t task, const json_t *card)
{
    size_t i;
    const json_t *item;
    json_array_foreach(member(card, "customFieldItems"), i, item)
    {
        struct str id = text_of(t, item, "idCustomField");
        int32_t field = index_find(&t->p->keys, arena_format(t->p->arena, "trello:field:%.*s", STR_FMT(id)));
        struct plan_task *to = &t->p->tasks.at[task];
        struct plan_value v = {.field = field, .option = PLAN_NONE};
        if (field != INDEX_NONE && fill_value(t, &v, item))
            *plan_value(t->p, to, field) = v;
        else
            plan_note(t->p, PLAN_SKIPPED, to->row, "import.note.value", to->title,
                      field == INDEX_NONE ? id : t->p->fields.at[field].name);
    }
}

static void take_labels(struct trello *t, struct plan_task *to, const json_t *card)
{
    size_t i;
    const json_t *label;
    json_array_foreach(member(card, "labels"), i, label)
    {
        struct str name = text_of(t, label, "name");
        plan_tag(t->p, to, name.n > 0 ? name : text_of(t, label, "color"));
    }
}

static void take_checklist(struct trello *t, struct plan_task *to, const json_t *from)
{
    struct plan_checklist *list = plan_push(t->p, &to->checklists);
    bool cut = false;
    struct str name = text_line(t->p->arena, text_of(t, from, "name"));
    *list = (struct plan_checklist){.name = text_limit(name.n > 0 ? name : STR("Checklist"), PLAN_NAME_MAX, &cut)};
    size_t n;
    const json_t **items = sorted(t, member(from, "checkItems"), &n);
    for (size_t i = 0; i < n; i++)
        *plan_push(t->p, &list->items) = (struct plan_item){
            .text = text_limit(text_line(t->p->arena, text_of(t, items[i], "name")), PLAN_TITLE_MAX, &cut),
            .done = str_is(text_of(t, items[i], "state"), "complete")};
    if (cut)
        plan_note(t->p, PLAN_ALTERED, to->row, "import.note.cut", to->title, list->name);
}

static void take_checklists(struct trello *t, struct plan_task *to, const char *card_id)
{
    size_t n;
    const json_t **lists = sorted(t, member(t->board, "checklists"), &n);
    for (size_t i = 0; i < n; i++) {
        const char *card = json_string_value(member(lists[i], "idCard"));
        if (card != NULL && strcmp(card, card_id) == 0)
            take_checklist(t, to, lists[i]);
    }
}

static void take_attachments(struct trello *t, int32_t task, const json_t *card)
{
    size_t i;
    const json_t *one;
    json_array_foreach(member(card, "attachments"), i, one) plan_attachment(
        t->p, text_of(t, one, "id"), task, text_of(t, one, "name"), text_of(t, one, "url"), t->p->tasks.at[task].row);
}

static void take_dates(struct trello *t, struct plan_task *to, const json_t *card)
{
    int64_t us;
    if (time_of(t, card, "due", &us)) {
        int64_t here = us + offset_at(t, us) * US_PER_S;
        to->due = instant_day(here);
        to->due_min = (int32_t)((here - to->due * US_PER_DAY) / US_PER_S / 60);
    }
    if (time_of(t, card, "start", &us))
        to->start = instant_day(us + offset_at(t, us) * US_PER_S);
}

/* The status is the list's, unless the card says more: archived, or its date ticked off. */
static int32_t status_of(struct trello *t, const json_t *card, int32_t list)
{
    enum plan_category category = CATEGORIES;
    struct str name = t->p->lists.at[list].name;
    int32_t status = plan_status(t->p, t->o, t->project, name, CATEGORIES, 0);
    enum plan_category of_list = t->p->statuses.at[status].category;
    bool ended = of_list == CATEGORY_DONE || of_list == CATEGORY_CANCELLED;
    if (ended)
        return status;
    if (is_true(card, "dueComplete")) {
        name = STR("Complete");
        category = CATEGORY_DONE;
    } else if (is_true(card, "closed") || t->p->lists.at[list].archived) {
        name = STR("Archived");
        category = CATEGORY_CANCELLED;
    }
    return category == CATEGORIES ? status : plan_status(t->p, t->o, t->project, name, category, 0);
}

static void take_card(struct trello *t, const json_t *card, int64_t row)
{
    struct plan *p = t->p;
    struct str id = text_of(t, card, "id"), list_id = text_of(t, card, "idList");
    int32_t list = index_find(&p->keys, arena_format(p->arena, "trello:list:%.*s", STR_FMT(list_id)));
    if (id.n == 0 || id.n > 100) {
        plan_note(p, PLAN_SKIPPED, row, "import.note.no_id", text_of(t, card, "name"), STR(""));
        return;
    }
    if (list == INDEX_NONE)
        list = plan_list(p, list_id, STR("Trello"), t->project, row);
    struct plan_task *to = plan_task(p, id, row);
    if (to == NULL)
        return;
    int32_t task = (int32_t)p->tasks.n - 1;
    to->list = list;
    to->created = made_at(id);
    if (!time_of(t, card, "dateLastActivity", &to->updated))
        to->updated = PLAN_NO_TIME;
    to->position = json_number_value(member(card, "pos"));
    plan_title(p, to, text_of(t, card, "name"));
    plan_description(p, to, text_newlines(p->arena, text_of(t, card, "desc"), false));
    to->status = status_of(t, card, list);
    take_dates(t, to, card);
    size_t i;
    const json_t *m;
    json_array_foreach(member(card, "idMembers"), i, m) plan_assign(p, to, person_of(t, json_string_value(m)));
    take_labels(t, to, card);
    take_checklists(t, to, json_string_value(member(card, "id")));
    take_values(t, task, card);
    take_attachments(t, task, card);
}

static void take_action(struct trello *t, const json_t *action)
{
    struct plan *p = t->p;
    const json_t *data = member(action, "data"), *by = member(action, "memberCreator");
    int32_t task = plan_task_find(p, text_of(t, member(data, "card"), "id"));
    struct str type = text_of(t, action, "type"), name = text_of(t, by, "fullName");
    if (task == PLAN_NONE)
        return;
    int32_t person = plan_person(p, name.n > 0 ? name : text_of(t, by, "username"), (struct str){0}, 0);
    if (str_is(type, "createCard") || str_is(type, "copyCard"))
        p->tasks.at[task].creator = person;
    if (!str_is(type, "commentCard") && !str_is(type, "copyCommentCard"))
        return;
    struct plan_comment *c =
        plan_comment(p, text_of(t, action, "id"), task, text_of(t, data, "text"), p->tasks.at[task].row);
    if (c == NULL)
        return;
    c->author = person;
    if (!time_of(t, action, "date", &c->created))
        c->created = PLAN_NO_TIME;
}

/* Trello counts the comments of every card, so what the file lacks can be told. */
static void note_lost_comments(struct trello *t, const json_t *cards)
{
    size_t i;
    const json_t *card;
    json_array_foreach(cards, i, card)
    {
        int32_t task = plan_task_find(t->p, text_of(t, card, "id"));
        int64_t said = json_integer_value(member(member(card, "badges"), "comments")), there = 0;
        if (task == PLAN_NONE || said == 0)
            continue;
        for (size_t k = 0; k < t->p->comments.n; k++)
            there += t->p->comments.at[k].task == task;
        if (there < said)
            plan_note(t->p, PLAN_SKIPPED, t->p->tasks.at[task].row, "import.note.comments_missing",
                      t->p->tasks.at[task].title, arena_format(t->p->arena, "%lld", (long long)(said - there)));
    }
}

static int trello_read(struct plan *p, const struct plan_options *o, struct str text, const char **ret_why)
{
    json_t *board = json_loadb(text.at, text.n, 0, NULL);
    struct trello t = {.p = p, .o = o, .board = board};
    if (!json_is_array(member(board, "cards")) || !json_is_array(member(board, "lists"))) {
        json_decref(board);
        *ret_why = "import.unreadable.trello";
        return ERR_SYNTAX;
    }
    struct str name = text_of(&t, board, "name"), id = text_of(&t, board, "id");
    if (name.n == 0)
        name = o->file_name;
    struct str client = o->client.n > 0 ? o->client : name;
    t.project = plan_project(p, id.n > 0 ? id : name, name, plan_client(p, client, client, 0), 0);
    bool cut = false;
    p->projects.at[t.project].description = text_limit(text_of(&t, board, "desc"), PLAN_TEXT_MAX, &cut);
    p->projects.at[t.project].archived = is_true(board, "closed");
    take_members(&t);
    take_lists(&t);
    take_fields(&t);
    size_t n, i;
    const json_t **cards = sorted(&t, member(board, "cards"), &n), *action;
    for (i = 0; i < n; i++)
        take_card(&t, cards[i], (int64_t)i + 1);
    p->rows = (int64_t)n;
    size_t actions = json_array_size(member(board, "actions"));
    for (i = actions; i-- > 0;) { /* newest first in the file */
        action = json_array_get(member(board, "actions"), i);
        take_action(&t, action);
    }
    note_lost_comments(&t, member(board, "cards"));
    plan_finish(p);
    json_decref(board);
    return 0;
}

const struct source source_trello = {.name = "trello", .fits = fits, .read = trello_read};
