#include "base/json_value.h"
#include "base/civil.h"

json_t *json_of_id(struct id id)
{
    char out[ID_TEXT + 1];
    if (id_is_zero(id))
        return json_null();
    id_write(id, out);
    return json_string(out);
}

json_t *json_of_day(int32_t day)
{
    char out[11];
    if (day == INT32_MIN)
        return json_null();
    date_write(day, out);
    return json_string(out);
}

json_t *json_of_instant(int64_t time_us)
{
    char out[28];
    if (time_us == INT64_MIN)
        return json_null();
    return json_stringn(out, instant_write(time_us, out));
}
