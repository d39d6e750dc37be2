/* Values to and from PostgreSQL's binary format, for postgres.c. */
#pragma once
#include "store/value.h"
#include <libpq-fe.h>

/* The parameters of one execution; grows and is kept by the connection. */
struct pg_values {
    const char **at;
    int *length, *format;
    char (*scratch)[16]; /* numbers and ids in network order */
    size_t room;
};

void pg_values_release(struct pg_values *v);
/* Encodes each value as the type the server expects there; false if one does not fit (prepare anew, by kinds). */
bool pg_values_set(struct pg_values *v, size_t n, const struct value *args, const Oid *types);
/* The type that a value asks for; 0 leaves it to the server (NULL, and 16 bytes that may be an id). */
Oid pg_type_of(const struct value *v);
/* Borrowed from the result. */
struct value pg_read(const PGresult *result, int row, int column);
