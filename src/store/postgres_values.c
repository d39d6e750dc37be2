#include "store/postgres_values.h"
#include <endian.h>
#include <math.h>
#include <stdlib.h>

enum {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_OID = 26,
    PG_FLOAT4 = 700,
    PG_FLOAT8 = 701,
    PG_UNKNOWN = 705,
    PG_BPCHAR = 1042,
    PG_VARCHAR = 1043,
    PG_NUMERIC = 1700,
    PG_VOID = 2278,
    PG_UUID = 2950
};

void pg_values_release(struct pg_values *v)
{
    free(v->at);
    free(v->length);
    free(v->format);
    free(v->scratch);
    *v = (struct pg_values){0};
}

static void make_room(struct pg_values *v, size_t n)
{
    if (n <= v->room)
        return;
    v->room = n * 2;
    v->at = realloc(v->at, v->room * sizeof *v->at);
    v->length = realloc(v->length, v->room * sizeof *v->length);
    v->format = realloc(v->format, v->room * sizeof *v->format);
    v->scratch = realloc(v->scratch, v->room * sizeof *v->scratch);
    if (!v->at || !v->length || !v->format || !v->scratch)
        abort();
}

static void put(struct pg_values *v, size_t i, const void *bytes, size_t n)
{
    v->at[i] = bytes ? bytes : ""; /* NULL would be the null of SQL */
    v->length[i] = (int)n;
}

static void put_scratch(struct pg_values *v, size_t i, const void *bytes, size_t n)
{
    memcpy(v->scratch[i], bytes, n);
    put(v, i, v->scratch[i], n);
}

static void put_real(struct pg_values *v, size_t i, double r)
{
    uint64_t bits;
    memcpy(&bits, &r, sizeof bits);
    bits = htobe64(bits);
    put_scratch(v, i, &bits, sizeof bits);
}

static bool put_int(struct pg_values *v, size_t i, int64_t x, Oid type)
{
    uint64_t eight = htobe64((uint64_t)x);
    uint32_t four = htobe32((uint32_t)x);
    uint16_t two = htobe16((uint16_t)x);
    uint8_t one = x != 0;
    switch (type) {
    case PG_INT8:
        put_scratch(v, i, &eight, sizeof eight);
        return true;
    case PG_INT4:
        put_scratch(v, i, &four, sizeof four);
        return x == (int32_t)x;
    case PG_INT2:
        put_scratch(v, i, &two, sizeof two);
        return x == (int16_t)x;
    case PG_BOOL:
        put_scratch(v, i, &one, sizeof one);
        return x == 0 || x == 1;
    case PG_FLOAT8:
        put_real(v, i, (double)x);
        return true;
    default:
        return false;
    }
}

static bool is_text(Oid type)
{
    return type == PG_TEXT || type == PG_VARCHAR || type == PG_NAME || type == PG_BPCHAR || type == PG_UNKNOWN;
}

static bool set_one(struct pg_values *v, size_t i, const struct value *a, Oid type)
{
    v->at[i] = NULL;
    v->length[i] = 0;
    v->format[i] = 1;
    switch (a->kind) {
    case V_NULL:
        return true;
    case V_INT:
        return put_int(v, i, a->i, type);
    case V_REAL:
        put_real(v, i, a->r);
        return type == PG_FLOAT8;
    case V_TEXT:
        put(v, i, a->s.at, a->s.n);
        return is_text(type);
    case V_BLOB:
        put(v, i, a->s.at, a->s.n);
        return type == PG_BYTEA || (type == PG_UUID && a->s.n == 16);
    case V_ID:
        put_scratch(v, i, a->id.byte, sizeof a->id.byte);
        return type == PG_UUID || type == PG_BYTEA;
    }
    return false;
}

bool pg_values_set(struct pg_values *v, size_t n, const struct value *args, const Oid *types)
{
    make_room(v, n);
    for (size_t i = 0; i < n; i++)
        if (!set_one(v, i, &args[i], types[i]))
            return false;
    return true;
}

Oid pg_type_of(const struct value *v)
{
    switch (v->kind) {
    case V_INT:
        return PG_INT8;
    case V_REAL:
        return PG_FLOAT8;
    case V_TEXT:
        return PG_TEXT;
    case V_BLOB:
        return v->s.n == 16 ? 0 : PG_BYTEA;
    case V_ID:
        return PG_UUID;
    case V_NULL:
        break;
    }
    return 0;
}

static uint64_t read_be(const char *at, size_t n)
{
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x = x << 8 | (uint8_t)at[i];
    return x;
}

/* sum() and avg() of integers are numeric there: digits of base 10,000 (backend/utils/adt/numeric.c). Without decimals
 * it is an integer as in the other database, with them a real. */
static struct value read_numeric(const char *at)
{
    int n = (int)read_be(at, 2), weight = (int16_t)read_be(at + 2, 2), scale = (int)read_be(at + 6, 2);
    bool negative = read_be(at + 4, 2) == 0x4000;
    if (scale == 0) {
        int64_t x = 0;
        for (int i = 0; i <= weight; i++)
            if (__builtin_mul_overflow(x, 10000, &x) ||
                __builtin_add_overflow(x, i < n ? (int64_t)read_be(at + 8 + 2 * i, 2) : 0, &x))
                return v_real(negative ? -INFINITY : INFINITY);
        return v_int(negative ? -x : x);
    }
    double r = 0;
    for (int i = 0; i < n; i++)
        r += (double)read_be(at + 8 + 2 * i, 2) * pow(10000, weight - i);
    return v_real(negative ? -r : r);
}

static struct value read_real(const char *at)
{
    uint64_t bits = read_be(at, 8);
    double r;
    memcpy(&r, &bits, sizeof r);
    return v_real(r);
}

static struct value read_single(const char *at)
{
    uint32_t bits = (uint32_t)read_be(at, 4);
    float r;
    memcpy(&r, &bits, sizeof r);
    return v_real(r);
}

struct value pg_read(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return v_null();
    const char *at = PQgetvalue(result, row, column);
    size_t n = (size_t)PQgetlength(result, row, column);
    struct value id = v_id((struct id){{0}});
    Oid type = PQftype(result, column);
    switch (type) {
    case PG_BOOL:
        return v_int(at[0] != 0);
    case PG_INT2:
        return v_int((int16_t)read_be(at, 2));
    case PG_INT4:
        return v_int((int32_t)read_be(at, 4));
    case PG_OID:
        return v_int((int64_t)read_be(at, 4));
    case PG_INT8:
        return v_int((int64_t)read_be(at, 8));
    case PG_FLOAT4:
        return read_single(at);
    case PG_FLOAT8:
        return read_real(at);
    case PG_NUMERIC:
        return read_numeric(at);
    case PG_UUID:
        memcpy(id.id.byte, at, sizeof id.id.byte);
        return id;
    case PG_VOID:
        return v_null();
    default:
        return is_text(type) ? v_text(((struct str){at, n})) : v_blob(((struct str){at, n}));
    }
}
