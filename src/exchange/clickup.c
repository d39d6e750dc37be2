/* ClickUp's workspace export (CSV). A space is a client, a folder a project, a list a list.
 *
 * What real files do: times in milliseconds beside a text with its zone; "null" as a word; a task that stands in
 * several lists has several rows; parents that are not in the file; "[A,B]" without quotes; JSON in cells; new lines as
 * backslash and n; a due date without a time at 04:00 local; folder "hidden" for a list directly in its space; time
 * spent in seconds or milliseconds. Older files lack some columns. */
#include "base/error.h"
#include "exchange/columns.h"
#include "exchange/csv.h"
#include "exchange/source.h"
#include "exchange/text.h"

enum column {
    ID,
    TYPE,
    NAME,
    CONTENT,
    STATUS,
    CREATED,
    CREATED_TEXT,
    DUE,
    DUE_TEXT,
    START,
    START_TEXT,
    PARENT,
    SUBTASKS,
    ATTACHMENTS,
    ASSIGNEES,
    TAGS,
    PRIORITY,
    LIST,
    FOLDER,
    SPACE,
    ESTIMATE,
    ESTIMATE_TEXT,
    CHECKLISTS,
    COMMENTS,
    ASSIGNED,
    SPENT,
    SPENT_TEXT,
    ROLLED,
    ROLLED_TEXT,
    HOME_ID,
    HOME,
    OTHER_IDS,
    OTHERS,
    LINK,
    COLUMNS
};

static const struct {
    const char *name, *older;
    const char *target; /* "": nothing takes it */
} columns[COLUMNS] = {
    [ID] = {"task id", NULL, "id"},
    [TYPE] = {"task type", NULL, "kind"},
    [NAME] = {"task name", NULL, "title"},
    [CONTENT] = {"task content", "task description", "description"},
    [STATUS] = {"status", NULL, "status"},
    [CREATED] = {"date created", NULL, "created"},
    [CREATED_TEXT] = {"date created text", NULL, "created"},
    [DUE] = {"due date", NULL, "due"},
    [DUE_TEXT] = {"due date text", NULL, "due"},
    [START] = {"start date", NULL, "start"},
    [START_TEXT] = {"start date text", NULL, "start"},
    [PARENT] = {"parent id", NULL, "parent"},
    [SUBTASKS] = {"subtasks ids", "subtask ids", "parent"},
    [ATTACHMENTS] = {"attachments", NULL, "attachments"},
    [ASSIGNEES] = {"assignees", "assignee", "assignees"},
    [TAGS] = {"tags", NULL, "tags"},
    [PRIORITY] = {"priority", NULL, "priority"},
    [LIST] = {"list name", "list", "list"},
    [FOLDER] = {"folder name/path", "folder name", "project"},
    [SPACE] = {"space name", "space", "client"},
    [ESTIMATE] = {"time estimated", "time estimate", "estimate_min"},
    [ESTIMATE_TEXT] = {"time estimated text", NULL, "estimate_min"},
    [CHECKLISTS] = {"checklists", NULL, "checklists"},
    [COMMENTS] = {"comments", NULL, "comments"},
    [ASSIGNED] = {"assigned comments", NULL, "comments"},
    [SPENT] = {"time spent", "time logged", "spent_min"},
    [SPENT_TEXT] = {"time spent text", NULL, "spent_min"},
    [ROLLED] = {"rolled up time", NULL, "spent_min"},
    [ROLLED_TEXT] = {"rolled up time text", NULL, "spent_min"},
    [HOME_ID] = {"home location id", NULL, "list"},
    [HOME] = {"home location", NULL, "list"},
    [OTHER_IDS] = {"other location ids", NULL, ""},
    [OTHERS] = {"other locations", NULL, ""},
    [LINK] = {"task link", NULL, "id"},
};

struct clickup {
    struct plan *p;
    const struct plan_options *o;
    struct csv csv;
    int at[COLUMNS]; /* in the file, or -1 */
    enum date_order order;
    double spent_s; /* the unit of "Time Spent" where its text does not tell */
    struct csv_header h;
    int32_t *field; /* of columns that are custom fields, else PLAN_NONE */
};

static struct str cell(const struct clickup *c, enum column column)
{
    struct str s = c->at[column] < 0 ? (struct str){0} : text_trim(csv_cell(&c->csv, (size_t)c->at[column]));
    return str_is(s, "null") ? (struct str){0} : s;
}

static bool fits(struct str text)
{
    struct arena a;
    struct csv csv;
    struct csv_header h;
    arena_init(&a);
    csv_open(&csv, &a, (struct str){text.at, text.n < 65536 ? text.n : 65536}, 0);
    bool is = csv_header_read(&csv, &h) && csv_header_find(&h, "task id", 0) >= 0 &&
              csv_header_find(&h, "task name", 0) >= 0 &&
              (csv_header_find(&h, "space name", 0) >= 0 || csv_header_find(&h, "list name", 0) >= 0);
    arena_release(&a);
    return is;
}

/* ---- times ---- */

static int32_t zone_offset(const struct clickup *c, int64_t us)
{
    return c->o->offset_s == NULL || c->o->zone == NULL ? 0 : c->o->offset_s(c->o->zone, us);
}

/* The text in the order that its milliseconds show. */
static bool text_time(const struct clickup *c, struct str text, struct date_time *t)
{
    return text.n > 0 && date_time_read(text, c->order == DATE_ORDER_UNKNOWN ? DATE_MONTH_DAY : c->order, t) == 0;
}

/* The instant, and the offset of the zone where the file was written. */
static bool read_time(const struct clickup *c, enum column ms, enum column words, int64_t *ret_us, int32_t *ret_offset,
                      bool *ret_day_only)
{
    struct date_time t;
    bool has_text = text_time(c, cell(c, words), &t);
    int64_t us;
    *ret_day_only = false;
    if (date_epoch_read(cell(c, ms), &us) != 0) {
        if (!has_text && !text_time(c, cell(c, ms), &t)) /* exports of a view have the text alone */
            return false;
        us = date_time_instant(&t, zone_offset(c, t.day * US_PER_DAY));
        *ret_day_only = t.second < 0;
        has_text = true;
    }
    *ret_us = us;
    *ret_offset = has_text && t.has_offset ? t.offset_s : zone_offset(c, us);
    return true;
}

static int64_t second_of_day(int64_t us, int32_t offset)
{
    int64_t s = (us / US_PER_S + offset) % 86400;
    return s < 0 ? s + 86400 : s;
}

#define NO_TIME_S (4 * 3600) /* how ClickUp writes a day without a time */

static void take_due(struct clickup *c, struct plan_task *t)
{
    int64_t us;
    int32_t offset;
    bool day_only;
    if (!read_time(c, DUE, DUE_TEXT, &us, &offset, &day_only))
        return;
    if (day_only || second_of_day(us, offset) == NO_TIME_S) {
        t->due = instant_day(us + offset * US_PER_S);
        return;
    }
    int32_t here = zone_offset(c, us);
    t->due = instant_day(us + here * US_PER_S);
    t->due_min = (int32_t)(second_of_day(us, here) / 60);
}

static void take_start(struct clickup *c, struct plan_task *t)
{
    int64_t us;
    int32_t offset;
    bool day_only;
    if (!read_time(c, START, START_TEXT, &us, &offset, &day_only))
        return;
    t->start = instant_day(us + offset * US_PER_S);
    if (!day_only && second_of_day(us, offset) != NO_TIME_S)
        plan_note(c->p, PLAN_ALTERED, t->row, "import.note.start_time", t->title, cell(c, START_TEXT));
}

/* ---- lengths ---- */

static int64_t limit_min(int64_t min)
{
    return min < 0 ? -1 : min > PLAN_MINUTES_MAX ? PLAN_MINUTES_MAX : min;
}

static struct str unquote(struct str s)
{
    s = text_trim(s);
    return s.n >= 2 && s.at[0] == '"' && s.at[s.n - 1] == '"' ? text_trim((struct str){s.at + 1, s.n - 2}) : s;
}

static int64_t read_estimate(const struct clickup *c)
{
    int64_t v, min;
    if (text_int(cell(c, ESTIMATE), &v) == 0)
        return limit_min((v + 30000) / 60000);
    if (duration_read(cell(c, ESTIMATE_TEXT), 3600, &min) == 0 || duration_read(cell(c, ESTIMATE), 3600, &min) == 0)
        return limit_min(min);
    return -1;
}

/* 1 or 0.001 seconds: the unit in which the number comes nearer to its text. */
static double spent_unit(int64_t v, int64_t text_min)
{
    double s = (double)v / 60 - (double)text_min, ms = (double)v / 60000 - (double)text_min;
    return (s < 0 ? -s : s) < (ms < 0 ? -ms : ms) ? 1 : 0.001;
}

static int64_t read_spent(const struct clickup *c)
{
    int64_t v, text_min;
    bool has_text = duration_read(cell(c, SPENT_TEXT), 3600, &text_min) == 0;
    if (text_int(unquote(cell(c, SPENT)), &v) != 0)
        return has_text ? limit_min(text_min) : -1;
    double unit = has_text && text_min > 0 ? spent_unit(v, text_min) : c->spent_s;
    return limit_min((int64_t)((double)v * unit / 60 + 0.5));
}

/* ---- lists in a cell ---- */

/* "[A,B]": names have no quotes, so a comma always separates. */
static struct str next_item(struct str *rest)
{
    struct str item = text_cut(*rest, ',', rest);
    return text_trim(item);
}

static struct str without_brackets(struct str s)
{
    s = text_trim(s);
    return s.n >= 2 && s.at[0] == '[' && s.at[s.n - 1] == ']' ? (struct str){s.at + 1, s.n - 2} : s;
}

static void take_people(struct clickup *c, struct plan_task *t)
{
    struct str rest = without_brackets(cell(c, ASSIGNEES));
    while (rest.n > 0)
        plan_assign(c->p, t, plan_person(c->p, next_item(&rest), (struct str){0}, t->row));
}

static void take_tags(struct clickup *c, struct plan_task *t)
{
    struct str rest = without_brackets(cell(c, TAGS));
    while (rest.n > 0)
        plan_tag(c->p, t, next_item(&rest));
}

/* ---- JSON in a cell ---- */

static json_t *json_cell(struct clickup *c, enum column column, int64_t row)
{
    struct str text = cell(c, column);
    if (text.n == 0)
        return NULL;
    json_t *v = json_loadb(text.at, text.n, JSON_DECODE_ANY, NULL);
    if (!json_is_array(v) && !json_is_object(v)) {
        plan_note(c->p, PLAN_SKIPPED, row, "import.note.unreadable", str_of(columns[column].name), text);
        json_decref(v);
        return NULL;
    }
    return v;
}

static struct str json_member(struct arena *a, const json_t *object, const char *name)
{
    const json_t *v = json_object_get(object, name);
    return json_is_string(v) ? arena_str(a, (struct str){json_string_value(v), json_string_length(v)})
                             : (struct str){0};
}

static void take_checklist(struct clickup *c, struct plan_task *t, const char *name, const json_t *items)
{
    struct plan_checklist *list = plan_push(c->p, &t->checklists);
    bool cut = false;
    size_t i;
    const json_t *item;
    *list = (struct plan_checklist){.name = text_limit(text_line(c->p->arena, str_of(name)), PLAN_NAME_MAX, &cut)};
    json_array_foreach(items, i, item)
    {
        if (!json_is_string(item))
            continue;
        struct str text = text_line(c->p->arena, str_of(json_string_value(item)));
        *plan_push(c->p, &list->items) = (struct plan_item){.text = text_limit(text, PLAN_TITLE_MAX, &cut)};
    }
    if (cut)
        plan_note(c->p, PLAN_ALTERED, t->row, "import.note.cut", t->title, list->name);
}

static void take_checklists(struct clickup *c, struct plan_task *t)
{
    json_t *all = json_cell(c, CHECKLISTS, t->row), *items;
    const char *name;
    if (json_is_object(all))
        json_object_foreach(all, name, items) take_checklist(c, t, name, items);
    json_decref(all);
}

static void take_attachments(struct clickup *c, struct str id, int32_t task, int64_t row)
{
    json_t *all = json_cell(c, ATTACHMENTS, row);
    const json_t *one;
    size_t i;
    json_array_foreach(all, i, one)
    {
        struct str url = json_is_string(one) ? arena_str(c->p->arena, str_of(json_string_value(one)))
                                             : json_member(c->p->arena, one, "url");
        struct str key = arena_format(c->p->arena, "%.*s:%.*s", STR_FMT(id), STR_FMT(plan_digest(c->p->arena, url)));
        plan_attachment(c->p, key, task, json_member(c->p->arena, one, "title"), url, row);
    }
    json_decref(all);
}

static void take_comment(struct clickup *c, struct str id, int32_t task, const json_t *one, int64_t row)
{
    struct arena *a = c->p->arena;
    struct str text = json_member(a, one, "text"), by = json_member(a, one, "by"), date = json_member(a, one, "date");
    struct str said = arena_format(a, "%.*s\n%.*s\n%.*s", STR_FMT(by), STR_FMT(date), STR_FMT(text));
    struct plan_comment *comment =
        plan_comment(c->p, arena_format(a, "%.*s:%.*s", STR_FMT(id), STR_FMT(plan_digest(a, said))), task, text, row);
    if (comment == NULL)
        return;
    struct date_time t;
    comment->author = plan_person(c->p, by, (struct str){0}, row);
    if (text_time(c, date, &t))
        comment->created = date_time_instant(&t, zone_offset(c, t.day * US_PER_DAY));
    else if (date_epoch_read(date, &comment->created) != 0)
        comment->created = PLAN_NO_TIME;
    struct str resolved = json_member(a, one, "resolved");
    comment->resolved =
        json_is_true(json_object_get(one, "resolved")) || (resolved.n > 0 && !str_is(resolved, "false"));
}

/* Assigned comments stand in both columns; the second time they are the same. */
static void take_comments(struct clickup *c, struct str id, int32_t task, int64_t row)
{
    json_t *all = json_cell(c, COMMENTS, row), *assigned = json_cell(c, ASSIGNED, row), *one;
    size_t i, k;
    json_t *other;
    json_array_foreach(all, i, one) take_comment(c, id, task, one, row);
    json_array_foreach(assigned, i, one)
    {
        bool there = false;
        json_array_foreach(all, k, other) there |=
            json_equal(json_object_get(one, "text"), json_object_get(other, "text")) &&
            json_equal(json_object_get(one, "date"), json_object_get(other, "date"));
        if (!there)
            take_comment(c, id, task, one, row);
    }
    json_decref(all);
    json_decref(assigned);
}

/* ---- custom fields: exports of a view have them, as "Budget (currency)" ---- */

static const struct {
    const char *suffix;
    enum plan_field_type type;
} custom_types[] = {
    {" (short text)", PLAN_TEXT}, {" (text)", PLAN_TEXT},       {" (drop down)", PLAN_CHOICE}, {" (labels)", PLAN_TEXT},
    {" (number)", PLAN_NUMBER},   {" (currency)", PLAN_NUMBER}, {" (formula)", PLAN_TEXT},     {" (date)", PLAN_DATE},
    {" (checkbox)", PLAN_CHECK},  {" (url)", PLAN_LINK},        {" (users)", PLAN_TEXT},       {" (email)", PLAN_TEXT},
    {" (phone)", PLAN_TEXT},      {" (rating)", PLAN_NUMBER},   {" (progress)", PLAN_NUMBER},
};

static bool says_nothing(struct str s)
{
    return s.n == 0 || str_is(s, "null") || str_is(s, "[]");
}

/* By what the header says, as long as the cells agree; else by the cells. */
static void custom_column(struct clickup *c, size_t k, const struct column_look *look)
{
    struct str name = c->h.name[k], folded = c->h.folded[k];
    enum plan_field_type type = column_type(look);
    for (size_t i = 0; i < sizeof custom_types / sizeof *custom_types; i++) {
        struct str suffix = str_of(custom_types[i].suffix);
        if (folded.n <= suffix.n || memcmp(folded.at + folded.n - suffix.n, suffix.at, suffix.n) != 0 ||
            name.n <= suffix.n)
            continue;
        name.n -= suffix.n;
        bool agrees = custom_types[i].type == PLAN_CHOICE || custom_types[i].type == PLAN_CHECK ||
                      custom_types[i].type == PLAN_DATE;
        type = agrees ? custom_types[i].type : custom_types[i].type == PLAN_TEXT ? PLAN_TEXT : type;
    }
    c->field[k] = plan_field(c->p, folded, name, type, 1);
}

static void find_custom(struct clickup *c)
{
    struct csv start = c->csv;
    struct column_look *looks = columns_look(c->p, &start, &c->h);
    c->field = arena_array(c->p->arena, int32_t, c->h.n + 1);
    for (size_t k = 0; k < c->h.n; k++) {
        bool known = false;
        c->field[k] = PLAN_NONE;
        for (int i = 0; i < COLUMNS; i++)
            known |= c->at[i] == (int)k;
        if (known || looks[k].cells == 0 || c->h.name[k].n == 0)
            continue;
        custom_column(c, k, &looks[k]);
        c->p->columns.at[k].target = STR("custom");
    }
}

static void take_custom(struct clickup *c, struct plan_task *t)
{
    for (size_t k = 0; k < c->h.n; k++) {
        struct str s = c->field[k] == PLAN_NONE ? (struct str){0} : text_trim(csv_cell(&c->csv, k));
        struct plan_value v = {.field = c->field[k], .option = PLAN_NONE};
        int64_t us;
        if (says_nothing(s))
            continue;
        bool date = c->p->fields.at[v.field].type == PLAN_DATE && date_epoch_read(s, &us) == 0;
        if (date)
            v.day = instant_day(us + zone_offset(c, us) * US_PER_S);
        if (date || column_value(c->p, &v, s, c->order, NUMBER_POINT))
            *plan_value(c->p, t, v.field) = v;
        else
            plan_note(c->p, PLAN_ALTERED, t->row, "import.note.value", t->title, c->h.name[k]);
    }
}

/* ---- places ---- */

static int32_t take_place(struct clickup *c, int64_t row, bool *ret_home)
{
    struct plan *p = c->p;
    struct str space = cell(c, SPACE), folder = cell(c, FOLDER), list = cell(c, LIST), home = cell(c, HOME);
    bool hidden = folder.n == 0 || text_same(p->arena, folder, STR("hidden"));
    struct str place = arena_format(p->arena, "%.*s/%.*s/%.*s", STR_FMT(space), STR_FMT(folder), STR_FMT(list));
    *ret_home = home.n == 0 || str_eq(home, place);
    if (space.n == 0)
        space = c->o->client.n > 0 ? c->o->client : c->o->file_name;
    if (list.n == 0)
        list = STR("ClickUp");
    int32_t client;
    struct str name = hidden ? space : folder;
    if (c->o->client.n > 0) { /* folders of several spaces come together: say whose each was */
        client = plan_client(p, c->o->client, c->o->client, row);
        if (!hidden && !text_same(p->arena, space, c->o->client))
            name = arena_format(p->arena, "%.*s – %.*s", STR_FMT(space), STR_FMT(folder));
    } else {
        client = plan_client(p, space, space, row);
    }
    struct str project_key = arena_format(p->arena, "%.*s/%.*s", STR_FMT(space), STR_FMT(folder));
    int32_t project = plan_project(p, project_key, name, client, row);
    return plan_list(p, arena_format(p->arena, "%.*s/%.*s", STR_FMT(project_key), STR_FMT(list)), list, project, row);
}

/* The same task in one more list: its home counts, wherever it stands in the file. */
static void take_again(struct clickup *c, int32_t task, struct str id)
{
    bool home;
    int32_t list = take_place(c, c->csv.row, &home);
    struct plan_task *t = &c->p->tasks.at[task];
    if (list == t->list) {
        plan_note(c->p, PLAN_ALTERED, c->csv.row, "import.note.repeated", id, t->title);
        return;
    }
    if (home) {
        int32_t was = t->list;
        struct plan_status s = c->p->statuses.at[t->status];
        t->status = plan_status(c->p, c->o, c->p->lists.at[list].project, s.name, CATEGORIES, c->csv.row);
        t->list = list;
        list = was;
    }
    plan_note(c->p, PLAN_ALTERED, c->csv.row, "import.note.several_lists", t->title, c->p->lists.at[list].name);
}

static void take_kind(struct clickup *c, struct plan_task *t)
{
    struct str type = cell(c, TYPE);
    if (text_same(c->p->arena, type, STR("milestone")))
        t->kind = PLAN_MILESTONE;
    else if (type.n > 0 && !text_same(c->p->arena, type, STR("task")))
        plan_tag(c->p, t, type); /* a kind of their own ("Bug") */
}

static void take_row(struct clickup *c)
{
    struct plan *p = c->p;
    int64_t row = c->csv.row;
    struct str id = cell(c, ID);
    if (id.n == 0 || id.n > 100) {
        plan_note(p, PLAN_SKIPPED, row, "import.note.no_id", cell(c, NAME), STR(""));
        return;
    }
    id = arena_str(p->arena, id);
    int32_t again = plan_task_find(p, id);
    if (again != PLAN_NONE) {
        take_again(c, again, id);
        return;
    }
    bool home;
    int32_t list = take_place(c, row, &home);
    struct plan_task *t = plan_task(p, id, row);
    if (t == NULL)
        return;
    int32_t task = (int32_t)p->tasks.n - 1, offset;
    bool day_only;
    t->list = list;
    plan_title(p, t, cell(c, NAME));
    plan_description(p, t, text_newlines(p->arena, cell(c, CONTENT), true));
    struct str status = cell(c, STATUS);
    t->status = plan_status(p, c->o, p->lists.at[list].project, status.n > 0 ? status : STR("Open"), CATEGORIES, row);
    t->parent_key = cell(c, PARENT);
    t->priority = plan_priority_guess(p->arena, cell(c, PRIORITY));
    if (!read_time(c, CREATED, CREATED_TEXT, &t->created, &offset, &day_only))
        t->created = PLAN_NO_TIME;
    take_kind(c, t);
    take_due(c, t);
    take_start(c, t);
    t->estimate_min = read_estimate(c);
    t->spent_min = read_spent(c);
    take_people(c, t);
    take_tags(c, t);
    take_checklists(c, t);
    take_custom(c, t);
    take_attachments(c, id, task, row);
    take_comments(c, id, task, row);
    if (cell(c, OTHERS).n > 0)
        plan_note(p, PLAN_ALTERED, row, "import.note.several_lists", t->title, cell(c, OTHERS));
}

/* ---- the file ---- */

/* The pairs of milliseconds and text show how the texts are to be read, which the comments need; spent times show their
 * unit. */
static void look_ahead(struct clickup *c, struct csv at)
{
    int64_t votes[3] = {0}, seconds = 0, milliseconds = 0;
    struct csv rows = c->csv;
    c->csv = at;
    while (csv_next(&c->csv)) {
        int64_t us, v, min;
        struct date_time t;
        if (date_epoch_read(cell(c, CREATED), &us) == 0)
            for (int order = DATE_DAY_MONTH; order <= DATE_MONTH_DAY; order++)
                if (date_time_read(cell(c, CREATED_TEXT), (enum date_order)order, &t) == 0 && t.has_offset)
                    votes[order] += date_time_instant(&t, 0) / US_PER_S == us / US_PER_S;
        if (text_int(unquote(cell(c, SPENT)), &v) == 0 && duration_read(cell(c, SPENT_TEXT), 3600, &min) == 0 &&
            min > 0)
            spent_unit(v, min) == 1 ? seconds++ : milliseconds++;
    }
    c->csv = rows;
    c->order = votes[DATE_DAY_MONTH] > votes[DATE_MONTH_DAY] ? DATE_DAY_MONTH : DATE_MONTH_DAY;
    if (plan_dates(c->o) != DATE_ORDER_UNKNOWN)
        c->order = plan_dates(c->o);
    c->spent_s = seconds > milliseconds ? 1 : 0.001;
}

static void find_columns(struct clickup *c, const struct csv_header *h)
{
    for (int i = 0; i < COLUMNS; i++) {
        c->at[i] = csv_header_find(h, columns[i].name, 0);
        if (c->at[i] < 0 && columns[i].older != NULL)
            c->at[i] = csv_header_find(h, columns[i].older, 0);
    }
    for (size_t k = 0; k < h->n; k++) {
        const char *target = "";
        for (int i = 0; i < COLUMNS; i++)
            if (c->at[i] == (int)k)
                target = columns[i].target;
        plan_column(c->p, h->name[k], target, 0, STR(""));
    }
}

static void count_cells(struct clickup *c)
{
    for (size_t i = 0; i < c->p->columns.n; i++) {
        struct str s = text_trim(csv_cell(&c->csv, i));
        struct plan_column *column = &c->p->columns.at[i];
        bool cut = false;
        if (says_nothing(s))
            continue;
        if (column->cells++ == 0)
            column->sample = text_limit(text_line(c->p->arena, s), 80, &cut);
    }
}

static int clickup_read(struct plan *p, const struct plan_options *o, struct str text, const char **ret_why)
{
    struct clickup c = {.p = p, .o = o};
    csv_open(&c.csv, p->arena, text, 0);
    if (!csv_header_read(&c.csv, &c.h)) {
        *ret_why = "import.unreadable.empty";
        return ERR_SYNTAX;
    }
    find_columns(&c, &c.h);
    if (c.at[ID] < 0 || c.at[NAME] < 0) {
        *ret_why = "import.unreadable.clickup";
        return ERR_SYNTAX;
    }
    struct csv start = c.csv; /* its table of cells is its own */
    start.room = 64;
    start.cells = arena_array(p->arena, struct str, start.room);
    look_ahead(&c, start);
    find_custom(&c);
    while (csv_next(&c.csv)) {
        p->rows++;
        count_cells(&c);
        take_row(&c);
    }
    if (c.csv.unclosed)
        plan_note(p, PLAN_ALTERED, c.csv.row, "import.note.unclosed", STR(""), STR(""));
    plan_finish(p);
    return 0;
}

const struct source source_clickup = {.name = "clickup", .fits = fits, .read = clickup_read};
