/* Scope: what the one who asks may see. It becomes part of every statement over a scoped table (@task), so that
 * forgetting it is not possible; see expand.c for the text of each variant. */
#pragma once
#include "base/id.h"
#include <stdint.h>

enum scope_variant {
    SCOPE_SYSTEM,   /* the program itself: consumers, checks, export by the owner */
    SCOPE_ALL,      /* owner, admin, manager: the whole workspace */
    SCOPE_MEMBER,   /* a member: the clients of their grants */
    SCOPE_ASSIGNED, /* a member limited to own tasks: tasks assigned to them, and what holds those */
    SCOPE_PORTAL,   /* a contact: shared rows of one client */
    SCOPE_VARIANTS
};

/* Ordered: a higher role may do what a lower one may. */
enum role { ROLE_NONE, ROLE_PORTAL, ROLE_MEMBER, ROLE_MANAGER, ROLE_ADMIN, ROLE_OWNER, ROLE_SYSTEM };

struct scope {
    int64_t workspace; /* $ws */
    enum scope_variant variant;
    enum role role;
    struct id me;     /* $me: the member or contact */
    struct id client; /* $client: the portal's client */
};

/* How a table is scoped; filled from the resource descriptions at start, before the first statement. */
enum scope_kind {
    SCOPED_WORKSPACE, /* every member sees it; portal nothing (names of members, activities …) */
    SCOPED_CLIENT,    /* by its client column, and shared for the portal */
    SCOPED_ME,        /* only rows whose `member` is $me (tokens, sessions) */
    SCOPED_VIEW,      /* own rows and shared ones (saved views) */
    SCOPED_OWN,       /* rows whose `member` is $me; managers and above see everybody's (calendars, time) */
    SCOPED_ADMIN      /* admin and owner only (invites …) */
};
struct scope_table {
    const char *table;
    enum scope_kind kind;
    /* column names for SCOPED_CLIENT, NULL where the table has none */
    const char *client, *project, *task, *shared;
};
/* The array must live as long as the program; call once. */
void scope_set_tables(const struct scope_table *tables, size_t n);
