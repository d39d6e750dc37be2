#include "http/router.h"
#include <assert.h>

static const struct route_table *all_tables;
static size_t n_tables;
static struct route_table made_routes;

void router_set(const struct route_table *tables, size_t n, struct route_table made)
{
    all_tables = tables;
    n_tables = n;
    made_routes = made;
}

const struct route *router_at(size_t i)
{
    for (size_t t = 0; t < n_tables; t++) {
        if (i < all_tables[t].n)
            return &all_tables[t].routes[i];
        i -= all_tables[t].n;
    }
    return NULL;
}

struct route_table router_made(void)
{
    return made_routes;
}

/* The next part between slashes; false at the end. */
static bool segment_next(struct str *rest, struct str *ret_segment)
{
    if (rest->n == 0 || rest->at[0] != '/')
        return false;
    const char *end = memchr(rest->at + 1, '/', rest->n - 1);
    size_t n = end ? (size_t)(end - rest->at) : rest->n;
    *ret_segment = (struct str){rest->at + 1, n - 1};
    *rest = (struct str){rest->at + n, rest->n - n};
    return true;
}

int route_param_index(const struct route *route, const char *name)
{
    struct str rest = str_of(route->pattern), segment, wanted = str_of(name);
    for (int i = 0; segment_next(&rest, &segment);)
        if (segment.n && segment.at[0] == '{') {
            if (str_eq((struct str){segment.at + 1, segment.n - 2}, wanted))
                return i;
            i++;
        }
    return -1;
}

static bool fits(const char *pattern, struct str path, struct str param[4])
{
    struct str rest = str_of(pattern), want, have;
    for (int i = 0; segment_next(&rest, &want);) {
        if (!segment_next(&path, &have) || have.n == 0)
            return false;
        if (want.n && want.at[0] == '{') {
            assert(i < 4);
            param[i++] = have;
        } else if (!str_eq(want, have)) {
            return false;
        }
    }
    return path.n == 0;
}

/* Looks through one table; keeps in `m` the route, or what methods there are. */
static bool table_match(struct route_table table, enum method method, struct str path, bool made, struct match *m)
{
    for (size_t i = 0; i < table.n; i++) {
        const struct route *route = &table.routes[i];
        struct str param[4] = {{0}};
        if (!fits(route->pattern, path, param))
            continue;
        const struct resource *resource = made ? resource_by_plural(param[0]) : NULL;
        if (made && !resource)
            return false;
        m->allowed |= 1u << route->method;
        if (route->method != method)
            continue;
        m->route = route;
        m->resource = resource;
        memcpy(m->param, param, sizeof(param));
        return true;
    }
    return false;
}

int router_match(struct arena *a, enum method method, struct str path, struct match *ret_match)
{
    struct match m = {0};
    for (size_t i = 0; i < n_tables && !m.route; i++)
        table_match(all_tables[i], method, path, false, &m);
    if (!m.route)
        table_match(made_routes, method, path, true, &m);
    if (!m.route) {
        ret_match->allowed = m.allowed;
        return m.allowed ? ERR_METHOD : ERR_NOT_FOUND;
    }
    for (size_t i = 0; i < 4; i++)
        if (m.param[i].n && url_decode(a, m.param[i], false, &m.param[i]))
            return ERR_SYNTAX;
    *ret_match = m;
    return 0;
}
