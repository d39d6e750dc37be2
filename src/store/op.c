#include "store/op.h"

static const struct op_arg *copy_args(struct op *op, size_t n, const struct op_arg *args)
{
    if (n == 0)
        return NULL;
    struct op_arg *copy = arena_array(op->arena, struct op_arg, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = args[i];
        if (args[i].value.kind == V_TEXT)
            copy[i].value.s = arena_str(op->arena, args[i].value.s);
    }
    return copy;
}

int op_fail(struct op *op, int code, const char *message, size_t n_args, const struct op_arg *args)
{
    struct op_problem *p = &op->problem;
    if (p->code == 0) {
        p->code = code;
        p->message = message;
        p->args = copy_args(op, n_args, args);
        p->n_args = n_args;
    }
    return p->code;
}

int op_field_fail(struct op *op, const char *pointer, const char *message, size_t n_args, const struct op_arg *args)
{
    struct op_problem *p = &op->problem;
    struct op_problem_entry *e = arena_new(op->arena, struct op_problem_entry);
    *e = (struct op_problem_entry){.pointer = arena_cstr(op->arena, str_of(pointer)),
                                   .message = message,
                                   .args = copy_args(op, n_args, args),
                                   .n_args = n_args,
                                   .position = -1};
    *(p->last ? &p->last->next : &p->first) = e;
    p->last = e;
    if (p->code == 0)
        p->code = ERR_INVALID;
    return p->code;
}

int op_query(struct op *op, struct rows *ret_rows, const char *sql, size_t n, const struct value *args)
{
    return db_query(op->db, &op->scope, ret_rows, sql, n, args);
}

int op_exec(struct op *op, const char *sql, size_t n, const struct value *args)
{
    return db_exec(op->db, &op->scope, sql, n, args, NULL);
}

int op_query_system(struct op *op, struct rows *ret_rows, const char *sql, size_t n, const struct value *args)
{
    struct scope system = op->scope;
    system.variant = SCOPE_SYSTEM;
    system.role = ROLE_SYSTEM;
    return db_query(op->db, &system, ret_rows, sql, n, args);
}
