/* Jira's CSV export, of the server and of the cloud. A Jira project is a project; sprints are its lists.
 *
 * What real files do: the same header several times (labels, comments, attachments, watchers, links), each one more
 * value; rows wider than the header; dates as "25/Jun/20 12:44" or in the form of the site; a comment as
 * "date;user;text", an attachment as "date;user;name;address"; descriptions in wiki markup; parents by number. */
#include "base/error.h"
#include "exchange/columns.h"
#include "exchange/source.h"
#include "exchange/text.h"
#include "exchange/wiki.h"

enum what {
    NOTHING,
    KEY,
    NUMBER,
    SUMMARY,
    TYPE,
    STATUS,
    STATUS_CATEGORY,
    PROJECT_KEY,
    PROJECT_NAME,
    PROJECT_DESCRIPTION,
    PRIORITY,
    RESOLUTION,
    ASSIGNEE,
    REPORTER,
    CREATOR,
    CREATED,
    UPDATED,
    RESOLVED,
    DUE,
    START,
    LABEL,
    DESCRIPTION,
    ENVIRONMENT,
    ESTIMATE,
    SPENT,
    WATCHER,
    COMMENT,
    ATTACHMENT,
    PARENT,
    SPRINT,
    BLOCKS,
    BLOCKED,
    LINK_OTHER,
    CUSTOM,
    KNOWN
};

static const struct {
    const char *name;
    enum what what;
    const char *target;
} columns[] = {
    {"issue key", KEY, "id"},
    {"key", KEY, "id"},
    {"cle de ticket", KEY, "id"},
    {"issue id", NUMBER, "id"},
    {"summary", SUMMARY, "title"},
    {"resume", SUMMARY, "title"},
    {"issue type", TYPE, "custom"},
    {"status", STATUS, "status"},
    {"status category", STATUS_CATEGORY, "status"},
    {"project key", PROJECT_KEY, "project"},
    {"project name", PROJECT_NAME, "project"},
    {"project description", PROJECT_DESCRIPTION, "project"},
    {"priority", PRIORITY, "priority"},
    {"resolution", RESOLUTION, "custom"},
    {"assignee", ASSIGNEE, "assignees"},
    {"reporter", REPORTER, "watchers"},
    {"creator", CREATOR, "created_by"},
    {"created", CREATED, "created"},
    {"updated", UPDATED, "updated"},
    {"resolved", RESOLVED, "completed"},
    {"due date", DUE, "due"},
    {"custom field (start date)", START, "start"},
    {"labels", LABEL, "tags"},
    {"component/s", LABEL, "tags"},
    {"components", LABEL, "tags"},
    {"fix version/s", LABEL, "tags"},
    {"fix versions", LABEL, "tags"},
    {"description", DESCRIPTION, "description"},
    {"environment", ENVIRONMENT, "description"},
    {"original estimate", ESTIMATE, "estimate_min"},
    {"time spent", SPENT, "spent_min"},
    {"watchers", WATCHER, "watchers"},
    {"comment", COMMENT, "comments"},
    {"comments", COMMENT, "comments"},
    {"attachment", ATTACHMENT, "attachments"},
    {"attachments", ATTACHMENT, "attachments"},
    {"parent id", PARENT, "parent"},
    {"parent", PARENT, "parent"},
    {"parent key", PARENT, "parent"},
    {"custom field (epic link)", PARENT, "parent"},
    {"custom field (parent link)", PARENT, "parent"},
    {"sprint", SPRINT, "list"},
    {"custom field (sprint)", SPRINT, "list"},
    {"outward issue link (blocks)", BLOCKS, "dependencies"},
    {"inward issue link (blocks)", BLOCKED, "dependencies"},
    /* the same again, or of no use outside Jira: all others become custom fields */
    {"project type", NOTHING, ""},
    {"project lead", NOTHING, ""},
    {"project lead id", NOTHING, ""},
    {"project url", NOTHING, ""},
    {"last viewed", NOTHING, ""},
    {"votes", NOTHING, ""},
    {"work ratio", NOTHING, ""},
    {"remaining estimate", NOTHING, ""},
    {"\xce\xa3 original estimate", NOTHING, ""},
    {"\xce\xa3 remaining estimate", NOTHING, ""},
    {"\xce\xa3 time spent", NOTHING, ""},
    {"log work", NOTHING, ""},
    {"assignee id", KNOWN, "assignees"},
    {"reporter id", KNOWN, "watchers"},
    {"creator id", KNOWN, "created_by"},
    {"watchers id", KNOWN, "watchers"},
    {"parent summary", KNOWN, "parent"},
    {"custom field (rank)", NOTHING, ""},
    {"custom field (development)", NOTHING, ""},
    {"custom field ([chart] date of first response)", NOTHING, ""},
    {"custom field ([chart] time in status)", NOTHING, ""},
};

struct jira {
    struct plan *p;
    const struct plan_options *o;
    struct csv csv;
    struct csv_header h;
    enum what *what;
    int32_t *field; /* of custom columns */
    const struct column_look *looks;
    enum date_order order;
    enum number_point point;
    struct index numbers; /* "131892" → number of its task */
    bool has_sprints;
};

static bool fits(struct str text)
{
    struct arena a;
    struct csv csv;
    struct csv_header h;
    arena_init(&a);
    csv_open(&csv, &a, (struct str){text.at, text.n < 65536 ? text.n : 65536}, 0);
    bool is =
        csv_header_read(&csv, &h) && csv_header_find(&h, "issue key", 0) >= 0 && csv_header_find(&h, "summary", 0) >= 0;
    arena_release(&a);
    return is;
}

static enum what what_of(struct str folded, const char **ret_target)
{
    *ret_target = "";
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (str_is(folded, columns[i].name)) {
            *ret_target = columns[i].target;
            return columns[i].what;
        }
    if (text_starts(folded, STR("outward issue link (")) || text_starts(folded, STR("inward issue link ("))) {
        *ret_target = "description";
        return LINK_OTHER;
    }
    *ret_target = "custom";
    return folded.n > 0 ? CUSTOM : NOTHING;
}

/* "Story Points" of "Custom field (Story Points)", "Relates" of "Outward issue link (Relates)"; else the header itself.
 */
static struct str in_brackets(struct str header)
{
    struct str rest, before = text_cut(header, '(', &rest);
    bool wrapped = text_contains(before, STR("ustom field")) || text_contains(before, STR("issue link"));
    return wrapped && rest.n > 1 && rest.at[rest.n - 1] == ')' ? (struct str){rest.at, rest.n - 1} : header;
}

static void find_columns(struct jira *j)
{
    struct plan *p = j->p;
    bool *dates = arena_array(p->arena, bool, j->h.n + 1), *numbers = arena_array(p->arena, bool, j->h.n + 1);
    j->what = arena_array(p->arena, enum what, j->h.n + 1);
    j->field = arena_array(p->arena, int32_t, j->h.n + 1);
    for (size_t i = 0; i < j->h.n; i++) {
        const char *target;
        j->what[i] = what_of(j->h.folded[i], &target);
        plan_column(p, j->h.name[i], target, j->looks[i].cells, j->looks[i].sample);
        dates[i] = j->what[i] == CREATED || j->what[i] == UPDATED || j->what[i] == RESOLVED || j->what[i] == DUE ||
                   j->what[i] == START;
        j->has_sprints |= j->what[i] == SPRINT && j->looks[i].cells > 0;
        if (j->what[i] != CUSTOM || j->looks[i].cells == 0)
            continue;
        struct str name = in_brackets(j->h.name[i]);
        enum plan_field_type type = column_type(&j->looks[i]);
        j->field[i] = plan_field(p, text_fold(p->arena, name), name, type, 1);
        dates[i] = type == PLAN_DATE;
        numbers[i] = type == PLAN_NUMBER;
    }
    j->order = columns_dates(p, j->o, &j->h, j->looks, dates);
    j->point = columns_point(p, j->o, &j->h, j->looks, numbers);
}

/* The first cell of this kind that is not empty. */
static struct str cell(const struct jira *j, enum what what)
{
    for (size_t i = 0; i < j->h.n; i++) {
        struct str s = j->what[i] == what ? text_trim(csv_cell(&j->csv, i)) : (struct str){0};
        if (s.n > 0)
            return csv_undefuse(s);
    }
    return (struct str){0};
}

static int32_t offset_at(const struct jira *j, int32_t day)
{
    return j->o->offset_s == NULL || j->o->zone == NULL ? 0
                                                        : j->o->offset_s(j->o->zone, day * US_PER_DAY + US_PER_DAY / 2);
}

static bool time_in(struct jira *j, struct str s, struct date_time *ret_time, int64_t *ret_us)
{
    if (s.n == 0 || date_time_read(s, j->order, ret_time) != 0)
        return false;
    *ret_us = date_time_instant(ret_time, offset_at(j, ret_time->day));
    return true;
}

static bool time_of(struct jira *j, const struct plan_task *t, enum what what, struct date_time *ret_time,
                    int64_t *ret_us)
{
    struct str s = cell(j, what);
    if (time_in(j, s, ret_time, ret_us))
        return true;
    if (s.n > 0)
        plan_note(j->p, PLAN_ALTERED, t->row, "import.note.date", t->title, s);
    return false;
}

static void take_times(struct jira *j, struct plan_task *t)
{
    struct date_time at;
    int64_t us;
    if (time_of(j, t, CREATED, &at, &us))
        t->created = us;
    if (time_of(j, t, UPDATED, &at, &us))
        t->updated = us;
    if (time_of(j, t, RESOLVED, &at, &us))
        t->completed = us;
    if (time_of(j, t, START, &at, &us))
        t->start = at.day;
    if (!time_of(j, t, DUE, &at, &us))
        return;
    t->due = at.day;
    if (at.second > 0) /* midnight is how Jira writes a day */
        t->due_min = at.second / 60;
}

static int64_t seconds_of(const struct jira *j, enum what what)
{
    int64_t min;
    if (duration_read(cell(j, what), 1, &min) != 0)
        return -1;
    return min > PLAN_MINUTES_MAX ? PLAN_MINUTES_MAX : min;
}

static void take_choice(struct jira *j, struct plan_task *t, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    int32_t field = plan_field(j->p, text_fold(j->p->arena, str_of(name)), str_of(name), PLAN_CHOICE, 1);
    struct plan_value *v = plan_value(j->p, t, field);
    v->option = plan_field_option(j->p, field, (struct str){0}, value);
    if (v->option == PLAN_NONE)
        t->values.n--;
}

static int32_t take_place(struct jira *j, struct str key)
{
    struct plan *p = j->p;
    struct str rest, project_key = cell(j, PROJECT_KEY), name = cell(j, PROJECT_NAME), sprint = {0};
    if (project_key.n == 0)
        project_key = text_cut(key, '-', &rest);
    if (name.n == 0)
        name = project_key;
    struct str client = j->o->client.n > 0 ? j->o->client : name;
    size_t projects = p->projects.n;
    int32_t project = plan_project(p, project_key, name, plan_client(p, client, client, j->csv.row), j->csv.row);
    if (p->projects.n > projects)
        p->projects.at[project].description = wiki_to_markdown(p->arena, cell(j, PROJECT_DESCRIPTION));
    for (size_t i = 0; i < j->h.n; i++) /* the last of several is the present one */
        if (j->what[i] == SPRINT && text_trim(csv_cell(&j->csv, i)).n > 0)
            sprint = text_trim(csv_cell(&j->csv, i));
    if (sprint.n == 0)
        sprint = j->has_sprints ? STR("Backlog") : j->o->list_name.n > 0 ? j->o->list_name : STR("Tasks");
    return plan_list(p, arena_format(p->arena, "%.*s:%.*s", STR_FMT(project_key), STR_FMT(sprint)), sprint, project,
                     j->csv.row);
}

/* "date;user;text": the text may have semicolons. */
static void take_comment(struct jira *j, struct str id, int32_t task, struct str said)
{
    struct plan *p = j->p;
    struct str user_and_text, text, user = {0}, date = text_cut(said, ';', &user_and_text);
    struct date_time at;
    int64_t us = PLAN_NO_TIME;
    bool whole = !time_in(j, date, &at, &us);
    if (whole)
        text = said;
    else
        user = text_cut(user_and_text, ';', &text);
    struct str key = arena_format(p->arena, "%.*s:%.*s", STR_FMT(id), STR_FMT(plan_digest(p->arena, said)));
    struct plan_comment *c = plan_comment(p, key, task, wiki_to_markdown(p->arena, text), j->csv.row);
    if (c == NULL)
        return;
    c->author = plan_person(p, user, (struct str){0}, j->csv.row);
    c->created = whole ? PLAN_NO_TIME : us;
}

static void take_attachment(struct jira *j, struct str id, int32_t task, struct str said)
{
    struct plan *p = j->p;
    struct str rest = said, name = {0}, url = said;
    for (int i = 0; i < 2 && text_contains(rest, STR(";")); i++)
        text_cut(rest, ';', &rest);
    if (text_contains(rest, STR(";")))
        name = text_cut(rest, ';', &url);
    struct str key = arena_format(p->arena, "%.*s:%.*s", STR_FMT(id), STR_FMT(plan_digest(p->arena, url)));
    plan_attachment(p, key, task, name, url, j->csv.row);
}

/* The same header several times: texts come one behind the other. */
static bool joins(struct jira *j, struct plan_task *t, const struct plan_value *v)
{
    for (size_t i = 0; i < t->values.n; i++) {
        struct plan_value *there = &t->values.at[i];
        if (there->field != v->field)
            continue;
        if (v->text.n > 0 && there->text.n + v->text.n < 1000)
            there->text = arena_format(j->p->arena, "%.*s, %.*s", STR_FMT(there->text), STR_FMT(v->text));
        return true;
    }
    return false;
}

static void take_custom(struct jira *j, struct plan_task *t, size_t column, struct str s)
{
    struct plan_value v = {.field = j->field[column], .option = PLAN_NONE};
    if (!column_value(j->p, &v, s, j->order, j->point))
        plan_note(j->p, PLAN_ALTERED, t->row, "import.note.value", t->title, j->h.name[column]);
    else if (!joins(j, t, &v))
        *plan_value(j->p, t, v.field) = v;
}

/* Every column that may come several times. */
static void take_cell(struct jira *j, struct str id, int32_t task, size_t column)
{
    struct plan *p = j->p;
    struct plan_task *t = &p->tasks.at[task];
    struct str s = csv_undefuse(text_trim(csv_cell(&j->csv, column)));
    if (s.n == 0)
        return;
    switch (j->what[column]) {
    case LABEL:
        plan_tag(p, t, s);
        break;
    case WATCHER:
        plan_watch(p, t, plan_person(p, s, (struct str){0}, t->row));
        break;
    case COMMENT:
        take_comment(j, id, task, s);
        break;
    case ATTACHMENT:
        take_attachment(j, id, task, s);
        break;
    case BLOCKS:
        plan_dependency(p, arena_str(p->arena, s), id, "finish_start", t->row);
        break;
    case BLOCKED:
        plan_dependency(p, id, arena_str(p->arena, s), "finish_start", t->row);
        break;
    case LINK_OTHER:
        plan_description(p, t,
                         arena_format(p->arena, "%.*s: %.*s", STR_FMT(in_brackets(j->h.name[column])), STR_FMT(s)));
        break;
    case CUSTOM:
        take_custom(j, t, column, s);
        break;
    default:
        break;
    }
}

static void take_beyond(struct jira *j, struct plan_task *t)
{
    for (size_t i = j->h.n; i < j->csv.n_cells; i++)
        if (text_trim(j->csv.cells[i]).n > 0)
            plan_note(j->p, PLAN_ALTERED, t->row, "import.note.beyond", t->title, j->csv.cells[i]);
}

static enum plan_category category_of(struct jira *j)
{
    struct str said = cell(j, STATUS_CATEGORY);
    if (said.n == 0)
        return CATEGORIES;
    return text_same(j->p->arena, said, STR("to do")) ? CATEGORY_OPEN : plan_category_guess(j->p->arena, said);
}

static void take_row(struct jira *j)
{
    struct plan *p = j->p;
    struct str id = cell(j, KEY), status = cell(j, STATUS);
    if (id.n == 0)
        id = cell(j, NUMBER);
    if (id.n == 0 || id.n > 100) {
        plan_note(p, PLAN_SKIPPED, j->csv.row, "import.note.no_id", cell(j, SUMMARY), STR(""));
        return;
    }
    id = arena_str(p->arena, id);
    int32_t list = take_place(j, id);
    struct plan_task *t = plan_task(p, id, j->csv.row);
    if (t == NULL)
        return;
    int32_t task = (int32_t)p->tasks.n - 1;
    index_put(&j->numbers, arena_str(p->arena, cell(j, NUMBER)), task);
    t->list = list;
    plan_title(p, t, cell(j, SUMMARY));
    plan_description(p, t, wiki_to_markdown(p->arena, cell(j, DESCRIPTION)));
    if (cell(j, ENVIRONMENT).n > 0)
        plan_description(p, t,
                         arena_format(p->arena, "**Environment**\n\n%.*s",
                                      STR_FMT(wiki_to_markdown(p->arena, cell(j, ENVIRONMENT)))));
    t->status =
        plan_status(p, j->o, p->lists.at[list].project, status.n > 0 ? status : STR("Open"), category_of(j), t->row);
    t->priority = plan_priority_guess(p->arena, cell(j, PRIORITY));
    t->parent_key = arena_str(p->arena, cell(j, PARENT));
    t->creator = plan_person(p, cell(j, CREATOR), (struct str){0}, t->row);
    plan_assign(p, t, plan_person(p, cell(j, ASSIGNEE), (struct str){0}, t->row));
    plan_watch(p, t, plan_person(p, cell(j, REPORTER), (struct str){0}, t->row));
    take_times(j, t);
    t->estimate_min = seconds_of(j, ESTIMATE);
    t->spent_min = seconds_of(j, SPENT);
    take_choice(j, t, "Issue Type", cell(j, TYPE));
    take_choice(j, t, "Resolution", cell(j, RESOLUTION));
    for (size_t i = 0; i < j->h.n; i++)
        take_cell(j, id, task, i);
    take_beyond(j, &p->tasks.at[task]);
}

/* Parents are given by number in some versions. */
static void resolve_parents(struct jira *j)
{
    for (size_t i = 0; i < j->p->tasks.n; i++) {
        struct plan_task *t = &j->p->tasks.at[i];
        if (t->parent_key.n > 0 && plan_task_find(j->p, t->parent_key) == PLAN_NONE)
            t->parent = index_find(&j->numbers, t->parent_key);
    }
}

static int jira_read(struct plan *p, const struct plan_options *o, struct str text, const char **ret_why)
{
    struct jira j = {.p = p, .o = o};
    index_init(&j.numbers, p->arena);
    csv_open(&j.csv, p->arena, text, 0);
    if (!csv_header_read(&j.csv, &j.h) ||
        (csv_header_find(&j.h, "issue key", 0) < 0 && csv_header_find(&j.h, "cle de ticket", 0) < 0 &&
         csv_header_find(&j.h, "key", 0) < 0)) {
        *ret_why = "import.unreadable.jira";
        return ERR_SYNTAX;
    }
    j.looks = columns_look(p, &j.csv, &j.h);
    find_columns(&j);
    while (csv_next(&j.csv)) {
        p->rows++;
        take_row(&j);
    }
    if (j.csv.unclosed)
        plan_note(p, PLAN_ALTERED, j.csv.row, "import.note.unclosed", STR(""), STR(""));
    resolve_parents(&j);
    plan_finish(p);
    return 0;
}

const struct source source_jira = {.name = "jira", .fits = fits, .read = jira_read};
