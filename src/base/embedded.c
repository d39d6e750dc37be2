#include "base/embedded.h"

static int name_order(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = memcmp(a.at, b.at, n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* The first file whose name is not before `name`. */
static size_t lower_bound(struct str name)
{
    size_t from = 0, to = embedded_files_n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (name_order(str_of(embedded_files[middle].name), name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

const struct embedded_file *embedded_find(struct str name)
{
    size_t i = lower_bound(name);
    return i < embedded_files_n && str_is(name, embedded_files[i].name) ? &embedded_files[i] : NULL;
}

const struct embedded_file *embedded_list(struct str prefix, size_t *ret_n)
{
    size_t first = lower_bound(prefix), end = first;
    while (end < embedded_files_n && strncmp(embedded_files[end].name, prefix.at, prefix.n) == 0)
        end++;
    *ret_n = end - first;
    return &embedded_files[first];
}
