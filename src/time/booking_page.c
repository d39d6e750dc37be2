#include "people/secret.h"
#include "time/booking.h"
#include "time/handlers.h"
#include "time/week.h"
#include <sodium.h>

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_MEMBER,
    {.name = "title", .type = F_TEXT, .flags = FF_REQUIRED, .max = 200},
    /* for whom it is: the blocks of what is booked are of this client */
    {.name = "client", .type = F_REF, .target = "client"},
    {.name = "minutes", .type = F_INT, .flags = FF_REQUIRED, .min = 15, .max = 240, .initial = "30"},
    /* null: the person's working hours */
    {.name = "week", .type = F_JSON, .flags = FF_NO_FILTER, .max = WEEK_BYTES, .valid = week_valid},
    /* how soon at the earliest, how many days ahead, and what is kept free before and after */
    {.name = "notice_min", .type = F_INT, .flags = FF_REQUIRED, .min = 0, .max = 40320, .initial = "1440"},
    {.name = "days", .type = F_INT, .flags = FF_REQUIRED, .min = 1, .max = BOOKING_DAYS_MOST, .initial = "28"},
    {.name = "buffer_min", .type = F_INT, .flags = FF_REQUIRED, .min = 0, .max = BOOKING_BUFFER_MOST, .initial = "0"},
    /* null: the visitor's */
    {.name = "language", .type = F_LOCALE},
    {.name = "active", .type = F_BOOL, .flags = FF_REQUIRED, .initial = "true"},
    {.name = "token", .type = F_TEXT, .flags = FF_REQUIRED | FF_READ_ONLY | FF_NO_FILTER, .max = 60},
};

struct str booking_token(struct arena *a)
{
    uint8_t bytes[BOOKING_TOKEN];
    char text[sodium_base64_ENCODED_LEN(BOOKING_TOKEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return arena_str(a, str_of(text));
}

static int check(struct op *op, struct change *c)
{
    static const char *const names[] = {"minutes", "buffer_min"};
    static const char *const pointers[] = {"/minutes", "/buffer_min"};
    if (c->verb != VERB_CREATE && c->verb != VERB_UPDATE)
        return 0;
    for (int i = 0; i < 2; i++)
        if (row_get_int(c->after, names[i]) % 15)
            op_field_fail(op, pointers[i], "time.quarter_hours", 0, NULL);
    if (row_get_null(c->after, "token"))
        *row_at(c->after, "token") = v_text(booking_token(op->arena));
    return op->problem.code;
}

const struct resource booking_page_resource = {
    .name = "booking_page",
    .plural = "booking_pages",
    .table = "booking_page",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "booking_page", .kind = SCOPED_OWN, .client = "client"},
    .title = "title",
    .default_sort = "created",
    .version = 1,
    .check = check,
    .allow = own_allow,
};

/* Another address: the old one is nobody's from now on. */
int booking_page_renew_post(struct op *op, struct request *req, struct reply *reply)
{
    struct id id;
    struct row *row;
    static const char *const names[] = {"token"};
    const struct value values[] = {v_text(booking_token(op->arena))};
    int err = request_id(op, req, "id", &id);
    err = err ? err : resource_get(op, &booking_page_resource, id, false, &row);
    err = err ? err : resource_set_system(op, &booking_page_resource, id, 1, names, values);
    err = err ? err : resource_get(op, &booking_page_resource, id, false, &row);
    return err ? err : reply_row(op, req, reply, 200, row);
}
