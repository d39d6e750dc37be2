/* People of the workspace: the workspace itself, its members, how they get in (invites, sessions, tokens).
 *
 * Passwords are no fields of a resource: they live in the table `credential` and never appear in rows, events or
 * exports (credential.h). Who may do what beyond the roles of the descriptions is in the check and allow functions of
 * each file. */
#pragma once
#include "resource/resource.h"

extern const struct resource workspace_resource, member_resource, invite_resource, session_resource, token_resource;
