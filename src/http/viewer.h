/* What somebody may see, kept in memory for as long as they watch: decides about events what the scope in SQL decides
 * about rows. The rules are those of store/scope.c; a test holds the two to each other. */
#pragma once
#include "resource/payload.h"

struct id_set {
    struct id *id; /* sorted */
    size_t n, room;
};
bool id_set_has(const struct id_set *set, struct id id);
void id_set_add(struct id_set *set, struct id id);
void id_set_clear(struct id_set *set);
void id_set_release(struct id_set *set);

struct viewer {
    struct scope scope;
    struct id_set clients;                       /* SCOPE_MEMBER, SCOPE_ASSIGNED: granted */
    struct id_set tasks, projects, task_clients; /* SCOPE_ASSIGNED: of the tasks assigned, and what holds those */
};

/* Loads what a person may see now. ERR_NOT_FOUND when they may no longer ask. op is the program's. */
int viewer_load(struct op *op, struct id person, struct viewer *v);
void viewer_release(struct viewer *v);

/* An event with its payload read once for all who watch. */
struct news {
    struct event event; /* text in the arena */
    struct payload payload;
    const struct described *d; /* NULL: of no resource that is described */
    struct row *row;           /* as it is now, only where the rules need more than the event says; may be NULL */
};
void news_read(struct op *op, const struct rows *r, struct news *ret_news);
int news_complete(struct op *op, struct news *n); /* after the statement of `r` has ended: fills `row` */
void news_release(struct news *n);

enum verdict {
    VERDICT_NOTHING, /* not the viewer's to know */
    VERDICT_CHANGE,
    VERDICT_ARRIVED, /* came into view: the whole row */
    VERDICT_REMOVED, /* left the view */
    VERDICT_RESET,   /* what the viewer may see has changed: viewer_load again */
    VERDICT_ENDED    /* the person may no longer ask */
};
enum verdict viewer_judge(const struct viewer *v, const struct news *n);
/* Is this the end of that row of `session` or `token`? */
bool news_ends_session(const struct news *n, struct id session);

/* The message for a reader: {"type":"change",…}. verdict: CHANGE, ARRIVED or REMOVED. It is the same for all of one
 * role, but for those who see only a part (SCOPE_ASSIGNED). */
void news_write(const struct news *n, enum verdict verdict, const struct scope *reader, struct json *j);
