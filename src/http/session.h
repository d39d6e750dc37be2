/* Who asks: the session of a cookie or the token of a program, looked up for every request with one statement. */
#pragma once
#include "http/route.h"

#define SESSION_SEEN_US   (5 * 60 * US_PER_S) /* `seen` is written at most this often */
#define SESSION_CSRF_TEXT 64

/* The scope of somebody who has not signed in: sees nothing. */
struct scope session_scope_nobody(void);
/* Fills req->session and the operation's scope, locale, zone, today and via. 0 also when nobody asks (SESSION_NONE); a
 * session or token that is not valid is the same. *ret_refresh: `seen` is old, so session_refresh is due. */
int session_find(struct op *op, struct request *req, bool *ret_refresh);
/* In a write: seen is now; a browser's session lasts SESSION_DAYS from now. */
int session_refresh(struct op *op, const struct session *s);
/* Cookies are sent by browsers on their own, so a changing request with one must carry its CSRF value too. Constant
 * time. */
bool session_csrf_good(const struct request *req);
void session_csrf_write(const struct session *s, char out[SESSION_CSRF_TEXT + 1]);
/* BLAKE2b-256 of a session's or token's text, as stored. */
void session_hash(struct str text, uint8_t out[32]);
/* The scope of a member or contact as of now: for what lives longer than a request. ERR_NOT_FOUND when it may no longer
 * ask. */
int session_scope_of(struct op *op, struct id member, struct scope *ret_scope);
