/* JSON written straight into a buffer: commas and escapes are its work, nesting the caller's (asserted).
 *
 * Names stay clear of jansson's (json_object, json_array, json_real, json_null …), which reads JSON beside this. */
#pragma once
#include "base/buf.h"
#include "base/id.h"

struct json {
    struct buf *out;
    uint64_t has_member; /* one bit a level */
    int depth;           /* at most 63 */
    bool after_key;
};

void json_init(struct json *j, struct buf *out);
void json_object_start(struct json *j);
void json_object_end(struct json *j);
void json_array_start(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key); /* key needs no escape */
void json_key_str(struct json *j, struct str key);
void json_str(struct json *j, struct str s); /* invalid UTF-8 becomes U+FFFD */
void json_text(struct json *j, const char *zero_ended);
void json_int(struct json *j, int64_t v);
void json_double(struct json *j, double v); /* shortest that reads back the same; not finite: null */
void json_bool(struct json *j, bool v);
void json_none(struct json *j);
void json_id(struct json *j, struct id id);
void json_id_or_none(struct json *j, const char *key, struct id id); /* a member; null where the id is zero */
void json_date(struct json *j, int32_t day);                         /* "2026-03-01" */
void json_instant(struct json *j, int64_t time_us); /* "2026-03-01T09:00:00.000000Z", microseconds only if not 0 */
void json_raw(struct json *j, struct str written);  /* a complete value, trusted */
