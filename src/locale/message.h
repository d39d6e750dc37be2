/* One parsed message, around icu::MessageFormat (whose C interface takes only numbered arguments). Not thread-safe: the
 * catalogue locks each message while it is used. */
#pragma once
#include "base/buf.h"
#include "locale/catalogue.h"

#ifdef __cplusplus
extern "C" {
#endif

struct message;

/* NULL where ICU refuses the pattern; `error` then says why. */
struct message *message_parse(const char *locale, struct str pattern, char *error, size_t error_room);
void message_free(struct message *m);
void message_write(struct message *m, struct buf *out, size_t n, const struct message_arg *args);
/* The argument names, sorted, a space between. */
void message_names(const struct message *m, struct buf *out);

#ifdef __cplusplus
}
#endif
