#include "work/checklist.h"
#include "base/utf8.h"
#include <stdlib.h>

static int refuse(struct op *op, const char *pointer, const char *message)
{
    return op_field_fail(op, pointer, message, 0, NULL);
}

static bool text_fits(const json_t *v, size_t least, size_t most)
{
    struct str s = {json_string_value(v), json_string_length(v)};
    return json_is_string(v) && s.n >= least && utf8_count(s) <= most;
}

static bool only(const json_t *object, const char *const *known, size_t n)
{
    const char *key;
    const json_t *item;
    if (!json_is_object(object))
        return false;
    json_object_foreach((json_t *)object, key, item)
    {
        bool found = false;
        for (size_t i = 0; i < n; i++)
            found |= strcmp(key, known[i]) == 0;
        if (!found)
            return false;
    }
    return true;
}

static int item_valid(struct op *op, const char *pointer, const json_t *item)
{
    static const char *const known[] = {"id", "text", "done", "assignee"};
    const json_t *assignee = json_object_get(item, "assignee"), *done = json_object_get(item, "done");
    struct id id;
    if (!only(item, known, 4) || !text_fits(json_object_get(item, "id"), 1, 60))
        return refuse(op, pointer, "checklist.shape");
    if (!text_fits(json_object_get(item, "text"), 1, CHECKLIST_TEXT_MAX))
        return refuse(op, pointer, "checklist.text");
    if (done && !json_is_boolean(done))
        return refuse(op, pointer, "field.truth");
    if (assignee && !json_is_null(assignee) &&
        (!json_is_string(assignee) || id_parse(str_of(json_string_value(assignee)), &id) != 0))
        return refuse(op, pointer, "field.id");
    return 0;
}

static int list_valid(struct op *op, const char *pointer, const json_t *list)
{
    static const char *const known[] = {"id", "name", "items"};
    const json_t *items = json_object_get(list, "items"), *item;
    size_t i;
    if (!only(list, known, 3) || !text_fits(json_object_get(list, "id"), 1, 60) ||
        !text_fits(json_object_get(list, "name"), 0, CHECKLIST_TEXT_MAX) || (items && !json_is_array(items)))
        return refuse(op, pointer, "checklist.shape");
    if (json_array_size(items) > CHECKLIST_ITEMS)
        return refuse(op, pointer, "checklist.too_many");
    json_array_foreach(items, i, item)
    {
        int err = item_valid(op, arena_format(op->arena, "%s/items/%zu", pointer, i).at, item);
        if (err)
            return err;
    }
    return 0;
}

/* Every id once: a tick must find its item. */
static bool ids_unique(const json_t *lists)
{
    json_auto_t *seen = json_object();
    const json_t *list, *item;
    size_t i, k, n = 0;
    json_array_foreach(lists, i, list)
    {
        json_object_set_new(seen, json_string_value(json_object_get(list, "id")), json_true());
        n++;
        json_array_foreach(json_object_get(list, "items"), k, item)
        {
            json_object_set_new(seen, json_string_value(json_object_get(item, "id")), json_true());
            n++;
        }
    }
    return json_object_size(seen) == n;
}

int checklists_valid(struct op *op, const char *pointer, const json_t *value)
{
    const json_t *list;
    size_t i;
    if (!json_is_array(value))
        return refuse(op, pointer, "checklist.shape");
    if (json_array_size(value) > CHECKLISTS_MAX)
        return refuse(op, pointer, "checklist.too_many");
    json_array_foreach(value, i, list)
    {
        int err = list_valid(op, arena_format(op->arena, "%s/%zu", pointer, i).at, list);
        if (err)
            return err;
    }
    return ids_unique(value) ? 0 : refuse(op, pointer, "checklist.ids");
}

struct str checklists_reset(struct arena *a, struct str json, bool keep_people)
{
    json_auto_t *lists = json.n ? json_loadb(json.at, json.n, 0, NULL) : NULL;
    json_t *list, *item;
    size_t i, k;
    if (!lists)
        return (struct str){0};
    json_array_foreach(lists, i, list)
    {
        json_array_foreach(json_object_get(list, "items"), k, item)
        {
            json_object_set_new(item, "done", json_false());
            if (!keep_people)
                json_object_del(item, "assignee");
        }
    }
    char *text = json_dumps(lists, JSON_COMPACT | JSON_SORT_KEYS);
    struct str kept = arena_str(a, str_of(text));
    free(text);
    return kept;
}
