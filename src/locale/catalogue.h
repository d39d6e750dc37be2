/* Messages to people: the catalogues of locales/, ICU MessageFormat with named arguments.
 *
 * Each message is parsed once per locale, when first used, and kept. All functions are thread-safe. A key that a locale
 * lacks is taken from "en"; a key that nobody has is written as it is, with a line in the log. */
#pragma once
#include "base/buf.h"
#include <stdint.h>

enum message_arg_kind { MESSAGE_TEXT, MESSAGE_INT, MESSAGE_REAL, MESSAGE_INSTANT };

struct message_arg {
    const char *name;
    enum message_arg_kind kind;
    union {
        struct str text;
        int64_t i; /* also the instant, in microseconds: {when, date, long} */
        double r;
    };
};

#define message_text(key, value) ((struct message_arg){.name = (key), .kind = MESSAGE_TEXT, .text = (value)})
#define message_int(key, value)  ((struct message_arg){.name = (key), .kind = MESSAGE_INT, .i = (value)})

/* The locales there are, "en" first, ended by NULL. */
const char *const *locale_list(void);
/* The interned name ("fr") of a locale there is, else NULL. */
const char *locale_find(struct str name);
/* The best there is for an Accept-Language header (RFC 9110, 12.5.4); "en" where nothing fits. */
const char *locale_choose(struct str accept_language);

/* Adds the message to `out`. 0, or ERR_NOT_FOUND where the key itself was written. Dates in UTC. */
int message_format(struct buf *out, const char *locale, const char *key, size_t n, const struct message_arg *args);
bool message_exists(const char *locale, const char *key);
/* The names of a message's arguments, sorted, a space between; for the test that compares the languages.
 * ERR_NOT_FOUND, or ERR_SYNTAX with what ICU says. */
int message_arguments(struct buf *out, const char *locale, const char *key);
/* Every key of a locale in order of bytes. */
const char *const *message_keys(const char *locale, size_t *ret_n);
