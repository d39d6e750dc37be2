/* One value bound to, or read from, a statement. Text and blobs are borrowed: from the caller when bound; from the
 * statement, until its next step, when read. */
#pragma once
#include "base/id.h"
#include "base/str.h"
#include <stdint.h>

enum value_kind { V_NULL, V_INT, V_REAL, V_TEXT, V_BLOB, V_ID };

struct value {
    enum value_kind kind;
    union {
        int64_t i;
        double r;
        struct str s; /* V_TEXT and V_BLOB */
        struct id id;
    };
};

#define v_null()  ((struct value){.kind = V_NULL})
#define v_int(x)  ((struct value){.kind = V_INT, .i = (x)})
#define v_real(x) ((struct value){.kind = V_REAL, .r = (x)})
#define v_text(x) ((struct value){.kind = V_TEXT, .s = (x)})
#define v_blob(x) ((struct value){.kind = V_BLOB, .s = (x)})
#define v_id(x)   ((struct value){.kind = V_ID, .id = (x)})

/* The last two arguments of a statement: ARGS(v_int(1), v_text(name)). Alive until the end of the block. */
#define ARGS(...) (sizeof((struct value[]){__VA_ARGS__}) / sizeof(struct value)), ((const struct value[]){__VA_ARGS__})
#define NO_ARGS   0, NULL
