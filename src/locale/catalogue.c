#include "locale/catalogue.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/log.h"
#include "locale/message.h"
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>

#define LOCALES_MAX    32
#define NAME_MAX_BYTES 16

struct entry {
    const char *key;
    struct str text;
    bool plain;           /* nothing for ICU to do */
    bool tried;           /* parsed, or refused */
    pthread_mutex_t lock; /* of what follows, and of the message while it is used */
    struct message *message;
};

struct catalogue {
    char name[NAME_MAX_BYTES];
    size_t n;
    struct entry *entries; /* by key */
    const char **keys;
};

/* Filled once by load_all, then only read, but for the parsed messages behind their locks. Lives as long as the
 * program. */
static struct {
    pthread_once_t once;
    size_t n;
    struct catalogue catalogues[LOCALES_MAX];
    const char *names[LOCALES_MAX + 1];
} all = {.once = PTHREAD_ONCE_INIT};

static int entry_order(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static void entries_fill(struct catalogue *c, json_t *messages)
{
    const char *key;
    json_t *value;
    c->n = 0;
    json_object_foreach(messages, key, value)
    {
        if (!json_is_string(value)) {
            log_line(LOG_ERROR, "locale", "%s: %s is not text", c->name, key);
            continue;
        }
        struct entry *e = &c->entries[c->n++];
        *e = (struct entry){.key = key, .text = {json_string_value(value), json_string_length(value)}};
        e->plain = !memchr(e->text.at, '{', e->text.n) && !memchr(e->text.at, '\'', e->text.n);
        pthread_mutex_init(&e->lock, NULL);
    }
    qsort(c->entries, c->n, sizeof *c->entries, entry_order);
    for (size_t i = 0; i < c->n; i++)
        c->keys[i] = c->entries[i].key;
}

static void catalogue_load(const struct embedded_file *f, struct str name)
{
    json_error_t error;
    /* Never given back: keys and texts point into it. */
    json_t *messages = json_loadb(f->bytes, f->n, JSON_REJECT_DUPLICATES, &error);
    if (!messages || name.n >= NAME_MAX_BYTES || all.n == LOCALES_MAX) {
        log_line(LOG_ERROR, "locale", "%s: line %d: %s", f->name, messages ? 0 : error.line,
                 messages ? "name too long, or too many languages" : error.text);
        abort();
    }
    struct catalogue *c = &all.catalogues[all.n];
    size_t room = json_object_size(messages) + 1;
    memcpy(c->name, name.at, name.n);
    c->entries = calloc(room, sizeof *c->entries);
    c->keys = calloc(room, sizeof *c->keys);
    if (!c->entries || !c->keys)
        abort();
    entries_fill(c, messages);
    all.names[all.n++] = c->name;
}

/* locales/en.json first, since every other falls back to it. */
static void load_all(void)
{
    size_t n;
    const struct embedded_file *files = embedded_list(STR("locales/"), &n);
    for (int english = 1; english >= 0; english--)
        for (size_t i = 0; i < n; i++) {
            struct str name = {files[i].name + 8, strlen(files[i].name) - 8 - 5}; /* between the folder and .json */
            if (str_is(name, "en") == english)
                catalogue_load(&files[i], name);
        }
}

static struct catalogue *catalogue_of(const char *locale)
{
    pthread_once(&all.once, load_all);
    for (size_t i = 0; i < all.n; i++)
        if (locale && strcmp(all.catalogues[i].name, locale) == 0)
            return &all.catalogues[i];
    return &all.catalogues[0];
}

const char *const *locale_list(void)
{
    pthread_once(&all.once, load_all);
    return all.names;
}

const char *locale_find(struct str name)
{
    for (const char *const *l = locale_list(); *l; l++)
        if (str_is(name, *l))
            return *l;
    return NULL;
}

static struct entry *entry_in(struct catalogue *c, const char *key)
{
    struct entry wanted = {.key = key};
    return bsearch(&wanted, c->entries, c->n, sizeof *c->entries, entry_order);
}

/* The entry, and in ret_catalogue the language it is in. */
static struct entry *entry_find(const char *locale, const char *key, struct catalogue **ret_catalogue)
{
    *ret_catalogue = catalogue_of(locale);
    struct entry *e = entry_in(*ret_catalogue, key);
    if (e || *ret_catalogue == &all.catalogues[0])
        return e;
    *ret_catalogue = &all.catalogues[0];
    return entry_in(*ret_catalogue, key);
}

/* With the entry locked; NULL where ICU refuses the text. */
static struct message *entry_parse(struct entry *e, const struct catalogue *c)
{
    char error[128];
    if (!e->tried) {
        e->tried = true;
        e->message = message_parse(c->name, e->text, error, sizeof error);
        if (!e->message)
            log_line(LOG_ERROR, "locale", "%s: %s: %s", c->name, e->key, error);
    }
    return e->message;
}

int message_format(struct buf *out, const char *locale, const char *key, size_t n, const struct message_arg *args)
{
    struct catalogue *c;
    struct entry *e = entry_find(locale, key, &c);
    if (!e) {
        log_line(LOG_WARN, "locale", "no message %s", key);
        buf_text(out, key);
        return ERR_NOT_FOUND;
    }
    if (e->plain) {
        buf_str(out, e->text);
        return 0;
    }
    pthread_mutex_lock(&e->lock);
    struct message *m = entry_parse(e, c);
    if (m)
        message_write(m, out, n, args);
    pthread_mutex_unlock(&e->lock);
    if (!m)
        buf_text(out, key);
    return m ? 0 : ERR_NOT_FOUND;
}

bool message_exists(const char *locale, const char *key)
{
    return entry_in(catalogue_of(locale), key) != NULL;
}

int message_arguments(struct buf *out, const char *locale, const char *key)
{
    struct catalogue *c = catalogue_of(locale);
    struct entry *e = entry_in(c, key);
    if (!e)
        return ERR_NOT_FOUND;
    char error[128];
    struct message *m = NULL;
    pthread_mutex_lock(&e->lock);
    m = entry_parse(e, c);
    if (m)
        message_names(m, out);
    else if (!message_parse(c->name, e->text, error, sizeof error))
        buf_text(out, error);
    pthread_mutex_unlock(&e->lock);
    return m ? 0 : ERR_SYNTAX;
}

const char *const *message_keys(const char *locale, size_t *ret_n)
{
    const struct catalogue *c = catalogue_of(locale);
    *ret_n = c->n;
    return c->keys;
}
