/* An import plan: what a file of another tool says, in one neutral form. Every reader (clickup.c, trello.c …) makes
 * one, the runner (run.h) carries it out. It knows nothing of the database.
 *
 * Things refer to each other by their number in their array; PLAN_NONE is none. Each has a source key that is the same
 * in the next export of the same workspace ("clickup:task:867mzz6et"), and the row of the file where it came from (0:
 * from the whole). Texts are valid UTF-8 within the limits of the resources; what had to be changed for that stands in
 * the notes. Everything lives in the arena. */
#pragma once
#include "exchange/index.h"
#include "exchange/dates.h"
#include <jansson.h>

#define PLAN_NONE (-1)
#define PLAN_ARRAY(type)                                                                                               \
    struct {                                                                                                           \
        type *at;                                                                                                      \
        size_t n, room;                                                                                                \
    }

#define PLAN_TASKS_MAX        200000
#define PLAN_NAME_MAX         200
#define PLAN_TITLE_MAX        500
#define PLAN_TEXT_MAX         100000
#define PLAN_TAGS_MAX         50
#define PLAN_TAG_MAX          60
#define PLAN_SET_MAX          100
#define PLAN_DEPTH_MAX        8 /* of tasks below each other, as the resource has it */
#define PLAN_MINUTES_MAX      6000000
#define PLAN_CHECKLISTS_BYTES 90000

enum plan_category {
    CATEGORY_BACKLOG,
    CATEGORY_OPEN,
    CATEGORY_ACTIVE,
    CATEGORY_REVIEW,
    CATEGORY_DONE,
    CATEGORY_CANCELLED,
    CATEGORIES
};
extern const char *const plan_category_names[CATEGORIES];

struct plan_client {
    struct str key, name;
    int64_t row;
};

struct plan_project {
    struct str key, name, description;
    int32_t client;
    bool archived;
    int64_t row;
};

struct plan_list {
    struct str key, name;
    int32_t project;
    bool archived;
    int64_t row;
};

struct plan_status {
    struct str key, name;
    int32_t project;
    enum plan_category category;
    bool sure; /* the file says the category, it is not guessed from the name */
    int64_t row;
};

struct plan_person {
    struct str key, name, email; /* one of the two may be empty */
    int32_t same;                /* another entry that is the same person, or PLAN_NONE */
    int64_t row, uses;
};

enum plan_field_type {
    PLAN_TEXT,
    PLAN_NUMBER,
    PLAN_DATE,
    PLAN_CHOICE,
    PLAN_PEOPLE,
    PLAN_LINK,
    PLAN_CHECK,
    PLAN_MONEY,
    PLAN_FIELD_TYPES
};
extern const char *const plan_field_names[PLAN_FIELD_TYPES];

struct plan_option {
    struct str key, name;
};

struct plan_field {
    struct str key, name;
    enum plan_field_type type;
    PLAN_ARRAY(struct plan_option) options;
    int64_t row;
};

struct plan_value {
    int32_t field;
    struct str text; /* PLAN_TEXT, PLAN_LINK */
    double number;   /* PLAN_NUMBER, PLAN_MONEY */
    int32_t day;     /* PLAN_DATE */
    int32_t option;  /* PLAN_CHOICE: number of the option; PLAN_PEOPLE: of the person */
    bool yes;        /* PLAN_CHECK */
};

struct plan_item {
    struct str text;
    bool done;
};

struct plan_checklist {
    struct str name;
    PLAN_ARRAY(struct plan_item) items;
};

enum plan_kind { PLAN_TASK, PLAN_MILESTONE, PLAN_DELIVERABLE };

#define PLAN_NO_DAY  INT32_MIN
#define PLAN_NO_TIME INT64_MIN

struct plan_task {
    struct str key, title, description;
    struct str parent_key; /* as the file says it; `parent` is filled by plan_finish */
    int32_t list, status, parent;
    enum plan_kind kind;
    int priority;                        /* 1 urgent … 4 low, 0 none */
    int32_t creator;                     /* person */
    int32_t start, due;                  /* days, or PLAN_NO_DAY */
    int32_t due_min;                     /* minutes after midnight, or -1 */
    int64_t created, updated, completed; /* microseconds UTC, or PLAN_NO_TIME */
    int64_t estimate_min, spent_min;     /* or -1 */
    double position;                     /* among its siblings, where the file says it */
    PLAN_ARRAY(int32_t) assignees;
    PLAN_ARRAY(int32_t) watchers;
    PLAN_ARRAY(struct str) tags;
    PLAN_ARRAY(struct plan_checklist) checklists;
    PLAN_ARRAY(struct plan_value) values;
    int64_t row;
    bool placed; /* plan_finish: its ancestors are in order */
};

struct plan_comment {
    struct str key, body;
    int32_t task, author;
    int64_t created; /* or PLAN_NO_TIME */
    bool resolved;
    int64_t row;
};

struct plan_attachment {
    struct str key, name, url;
    int32_t task;
    int64_t row;
};

struct plan_dependency {
    struct str key;
    struct str task_key, predecessor_key;
    int32_t task, predecessor;
    const char *kind; /* "finish_start" … as the resource has it */
    int64_t row;
};

/* What could not be taken as it stands. `message` is a key of the catalogue, with {what} and {value}. */
enum plan_loss {
    PLAN_SKIPPED, /* the row, or the thing it told, is not there afterwards */
    PLAN_ALTERED  /* taken, but not exactly as the file says */
};
struct plan_note {
    enum plan_loss loss;
    int64_t row;
    const char *message;
    struct str what, value; /* the thing ("867mzz6et"), and what was lost of it */
};

/* A question whose answer changes the result; the reader went on with `chosen`. Answered in the mapping. */
struct plan_question {
    const char *name;  /* member of the mapping: "dates", "decimal" … */
    struct str column; /* where it came up */
    struct str sample; /* a cell that can be read in both ways */
    const char *choices[4];
    const char *chosen;
};

/* A column of the file that no field takes, and how many cells of it say something. */
struct plan_column {
    struct str name, target; /* target: "title", "tags", "custom" …; empty: not taken */
    int64_t cells;
    struct str sample;
};

struct plan {
    struct arena *arena;
    const char *source; /* "clickup" */
    PLAN_ARRAY(struct plan_client) clients;
    PLAN_ARRAY(struct plan_project) projects;
    PLAN_ARRAY(struct plan_list) lists;
    PLAN_ARRAY(struct plan_status) statuses;
    PLAN_ARRAY(struct plan_person) people;
    PLAN_ARRAY(struct plan_field) fields;
    PLAN_ARRAY(struct plan_task) tasks;
    PLAN_ARRAY(struct plan_comment) comments;
    PLAN_ARRAY(struct plan_attachment) attachments;
    PLAN_ARRAY(struct plan_dependency) dependencies;
    PLAN_ARRAY(struct plan_note) notes;
    PLAN_ARRAY(struct plan_question) questions;
    PLAN_ARRAY(struct plan_column) columns;
    PLAN_ARRAY(int32_t) order; /* of the tasks, parents first: made by plan_finish */
    struct index keys;         /* "client:…", "task:…" to their numbers */
    struct index names;        /* people by folded name and address */
    int64_t rows;              /* of the file, without the header; cards or cells where there are no rows */
};

/* What a person decides; everything may be left out. See docs/import.md. */
struct plan_options {
    const json_t *mapping; /* an object, or NULL */
    const char *zone;      /* where the file was written: for times without offset, and for "04:00 local" */
    int32_t (*offset_s)(const char *zone, int64_t time_us); /* zone_offset_s; NULL is UTC */
    struct str file_name;                                   /* "Tasks of Acme.csv", for what has no other name */
    struct str client;    /* everything belongs to this client; empty: as the file says */
    struct str list_name; /* of the list of tasks that the file puts in none: "Tasks" in the workspace's language */
};

void plan_init(struct plan *p, struct arena *a, const char *source);

#define plan_push(plan, array)                                                                                         \
    (plan_room((plan)->arena, (void **)&(array)->at, (array)->n++, &(array)->room, sizeof *(array)->at),               \
     &(array)->at[(array)->n - 1])
void plan_room(struct arena *a, void **at, size_t n, size_t *room, size_t size);

/* Each finds what has this key, or adds it. Keys are given without the source ("space:Acme"); names are cut to their
 * limits. */
int32_t plan_client(struct plan *p, struct str key, struct str name, int64_t row);
int32_t plan_project(struct plan *p, struct str key, struct str name, int32_t client, int64_t row);
int32_t plan_list(struct plan *p, struct str key, struct str name, int32_t project, int64_t row);
/* The status of that name (folded) in the project. category: CATEGORIES: guess by the name and the mapping. */
int32_t plan_status(struct plan *p, const struct plan_options *o, int32_t project, struct str name,
                    enum plan_category category, int64_t row);
/* By name or address, whichever is given; PLAN_NONE for neither. "Name <address>" is understood. */
int32_t plan_person(struct plan *p, struct str name, struct str email, int64_t row);
int32_t plan_field(struct plan *p, struct str key, struct str name, enum plan_field_type type, int64_t row);
int32_t plan_field_option(struct plan *p, int32_t field, struct str key,
                          struct str name); /* by key, or by name if it is empty */
/* A task with this key, its defaults set; NULL (and a note) if there is one already or there are too many. */
struct plan_task *plan_task(struct plan *p, struct str key, int64_t row);
int32_t plan_task_find(const struct plan *p, struct str key);
/* Some hexadecimal figures that stand for a text, the same for ever: for keys of things that have none in the file. */
struct str plan_digest(struct arena *a, struct str text);
/* A key that comes again (the same comment twice) gets "#2" behind it. NULL where the text is empty. */
struct plan_comment *plan_comment(struct plan *p, struct str key, int32_t task, struct str body, int64_t row);
void plan_attachment(struct plan *p, struct str key, int32_t task, struct str name, struct str url, int64_t row);
void plan_dependency(struct plan *p, struct str task_key, struct str predecessor_key, const char *kind, int64_t row);
/* How a column of the file is used; a second time adds to the count. */
void plan_column(struct plan *p, struct str name, const char *target, int64_t cells, struct str sample);
void plan_note(struct plan *p, enum plan_loss loss, int64_t row, const char *message, struct str what,
               struct str value);
void plan_ask(struct plan *p, const char *name, struct str column, struct str sample, const char *const choices[4],
              const char *chosen);

void plan_title(struct plan *p, struct plan_task *t, struct str title);
void plan_description(struct plan *p, struct plan_task *t, struct str markdown);
void plan_tag(struct plan *p, struct plan_task *t, struct str tag);
void plan_assign(struct plan *p, struct plan_task *t, int32_t person);
void plan_watch(struct plan *p, struct plan_task *t, int32_t person);
struct plan_value *plan_value(struct plan *p, struct plan_task *t, int32_t field);

/* Makes the parts fit: parents found (or noted as missing), circles cut, subtasks put where their parents are, people
 * who are the same joined, dependencies resolved. Call once, at the end of reading. */
void plan_finish(struct plan *p);
int32_t plan_person_of(const struct plan *p, int32_t person); /* follows `same` */

/* ---- guesses from words, English and French ---- */
enum plan_category plan_category_guess(struct arena *a, struct str status);
int plan_category_find(struct str name);                   /* "done" → CATEGORY_DONE; -1 */
int plan_priority_guess(struct arena *a, struct str word); /* 0 none; 1 … 4 also as figures */
bool plan_yes(struct arena *a, struct str word);

/* ---- the mapping ---- */
const char *plan_option(const struct plan_options *o, const char *name); /* a text member, or NULL */
/* Member `key` of the object `name`: {"statuses":{"review":"done"}}; NULL if it says nothing. Compared folded. */
const json_t *plan_mapped(const struct plan_options *o, struct arena *a, const char *name, struct str key);
enum date_order plan_dates(const struct plan_options *o); /* what the mapping says about day and month */
