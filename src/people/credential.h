/* Passwords: Argon2id by libsodium (interactive limits), in the table `credential`, never in a row, an event or an
 * export.
 *
 * Hashing and checking take tens of milliseconds and 64 MiB: on a worker, never on an event loop and never inside a
 * write. So every use is in two steps: hash first, then a short write with the result. */
#pragma once
#include "store/op.h"

#define PASSWORD_LEAST     10
#define PASSWORD_MOST      200
#define PASSWORD_FAILED    10 /* wrong passwords in a row, after which the account rests */
#define PASSWORD_REST_US   (15 * 60 * US_PER_S)
#define PASSWORD_HASH_ROOM 128

/* Is it good enough? Length, and not the person's own address or name. Adds an entry at `pointer` where not. */
int password_check(struct op *op, const char *pointer, struct str password, struct str email, struct str name);
int password_hash(struct op *op, struct str password, char out[PASSWORD_HASH_ROOM]);
/* hash NULL: nobody's; takes the same time and is false. */
bool password_verify(const char *hash, struct str password);

struct credential {
    struct id person; /* zero: no such account */
    const char *hash; /* NULL: no password yet, only an invitation or the command line can give one */
    bool active, resting;
};
/* By address, in any case of letters. 0 also where there is none. */
int credential_find(struct op *op, struct str email, struct credential *ret_credential);
int credential_of(struct op *op, struct id person, struct credential *ret_credential);

/* Writes, inside a write job. */
int credential_set(struct op *op, struct id person, const char *hash);
/* The zero id counts too, so that an unknown address costs the same write. */
int credential_failed(struct op *op, struct id person);
int credential_succeeded(struct op *op, struct id person);
