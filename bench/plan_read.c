#include "plan_read.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    const char *at;
    bool bad;
};

static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p)
        abort();
    return p;
}

static int32_t number(struct text *x)
{
    while (isspace((unsigned char)*x->at))
        x->at++;
    char *end;
    long v = strtol(x->at, &end, 10);
    if (end == x->at || v < 0 || v > 1000000)
        x->bad = true;
    x->at = end;
    return x->bad ? 0 : (int32_t)v;
}

/* Goes behind `word`, and then behind that many ends of lines. */
static void seek(struct text *x, const char *word, int lines)
{
    const char *found = strstr(x->at, word);
    if (!found) {
        x->bad = true;
        x->at = "";
        return;
    }
    x->at = found + strlen(word);
    for (; lines > 0 && (found = strchr(x->at, '\n')); lines--)
        x->at = found + 1;
}

struct parts { /* the arrays that the instance will point to */
    int32_t *duration, *request, *capacity, *release;
    uint32_t *after_at, *after, *project;
    uint32_t n, r, projects, arcs, arcs_room;
};

static void parts_make(struct parts *p)
{
    p->duration = zeroed(p->n, sizeof(int32_t));
    p->request = zeroed((size_t)p->n * p->r, sizeof(int32_t));
    p->capacity = zeroed(p->r, sizeof(int32_t));
    p->release = zeroed(p->projects, sizeof(int32_t));
    p->after_at = zeroed(p->n + 1, sizeof(uint32_t));
    p->project = zeroed(p->n, sizeof(uint32_t));
}

static void arc_add(struct parts *p, uint32_t to)
{
    if (p->arcs == p->arcs_room) {
        p->arcs_room = p->arcs_room * 2 + 64;
        p->after = realloc(p->after, sizeof(uint32_t) * p->arcs_room);
        if (!p->after)
            abort();
    }
    p->after[p->arcs++] = to;
}

static void read_sm(struct text x, struct parts *p, bool *ret_bad)
{
    seek(&x, "supersource/sink ):", 0);
    p->n = (uint32_t)number(&x);
    seek(&x, "- renewable", 0);
    seek(&x, ":", 0);
    p->r = (uint32_t)number(&x);
    p->projects = 1;
    if (!x.bad && p->n < 100000 && p->r < 100)
        parts_make(p);
    else
        x.bad = true;
    seek(&x, "PRECEDENCE RELATIONS:", 2);
    for (uint32_t t = 0; t < p->n && !x.bad; t++) {
        number(&x);
        number(&x);
        for (int32_t k = number(&x); k > 0 && !x.bad; k--)
            arc_add(p, (uint32_t)number(&x) - 1);
        p->after_at[t + 1] = p->arcs;
    }
    seek(&x, "REQUESTS/DURATIONS:", 3);
    for (uint32_t t = 0; t < p->n && !x.bad; t++) {
        number(&x);
        number(&x);
        p->duration[t] = number(&x);
        for (uint32_t r = 0; r < p->r; r++)
            p->request[t * p->r + r] = number(&x);
    }
    seek(&x, "RESOURCEAVAILABILITIES:", 2);
    for (uint32_t r = 0; r < p->r && !x.bad; r++)
        p->capacity[r] = number(&x);
    *ret_bad = x.bad;
}

/* The first task of each project, found by reading the file once without keeping anything. */
static uint32_t *firsts(struct text x, uint32_t projects, uint32_t r, uint32_t *ret_n)
{
    uint32_t *first = zeroed(projects + 1, sizeof *first), n = 0;
    for (uint32_t p = 0; p < projects && !x.bad; p++) {
        first[p] = n;
        uint32_t tasks = (uint32_t)number(&x);
        for (uint32_t i = 0; i < r + 1; i++)
            number(&x);
        for (uint32_t t = 0; t < tasks && !x.bad; t++) {
            for (uint32_t i = 0; i < r + 1; i++)
                number(&x);
            for (int32_t k = number(&x); k > 0 && !x.bad; k--) {
                number(&x);
                x.bad = x.bad || *x.at++ != ':';
                number(&x);
            }
        }
        n += tasks;
    }
    *ret_n = x.bad || n > 100000 ? 0 : n;
    first[projects] = n;
    return first;
}

static void read_rcmp(struct text x, struct parts *p, bool *ret_bad)
{
    p->projects = (uint32_t)number(&x);
    p->r = (uint32_t)number(&x);
    if (x.bad || p->projects > 10000 || p->r > 100) {
        *ret_bad = true;
        return;
    }
    struct text ahead = x;
    for (uint32_t r = 0; r < p->r; r++)
        number(&ahead);
    uint32_t *first = firsts(ahead, p->projects, p->r, &p->n);
    *ret_bad = p->n == 0;
    if (*ret_bad)
        return;
    parts_make(p);
    for (uint32_t r = 0; r < p->r; r++)
        p->capacity[r] = number(&x);
    for (uint32_t j = 0; j < p->projects && !x.bad; j++) {
        number(&x);
        p->release[j] = number(&x);
        for (uint32_t r = 0; r < p->r; r++)
            number(&x);
        for (uint32_t t = first[j]; t < first[j + 1]; t++) {
            p->project[t] = j;
            p->duration[t] = number(&x);
            for (uint32_t r = 0; r < p->r; r++)
                p->request[t * p->r + r] = number(&x);
            for (int32_t k = number(&x); k > 0 && !x.bad; k--) {
                uint32_t to = (uint32_t)number(&x) - 1;
                x.at++;
                x.bad = x.bad || to >= p->projects;
                arc_add(p, (x.bad ? 0 : first[to]) + (uint32_t)number(&x) - 1);
            }
            p->after_at[t + 1] = p->arcs;
        }
    }
    *ret_bad = x.bad;
}

static char *whole(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t room = 1 << 24, n = 0;
    char *text = zeroed(room, 1);
    if (f) {
        n = fread(text, 1, room - 1, f);
        fclose(f);
    }
    return realloc(text, n + 1);
}

int instance_read(const char *path, struct instance *ret)
{
    const char *name = strrchr(path, '/'), *end = strrchr(path, '.');
    char *text = whole(path);
    struct text x = {text, false};
    struct parts p = {0};
    bool bad = true;
    name = name ? name + 1 : path;
    if (end && strcmp(end, ".sm") == 0)
        read_sm(x, &p, &bad);
    else if (end && strcmp(end, ".rcmp") == 0)
        read_rcmp(x, &p, &bad);
    free(text);
    arc_add(&p, 0); /* so that there is always an array */
    ret->classic = (struct plan_classic){p.n,        p.r,        p.projects, p.duration, p.request,
                                         p.capacity, p.after_at, p.after,    p.project,  p.release};
    snprintf(ret->name, sizeof ret->name, "%.*s", (int)(end ? end - name : (long)strlen(name)), name);
    if (!bad && plan_classic_valid(&ret->classic))
        return 0;
    fprintf(stderr, "%s: cannot be read\n", path);
    return -1;
}
