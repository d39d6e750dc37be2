/* The engine's memory: one range of bytes that the caller hands in. Handing out moves a mark; taking back is putting
 * the mark back (m->used). What an entry point needs is said beside it and checked by it at the door, so running out
 * inside is a mistake of the engine and ends the program. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct plan_memory {
    unsigned char *at; /* aligned to 16 bytes */
    size_t room, used;
    size_t peak; /* the most that was used */
};

void *plan_alloc(struct plan_memory *m, size_t n); /* zeroed, aligned to 16 bytes */
void *plan_raw(struct plan_memory *m, size_t n);   /* not zeroed */

#define plan_array(m, type, count) ((type *)plan_alloc((m), sizeof(type) * (size_t)(count)))
/* What plan_array takes, for adding up what is needed. */
#define plan_room(type, count) ((sizeof(type) * (size_t)(count) + 15) & ~(size_t)15)
