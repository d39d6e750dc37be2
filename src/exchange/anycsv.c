/* Any table of tasks (CSV): from a spreadsheet, Asana, Todoist, Notion, Monday … Each column goes to a field: by what
 * the mapping says ({"columns":{"Échéance":"due"}}), else by its name in English or French, else to a custom field, so
 * that nothing is lost. */
#include "base/error.h"
#include "exchange/columns.h"
#include "exchange/source.h"
#include "exchange/text.h"

enum target {
    IGNORE,
    ID,
    TITLE,
    DESCRIPTION,
    STATUS,
    PRIORITY,
    ASSIGNEES,
    WATCHERS,
    START,
    DUE,
    CREATED,
    COMPLETED,
    DONE,
    ESTIMATE,
    SPENT,
    TAGS,
    LIST,
    PROJECT,
    CLIENT,
    PARENT,
    KIND,
    CREATOR,
    COMMENTS,
    ATTACHMENTS,
    CUSTOM,
    TARGETS
};

static const char *const target_names[TARGETS] = {
    [IGNORE] = "ignore",       [ID] = "id",
    [TITLE] = "title",         [DESCRIPTION] = "description",
    [STATUS] = "status",       [PRIORITY] = "priority",
    [ASSIGNEES] = "assignees", [WATCHERS] = "watchers",
    [START] = "start",         [DUE] = "due",
    [CREATED] = "created",     [COMPLETED] = "completed",
    [DONE] = "done",           [ESTIMATE] = "estimate_min",
    [SPENT] = "spent_min",     [TAGS] = "tags",
    [LIST] = "list",           [PROJECT] = "project",
    [CLIENT] = "client",       [PARENT] = "parent",
    [KIND] = "kind",           [CREATOR] = "created_by",
    [COMMENTS] = "comments",   [ATTACHMENTS] = "attachments",
    [CUSTOM] = "custom",
};

/* Folded names, "|" between. */
static const struct {
    enum target target;
    const char *names;
} synonyms[] = {
    {ID, "id|task id|key|issue key|identifiant|reference|ref|numero|n°|no|#|gid"},
    {TITLE, "title|task|task name|name|summary|subject|titre|tache|nom|nom de la "
            "tache|sujet|intitule|objet|content|libelle|item|todo|to do"},
    {DESCRIPTION, "description|notes|note|details|detail|task content|body|texte|remarques|desc"},
    {STATUS, "status|state|statut|etat|progress|stage|avancement|etape"},
    {PRIORITY, "priority|priorite|importance|urgency|urgence"},
    {ASSIGNEES, "assignee|assignees|assigned to|owner|responsible|responsable|assigne a|assigne|assignes|attribue "
                "a|person|people|member|members|qui|who|personne"},
    {WATCHERS, "watchers|followers|collaborators|observateurs|abonnes|suivi par"},
    {START, "start|start date|begin|start on|debut|date de debut|date debut|commence le|from"},
    {DUE, "due|due date|deadline|end date|due on|echeance|date d'echeance|date limite|fin|date de fin|date fin|a "
          "rendre|date|end|to"},
    {CREATED, "created|created at|date created|creation date|date de creation|cree le|created time|cree"},
    {COMPLETED, "completed|completed at|closed|date closed|done on|done date|termine le|cloture|date de "
                "cloture|resolved|completion date"},
    {DONE, "done|done?|complete|complete?|finished|termine|termine?|fait|fait?|checked|is done"},
    {ESTIMATE, "estimate|estimated time|time estimate|estimated hours|estimation|temps estime|duree|duration|heures "
               "estimees|hours|heures|charge|effort"},
    {SPENT, "spent|time spent|logged|actual|actual hours|temps passe|heures passees|realise|tracked"},
    {TAGS, "tags|labels|tag|label|etiquettes|etiquette|mots-cles|categories|category|categorie"},
    {LIST, "list|section|section/column|column|group|phase|sprint|milestone|liste|colonne|groupe|jalon|bucket"},
    {PROJECT, "project|projects|project name|projet|projets|nom du projet|board|folder|dossier|tableau"},
    {CLIENT, "client|customer|clients|account|company|societe|entreprise|compte|space|workspace"},
    {PARENT, "parent|parent task|parent id|parent task id|tache parente|tache mere|epic|sous-tache de"},
    {KIND, "type|kind|task type|nature"},
    {CREATOR, "creator|author|created by|reporter|auteur|cree par|createur|demandeur|requested by"},
    {COMMENTS, "comment|comments|commentaire|commentaires|discussion"},
    {ATTACHMENTS, "attachment|attachments|link|url|piece jointe|pieces jointes|lien|file|fichier|files"},
};

struct table {
    struct plan *p;
    const struct plan_options *o;
    struct csv csv;
    struct csv_header h;
    enum target *target;
    enum plan_field_type *type; /* of custom columns */
    int32_t *field;
    const struct column_look *looks;
    enum date_order order;
    enum number_point point;
    struct index titles; /* folded title → number of its task, for parents by name */
};

static bool fits(struct str text)
{
    return text.n > 0;
}

static bool among(struct str word, const char *names)
{
    struct str rest = str_of(names);
    while (rest.n > 0)
        if (str_eq(text_cut(rest, '|', &rest), word))
            return true;
    return false;
}

static enum target target_find(struct str name)
{
    for (int i = 0; i < TARGETS; i++)
        if (str_is(name, target_names[i]))
            return (enum target)i;
    return TARGETS;
}

static enum target target_guess(struct str folded)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (among(folded, synonyms[i].names))
            return synonyms[i].target;
    return CUSTOM;
}

/* "due", "custom", "custom:date", "ignore"; TARGETS where the mapping says nothing that can be understood. */
static enum target target_mapped(struct table *t, size_t column, enum plan_field_type *ret_type)
{
    const json_t *said = plan_mapped(t->o, t->p->arena, "columns", t->h.name[column]);
    if (!json_is_string(said))
        return json_is_null(said) ? IGNORE : TARGETS;
    struct str kind, word = text_cut(str_of(json_string_value(said)), ':', &kind);
    for (int i = 0; i < PLAN_FIELD_TYPES; i++)
        if (str_is(kind, plan_field_names[i]))
            *ret_type = (enum plan_field_type)i;
    return target_find(word);
}

/* Of these, one column is enough; more of the same name go to custom fields. */
static bool single(enum target target)
{
    return target != TAGS && target != ASSIGNEES && target != WATCHERS && target != COMMENTS && target != ATTACHMENTS &&
           target != CUSTOM && target != IGNORE && target != DESCRIPTION;
}

static void choose_targets(struct table *t)
{
    bool taken[TARGETS] = {false};
    for (size_t i = 0; i < t->h.n; i++) {
        t->type[i] = column_type(&t->looks[i]);
        t->target[i] = target_mapped(t, i, &t->type[i]);
        if (t->target[i] != TARGETS)
            taken[t->target[i]] = true;
    }
    for (size_t i = 0; i < t->h.n; i++) {
        if (t->target[i] != TARGETS)
            continue;
        enum target guess = t->looks[i].cells == 0 || t->h.name[i].n == 0 ? IGNORE : target_guess(t->h.folded[i]);
        bool date = guess == START || guess == DUE || guess == CREATED || guess == COMPLETED;
        if (guess == COMPLETED && t->looks[i].checks == t->looks[i].cells)
            guess = DONE; /* "Completed: true" */
        else if (date && t->looks[i].dates.read == 0)
            guess = CUSTOM;
        t->target[i] = single(guess) && taken[guess] ? CUSTOM : guess;
        taken[guess] = true;
    }
    if (!taken[TITLE]) /* the first column with words */
        for (size_t i = 0; i < t->h.n; i++)
            if (t->target[i] == CUSTOM && t->type[i] == PLAN_TEXT) {
                t->target[i] = TITLE;
                return;
            }
}

static void find_columns(struct table *t)
{
    struct plan *p = t->p;
    size_t n = t->h.n + 1;
    bool *dates = arena_array(p->arena, bool, n), *numbers = arena_array(p->arena, bool, n);
    t->target = arena_array(p->arena, enum target, n);
    t->type = arena_array(p->arena, enum plan_field_type, n);
    t->field = arena_array(p->arena, int32_t, n);
    choose_targets(t);
    for (size_t i = 0; i < t->h.n; i++) {
        enum target target = t->target[i];
        bool custom = target == CUSTOM;
        if (custom)
            t->field[i] = plan_field(p, t->h.folded[i], t->h.name[i], t->type[i], 1);
        dates[i] = target == START || target == DUE || target == CREATED || target == COMPLETED ||
                   (custom && t->type[i] == PLAN_DATE);
        numbers[i] = custom && (t->type[i] == PLAN_NUMBER || t->type[i] == PLAN_MONEY);
        plan_column(p, t->h.name[i], target == IGNORE ? "" : target_names[target], t->looks[i].cells,
                    t->looks[i].sample);
    }
    t->order = columns_dates(p, t->o, &t->h, t->looks, dates);
    t->point = columns_point(p, t->o, &t->h, t->looks, numbers);
}

static struct str cell_at(const struct table *t, size_t column)
{
    return csv_undefuse(text_trim(csv_cell(&t->csv, column)));
}

static struct str cell(const struct table *t, enum target target)
{
    for (size_t i = 0; i < t->h.n; i++)
        if (t->target[i] == target && cell_at(t, i).n > 0)
            return cell_at(t, i);
    return (struct str){0};
}

static int32_t offset_at(const struct table *t, int32_t day)
{
    return t->o->offset_s == NULL || t->o->zone == NULL ? 0
                                                        : t->o->offset_s(t->o->zone, day * US_PER_DAY + US_PER_DAY / 2);
}

static bool time_of(struct table *t, const struct plan_task *task, enum target target, struct date_time *ret_time)
{
    struct str s = cell(t, target);
    int64_t us;
    if (s.n == 0)
        return false;
    if (date_time_read(s, t->order, ret_time) == 0)
        return true;
    if (date_epoch_read(s, &us) == 0) {
        int64_t here = us + offset_at(t, instant_day(us)) * US_PER_S;
        int32_t day = instant_day(here);
        *ret_time = (struct date_time){.day = day, .second = (int32_t)((here - day * US_PER_DAY) / US_PER_S)};
        return true;
    }
    plan_note(t->p, PLAN_ALTERED, task->row, "import.note.date", task->title, s);
    return false;
}

static void take_times(struct table *t, struct plan_task *task)
{
    struct date_time at;
    if (time_of(t, task, CREATED, &at))
        task->created = date_time_instant(&at, offset_at(t, at.day));
    if (time_of(t, task, COMPLETED, &at))
        task->completed = date_time_instant(&at, offset_at(t, at.day));
    if (time_of(t, task, START, &at))
        task->start = at.day;
    if (!time_of(t, task, DUE, &at))
        return;
    task->due = at.day;
    task->due_min = at.second > 0 ? at.second / 60 : -1;
}

/* The unit of bare numbers: said by the header ("Minutes", "Estimate (min)"), else hours. */
static int64_t minutes_of(struct table *t, struct plan_task *task, enum target target)
{
    int64_t min;
    for (size_t i = 0; i < t->h.n; i++) {
        struct str s = t->target[i] == target ? cell_at(t, i) : (struct str){0};
        if (s.n == 0)
            continue;
        if (duration_read(s, text_contains(t->h.folded[i], STR("min")) ? 60 : 3600, &min) == 0)
            return min > PLAN_MINUTES_MAX ? PLAN_MINUTES_MAX : min;
        plan_note(t->p, PLAN_ALTERED, task->row, "import.note.value", task->title, t->h.name[i]);
    }
    return -1;
}

static struct str or_else(struct str s, struct str otherwise)
{
    return s.n > 0 ? s : otherwise;
}

static int32_t take_place(struct table *t)
{
    struct plan *p = t->p;
    int64_t row = t->csv.row;
    struct str file = or_else(t->o->file_name, STR("CSV"));
    struct str project = or_else(cell(t, PROJECT), file);
    struct str client = t->o->client.n > 0 ? t->o->client : or_else(cell(t, CLIENT), project);
    struct str list = or_else(cell(t, LIST), or_else(t->o->list_name, STR("Tasks")));
    struct str client_key = text_fold(p->arena, client);
    int32_t c = plan_client(p, client_key, client, row);
    struct str key = arena_format(p->arena, "%.*s/%.*s", STR_FMT(client_key), STR_FMT(text_fold(p->arena, project)));
    int32_t at = plan_project(p, key, project, c, row);
    return plan_list(p, arena_format(p->arena, "%.*s/%.*s", STR_FMT(key), STR_FMT(text_fold(p->arena, list))), list, at,
                     row);
}

/* "Zoë, Tom; Li": commas, semicolons and bars separate. */
static struct str next_item(struct str *rest)
{
    size_t n = 0;
    while (n < rest->n && rest->at[n] != ',' && rest->at[n] != ';' && rest->at[n] != '|' && rest->at[n] != '\n')
        n++;
    struct str item = text_trim((struct str){rest->at, n});
    *rest = n < rest->n ? (struct str){rest->at + n + 1, rest->n - n - 1} : (struct str){0};
    return item;
}

static void take_status(struct table *t, struct plan_task *task)
{
    struct str said = cell(t, STATUS), done = cell(t, DONE);
    int32_t project = t->p->lists.at[task->list].project;
    bool finished = plan_yes(t->p->arena, done) || task->completed != PLAN_NO_TIME;
    if (said.n > 0)
        task->status = plan_status(t->p, t->o, project, said, CATEGORIES, task->row);
    else
        task->status = plan_status(t->p, t->o, project, finished ? STR("Done") : STR("To do"),
                                   finished ? CATEGORY_DONE : CATEGORY_OPEN, task->row);
    enum plan_category category = t->p->statuses.at[task->status].category;
    if (finished && category != CATEGORY_DONE && category != CATEGORY_CANCELLED)
        task->status = plan_status(t->p, t->o, project, STR("Done"), CATEGORY_DONE, task->row);
}

static void take_cell(struct table *t, struct str id, int32_t at, size_t column)
{
    struct plan *p = t->p;
    struct plan_task *task = &p->tasks.at[at];
    struct str s = cell_at(t, column), rest = s, digest = plan_digest(p->arena, s);
    struct plan_value v = {.field = t->field[column], .option = PLAN_NONE};
    if (s.n == 0)
        return;
    switch (t->target[column]) {
    case ASSIGNEES:
        while (rest.n > 0)
            plan_assign(p, task, plan_person(p, next_item(&rest), (struct str){0}, task->row));
        break;
    case WATCHERS:
        while (rest.n > 0)
            plan_watch(p, task, plan_person(p, next_item(&rest), (struct str){0}, task->row));
        break;
    case TAGS:
        while (rest.n > 0)
            plan_tag(p, task, next_item(&rest));
        break;
    case DESCRIPTION:
        plan_description(p, task, text_newlines(p->arena, s, false));
        break;
    case COMMENTS:
        plan_comment(p, arena_format(p->arena, "%.*s:%.*s", STR_FMT(id), STR_FMT(digest)), at, s, task->row);
        break;
    case ATTACHMENTS:
        plan_attachment(p, arena_format(p->arena, "%.*s:%.*s", STR_FMT(id), STR_FMT(digest)), at, STR(""), s,
                        task->row);
        break;
    case CUSTOM:
        if (column_value(p, &v, s, t->order, t->point))
            *plan_value(p, task, v.field) = v;
        else
            plan_note(p, PLAN_ALTERED, task->row, "import.note.value", task->title, t->h.name[column]);
        break;
    default:
        break;
    }
}

static void take_kind(struct table *t, struct plan_task *task)
{
    struct str said = text_fold(t->p->arena, cell(t, KIND));
    if (str_is(said, "milestone") || str_is(said, "jalon"))
        task->kind = PLAN_MILESTONE;
    else if (str_is(said, "deliverable") || str_is(said, "livrable"))
        task->kind = PLAN_DELIVERABLE;
    else if (said.n > 0 && !str_is(said, "task") && !str_is(said, "tache"))
        plan_tag(t->p, task, cell(t, KIND));
}

/* Rows without an id are known by where they are and what they are called; the second of the same gets a number. */
static struct str id_of(struct table *t, int32_t list)
{
    struct plan *p = t->p;
    struct str id = cell(t, ID);
    if (id.n > 0 && id.n <= 100)
        return arena_str(p->arena, id);
    struct str is = arena_format(p->arena, "%.*s\n%.*s", STR_FMT(p->lists.at[list].key), STR_FMT(cell(t, TITLE)));
    struct str digest = plan_digest(p->arena, is), key = digest;
    for (int i = 2; plan_task_find(p, key) != PLAN_NONE; i++)
        key = arena_format(p->arena, "%.*s#%d", STR_FMT(digest), i);
    return key;
}

static void take_row(struct table *t)
{
    struct plan *p = t->p;
    if (cell(t, TITLE).n == 0 && cell(t, ID).n == 0) {
        plan_note(p, PLAN_SKIPPED, t->csv.row, "import.note.untitled_row", cell_at(t, 0), STR(""));
        return;
    }
    int32_t list = take_place(t);
    struct str id = id_of(t, list);
    struct plan_task *task = plan_task(p, id, t->csv.row);
    if (task == NULL)
        return;
    int32_t at = (int32_t)p->tasks.n - 1;
    task->list = list;
    plan_title(p, task, cell(t, TITLE));
    index_put(&t->titles, text_fold(p->arena, task->title), at);
    take_times(t, task);
    take_status(t, task);
    take_kind(t, task);
    task->priority = plan_priority_guess(p->arena, cell(t, PRIORITY));
    task->parent_key = arena_str(p->arena, cell(t, PARENT));
    task->creator = plan_person(p, cell(t, CREATOR), (struct str){0}, task->row);
    task->estimate_min = minutes_of(t, task, ESTIMATE);
    task->spent_min = minutes_of(t, task, SPENT);
    for (size_t i = 0; i < t->h.n; i++)
        take_cell(t, id, at, i);
    for (size_t i = t->h.n; i < t->csv.n_cells; i++)
        if (text_trim(t->csv.cells[i]).n > 0)
            plan_note(p, PLAN_ALTERED, t->csv.row, "import.note.beyond", p->tasks.at[at].title, t->csv.cells[i]);
}

/* Asana and others name the parent by its title. */
static void resolve_parents(struct table *t)
{
    for (size_t i = 0; i < t->p->tasks.n; i++) {
        struct plan_task *task = &t->p->tasks.at[i];
        if (task->parent_key.n == 0 || plan_task_find(t->p, task->parent_key) != PLAN_NONE)
            continue;
        int32_t parent = index_find(&t->titles, text_fold(t->p->arena, task->parent_key));
        task->parent = parent == (int32_t)i ? PLAN_NONE : parent;
    }
}

static char delimiter_said(const struct plan_options *o)
{
    const char *said = plan_option(o, "delimiter");
    return said == NULL || said[0] == 0 ? 0 : strcmp(said, "tab") == 0 ? '\t' : said[0];
}

static int csv_read(struct plan *p, const struct plan_options *o, struct str text, const char **ret_why)
{
    struct table t = {.p = p, .o = o};
    index_init(&t.titles, p->arena);
    csv_open(&t.csv, p->arena, text, delimiter_said(o));
    if (!csv_header_read(&t.csv, &t.h)) {
        *ret_why = "import.unreadable.empty";
        return ERR_SYNTAX;
    }
    t.looks = columns_look(p, &t.csv, &t.h);
    find_columns(&t);
    bool titled = false;
    for (size_t i = 0; i < t.h.n; i++)
        titled |= t.target[i] == TITLE;
    if (!titled) {
        *ret_why = "import.unreadable.csv";
        return ERR_SYNTAX;
    }
    while (csv_next(&t.csv)) {
        p->rows++;
        take_row(&t);
    }
    if (t.csv.unclosed)
        plan_note(p, PLAN_ALTERED, t.csv.row, "import.note.unclosed", STR(""), STR(""));
    resolve_parents(&t);
    plan_finish(p);
    return 0;
}

const struct source source_csv = {.name = "csv", .fits = fits, .read = csv_read};
