/* People of the workspace: the workspace itself, its members, how they get in (invites, sessions, tokens).
 *
 * Passwords are no fields of a resource: they live in the table `credential` and never appear in rows, events or
 * exports (credential.h). Who may do what beyond the roles of the descriptions is in the check and allow functions of
 * each file. */
#pragma once
#include "resource/resource.h"

extern const struct resource workspace_resource, member_resource, invite_resource, session_resource, token_resource;

/* The names of the roles in `member.role`. */
enum role role_of(struct str name); /* ROLE_NONE for anything else */
const char *role_name(enum role role);

/* The row of the workspace; ERR_NOT_FOUND before the first start was completed. */
int workspace_get(struct op *op, struct row **ret_row);
/* Its language, for what the program itself names; "en" where there is none yet. */
const char *workspace_locale(struct op *op);
/* A message without arguments, in the arena: names that the program gives (statuses, activities, lists). */
struct str workspace_word(struct op *op, const char *locale, const char *key);

/* ---- first start: once, by the page or the command line; inside a write job, as the program ---- */
struct setup {
    struct str workspace, name, email, locale, zone;
    const char *password_hash;
};
/* True while there is no workspace. */
int setup_needed(struct op *op, bool *ret_needed);
/* The workspace, its owner, the usual activities, and the client marked internal. ERR_CONFLICT the second time. */
int setup_run(struct op *op, const struct setup *s, struct id *ret_owner);

/* ---- sessions ---- */
#define SESSION_DAYS 30
/* Makes a session for a member; the token is for the cookie, csrf (hexadecimal) for the header. Inside a write job. */
int session_open(struct op *op, struct id member, struct str agent, struct str address, struct str *ret_token,
                 struct str *ret_csrf);
/* Ends the sessions of a member but for `keep` (zero: all). Inside a write job. */
int session_end_all(struct op *op, struct id member, struct id keep);

/* ---- accounts, for the command line: inside a write job, as the program ---- */
struct account {
    struct str name, email;
    enum role role;
    const char *password_hash;
};
/* The first one is an owner and makes the workspace. ERR_EXISTS where the address has an account. */
int account_add(struct op *op, const struct account *a, struct id *ret_id);
int account_set_password(struct op *op, struct str email, const char *password_hash); /* ends all sessions */
int account_set_role(struct op *op, struct str email, enum role role);
/* {"items":[{id,name,email,role,active}…]} */
int account_list(struct op *op, struct json *out);
