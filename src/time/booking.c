#include "time/booking.h"

static const char *const states[] = {"booked", "cancelled", NULL};

static const struct field fields[] = {
    FIELDS_COMMON,
    FIELD_MEMBER,
    {.name = "page", .type = F_REF, .flags = FF_REQUIRED | FF_READ_ONLY, .target = "booking_page"},
    {.name = "client", .type = F_REF, .flags = FF_READ_ONLY, .target = "client"},
    /* who booked, in their own words */
    {.name = "name", .type = F_TEXT, .flags = FF_REQUIRED | FF_ON_CREATE, .max = 200},
    {.name = "email", .type = F_EMAIL, .flags = FF_REQUIRED | FF_ON_CREATE, .max = 254},
    {.name = "note", .type = F_MARKDOWN, .flags = FF_ON_CREATE, .max = NOTE_MAX},
    /* as those of its block: that is what is moved */
    {.name = "start", .type = F_INSTANT, .flags = FF_REQUIRED | FF_READ_ONLY | FF_SORT},
    {.name = "end", .type = F_INSTANT, .flags = FF_REQUIRED | FF_READ_ONLY},
    {.name = "state", .type = F_ENUM, .flags = FF_REQUIRED, .choices = states, .initial = "\"booked\""},
    {.name = "block", .type = F_REF, .flags = FF_READ_ONLY, .target = "block"},
    {.name = "secret_hash", .type = F_HASH, .flags = FF_READ_ONLY | FF_SECRET | FF_NO_FILTER},
};

static bool stands(const struct row *booking)
{
    return row_get_null(booking, "deleted") && str_is(row_get_text(booking, "state"), "booked");
}

/* The block is there as long as the booking stands. */
static int follow(struct op *op, const struct change *c)
{
    struct row *block;
    struct id id = row_get_id(c->after, "block");
    bool now = stands(c->after);
    if (c->verb == VERB_CREATE || c->cascade || now == stands(c->before) || id_is_zero(id))
        return 0;
    int err = resource_get_system(op, &block_resource, id, &block);
    if (!now)
        return err == ERR_NOT_FOUND ? 0 : err ? err : resource_delete_system(op, &block_resource, id);
    struct scope before = op_as_system(op);
    err = err == ERR_NOT_FOUND ? resource_restore(op, &block_resource, id, NULL) : err;
    op->scope = before;
    return err == ERR_NOT_FOUND ? 0 : err;
}

const struct resource booking_resource = {
    .name = "booking",
    .plural = "bookings",
    .table = "booking",
    .fields = fields,
    .n_fields = FIELD_COUNT(fields),
    .scope = {.table = "booking", .kind = SCOPED_OWN, .client = "client"},
    .create = ROLE_SYSTEM, /* visitors do, by an action */
    .title = "name",
    .default_sort = "start",
    .version = 1,
    .follow = follow,
    .allow = own_allow,
};

static int booking_of_block(struct op *op, struct id block, struct id *ret_booking)
{
    ROWS rows = {0};
    *ret_booking = (struct id){{0}};
    int err = op_query_system(op, &rows, "SELECT t.id FROM @booking t WHERE t.block = $1 AND t.deleted IS NULL",
                              ARGS(v_id(block)));
    int step = err ? err : rows_next(&rows);
    if (step == 1)
        *ret_booking = row_id(&rows, 0);
    return step < 0 ? step : 0;
}

int booking_follow_block(struct op *op, const struct change *c)
{
    struct id booking;
    bool moved = c->verb == VERB_UPDATE &&
                 (row_differs(c->before, c->after, "start") || row_differs(c->before, c->after, "end"));
    if (c->verb == VERB_CREATE || c->cascade || (c->verb == VERB_UPDATE && !moved))
        return 0;
    int err = booking_of_block(op, row_get_id(c->after, "id"), &booking);
    if (err || id_is_zero(booking))
        return err;
    if (moved) {
        static const char *const names[] = {"start", "end"};
        const struct value values[] = {*row_at(c->after, "start"), *row_at(c->after, "end")};
        return resource_set_system(op, &booking_resource, booking, 2, names, values);
    }
    static const char *const names[] = {"state"};
    const struct value values[] = {v_text(c->verb == VERB_DELETE ? STR("cancelled") : STR("booked"))};
    return resource_set_system(op, &booking_resource, booking, 1, names, values);
}
