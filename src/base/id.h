/* Identifiers: UUIDv7 (RFC 9562), 16 bytes in memory and in the database, 36 characters outside. */
#pragma once
#include "base/str.h"
#include <stdint.h>

struct id {
    uint8_t byte[16];
};

#define ID_TEXT 36

/* Later calls in one process give greater ids, also within a microsecond. Thread-safe. */
struct id id_new(void);
/* The 36-character form in either case; 0 or -1. Any UUID version is taken, the zero one is not. */
int id_parse(struct str text, struct id *ret_id);
void id_write(struct id id, char out[ID_TEXT + 1]);
/* Milliseconds since 1970 of a UUIDv7, or -1 for another version. */
int64_t id_time_ms(struct id id);
static inline bool id_eq(struct id a, struct id b)
{
    return memcmp(a.byte, b.byte, 16) == 0;
}
static inline bool id_is_zero(struct id a)
{
    return id_eq(a, (struct id){{0}});
}
