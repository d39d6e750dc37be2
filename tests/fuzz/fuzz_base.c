/* Dates, instants, identifiers, UTF-8 and JSON text: what is read and written again is the same, and JSON out is always
 * UTF-8 that jansson reads. */
#include "base/civil.h"
#include "base/id.h"
#include "base/json_out.h"
#include "base/utf8.h"
#include "fuzz.h"
#include <jansson.h>
#include <stdlib.h>

static void times_survive(struct str in)
{
    int32_t day;
    int64_t us, again;
    char out[28];
    if (date_parse(in, &day) == 0) {
        date_write(day, out);
        fuzz_check(str_is(in, out));
    }
    if (instant_parse(in, &us) == 0) {
        size_t n = instant_write(us, out);
        fuzz_check(instant_parse((struct str){out, n}, &again) == 0 && again == us);
    }
}

static void text_is_json(struct str in)
{
    struct buf b;
    struct json j;
    buf_init(&b, 1 << 20);
    json_init(&j, &b);
    json_array_start(&j);
    json_str(&j, in);
    json_array_end(&j);
    fuzz_check(!b.full);
    json_t *read = json_loadb(b.at, b.n, JSON_ALLOW_NUL, NULL);
    fuzz_check(read != NULL);
    json_t *text = json_array_get(read, 0);
    if (utf8_valid(in))
        fuzz_check(str_eq(in, (struct str){json_string_value(text), json_string_length(text)}));
    json_decref(read);
    buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str in = {(const char *)data, n};
    struct id id;
    if (id_parse(in, &id) == 0) {
        char out[ID_TEXT + 1];
        struct id again;
        id_write(id, out);
        fuzz_check(id_parse(str_of(out), &again) == 0 && id_eq(id, again));
    }
    times_survive(in);
    text_is_json(in);
    return 0;
}
