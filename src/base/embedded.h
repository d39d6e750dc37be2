/* Files that are part of the program: migrations/…, locales/…, web/… (the built web application). Made by
 * scripts/embed, sorted by name; each is followed by a zero byte that is not counted. */
#pragma once
#include "base/str.h"

struct embedded_file {
    const char *name; /* "locales/en.json" */
    const char *bytes;
    size_t n;
};

extern const struct embedded_file embedded_files[];
extern const size_t embedded_files_n;

/* NULL where there is none of that name. */
const struct embedded_file *embedded_find(struct str name);
/* The files whose name starts with `prefix` ("migrations/"): the first one, and how many follow each other. */
const struct embedded_file *embedded_list(struct str prefix, size_t *ret_n);
