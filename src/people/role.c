#include "people/people.h"

static const char *const names[] = {
    [ROLE_PORTAL] = "portal", [ROLE_MEMBER] = "member", [ROLE_MANAGER] = "manager",
    [ROLE_ADMIN] = "admin",   [ROLE_OWNER] = "owner",
};

enum role role_of(struct str name)
{
    for (int i = ROLE_MEMBER; i <= ROLE_OWNER; i++)
        if (str_is(name, names[i]))
            return (enum role)i;
    return ROLE_NONE;
}

const char *role_name(enum role role)
{
    return role >= ROLE_PORTAL && role <= ROLE_OWNER ? names[role] : "";
}
