/* Clients, their contacts, and which member is given which client.
 *
 * A member sees of a client what an `access` row grants; managers and above see all. The portal of a client sees the
 * client's own rows that are marked shared. */
#pragma once
#include "resource/resource.h"

extern const struct resource client_resource, contact_resource, access_resource;

/* Gives a member a client, unless they have it already. Inside a write job, as the program. */
int access_grant(struct op *op, struct id member, struct id client);
/* Does a living member see the work of a client? ret_name: theirs, empty for an unknown id; may be NULL. */
int access_reaches(struct op *op, struct id member, struct id client, bool *ret_reaches, struct str *ret_name);
