/* The description of the API is whole: every reference resolves, every route and resource is in it. */
#include "unit.h"
#include "api/openapi.h"
#include "api/registry.h"
#include "api/routes.h"
#include "http/router.h"

static json_t *document;

static struct buf written(void)
{
    struct buf b;
    buf_init(&b, 16000000);
    struct json j;
    json_init(&j, &b);
    openapi_write(&j);
    return b;
}

static int set_up(void **state)
{
    (void)state;
    registry_start();
    routes_start();
    struct buf b = written();
    json_error_t e;
    document = json_loadb(b.at, b.n, JSON_REJECT_DUPLICATES, &e);
    if (!document)
        fail_msg("%s at %d: %.60s", e.text, e.position, b.at + (e.position > 30 ? e.position - 30 : 0));
    buf_release(&b);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_decref(document);
    return 0;
}

static json_t *at(const char *pointer)
{
    json_t *here = document;
    char name[200];
    for (const char *p = pointer; *p == '/';) {
        size_t n = strcspn(p + 1, "/");
        snprintf(name, sizeof name, "%.*s", (int)n, p + 1);
        here = json_object_get(here, name);
        p += n + 1;
    }
    return here;
}

static int check_refs(json_t *value)
{
    size_t i;
    const char *key;
    json_t *inner;
    int n = 0;
    if (json_is_object(value)) {
        json_object_foreach(value, key, inner)
        {
            if (strcmp(key, "$ref") == 0 && json_is_string(inner)) {
                const char *to = json_string_value(inner);
                if (to[0] != '#' || to[1] != '/' || !at(to + 1))
                    fail_msg("%s leads nowhere", to);
                n++;
            }
            n += check_refs(inner);
        }
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, inner) n += check_refs(inner);
    }
    return n;
}

static void every_reference_resolves(void **state)
{
    (void)state;
    assert_true(check_refs(document) > 100);
}

static void what_is_required_is_described(void **state)
{
    (void)state;
    const char *name;
    json_t *schema, *required;
    json_object_foreach(at("/components/schemas"), name, schema)
    {
        size_t i;
        json_array_foreach(
            json_object_get(schema, "required"), i,
            required) if (!json_object_get(json_object_get(schema, "properties"), json_string_value(required)))
            fail_msg("%s.%s", name, json_string_value(required));
    }
}

static void every_resource_is_described(void **state)
{
    (void)state;
    size_t n;
    const struct resource *const *all = resource_all(&n);
    for (size_t i = 0; i < n; i++) {
        char path[300];
        snprintf(path, sizeof path, "/components/schemas/%s/properties", all[i]->name);
        json_t *properties = at(path);
        for (size_t k = 0; k < all[i]->n_fields; k++) {
            const struct field *f = &all[i]->fields[k];
            bool there = json_object_get(properties, f->name) != NULL;
            if (there == ((f->flags & FF_SECRET) != 0))
                fail_msg("%s.%s", all[i]->name, f->name);
        }
        char plural[300];
        snprintf(plural, sizeof plural, "/api/v1/%s", all[i]->plural);
        json_t *get = json_object_get(json_object_get(at("/paths"), plural), "get");
        assert_non_null(json_object_get(get, "operationId"));
        json_t *post = json_object_get(json_object_get(at("/paths"), plural), "post");
        if (all[i]->create != ROLE_SYSTEM && !post)
            fail_msg("POST %s", plural);
    }
}

static void every_route_is_described(void **state)
{
    (void)state;
    const struct route *route;
    for (size_t i = 0; (route = router_at(i)); i++) {
        if (strncmp(route->pattern, "/api/", 5) != 0)
            continue;
        char method[10];
        snprintf(method, sizeof method, "%s", method_names[route->method]);
        for (char *c = method; *c; c++)
            *c |= 32;
        if (!json_object_get(json_object_get(at("/paths"), route->pattern), method))
            fail_msg("%s %s", method, route->pattern);
    }
}

static void operations_have_names_of_their_own(void **state)
{
    (void)state;
    json_t *seen = json_object(), *path, *operation;
    const char *key, *method;
    json_object_foreach(at("/paths"), key, path)
    {
        json_object_foreach(path, method, operation)
        {
            const char *id = json_string_value(json_object_get(operation, "operationId"));
            if (!id || json_object_get(seen, id))
                fail_msg("%s %s: %s", method, key, id ? id : "none");
            json_object_set_new(seen, id, json_true());
            assert_non_null(json_object_get(operation, "responses"));
        }
    }
    assert_true(json_object_size(seen) > 50);
    json_decref(seen);
}

static void a_task_reads_as_it_should(void **state)
{
    (void)state;
    assert_string_equal(json_string_value(at("/components/schemas/task/properties/due/format")), "date");
    assert_int_equal(json_integer_value(at("/components/schemas/task_create/properties/title/maxLength")), 500);
    assert_null(at("/components/schemas/task_create/properties/comment_count"));
    assert_null(at("/components/schemas/task_update/properties/id"));
    json_t *required = at("/components/schemas/task_create/required");
    assert_int_equal(json_array_size(required), 1);
    assert_string_equal(json_string_value(json_array_get(required, 0)), "title");
}

static void it_is_the_same_each_time(void **state)
{
    (void)state;
    struct buf a = written(), b = written();
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.at, b.at, a.n);
    buf_release(&a);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_resolves),           cmocka_unit_test(what_is_required_is_described),
        cmocka_unit_test(every_resource_is_described),        cmocka_unit_test(every_route_is_described),
        cmocka_unit_test(operations_have_names_of_their_own), cmocka_unit_test(a_task_reads_as_it_should),
        cmocka_unit_test(it_is_the_same_each_time),
    };
    return cmocka_run_group_tests_name("openapi", tests, set_up, tear_down);
}
