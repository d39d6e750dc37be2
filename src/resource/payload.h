/* What an event says: {"updated":<before>,"before":{…},"after":{…}} with the fields as the API writes them.
 *
 *   create   after: the whole row
 *   update   both: the fields that changed; the whole row where the change moved it (client, project, task, shared)
 *   delete   before: the whole row; after: deleted, deletion
 *   restore  before: deleted, deletion; after: the whole row
 *
 * FF_SECRET and FF_DERIVED fields, id, version and updated are not in it: the event has the version, and its time is
 * `updated`. */
#pragma once
#include "resource/row.h"
#include "store/events.h"

/* Writes the event of a change that has been made. */
int payload_append(struct op *op, const struct described *d, const struct change *c);

struct payload {
    json_t *json;
    const json_t *before, *after; /* objects or NULL */
    int64_t updated_us;           /* of the row before; 0 where it was created */
};
void payload_close(struct payload *p);
#define PAYLOAD __attribute__((cleanup(payload_close))) struct payload
/* 0, or -1 for one that is erased. */
int payload_open(struct str text, struct payload *ret_payload);
/* Sets the fields of a row; unknown ones (of an older description) are left out. */
void payload_apply(struct op *op, const struct described *d, const json_t *values, struct row *row);
/* Takes the event back from a row: it is as it was before. False where the event made it. */
bool payload_take_back(struct op *op, const struct described *d, const struct event *e, const struct payload *p,
                       struct row *row);
/* The fields that an event changed. */
void payload_changed(const struct described *d, const struct event *e, const struct payload *p,
                     uint64_t ret_set[FIELD_SET]);
/* An object with the fields that the role may see and `only` holds (NULL: all). */
void payload_write_masked(struct json *j, const struct described *d, const json_t *values, const struct scope *reader,
                          const uint64_t only[FIELD_SET]);
