/* The actions of people, one file each; routes.c is the table. */
#pragma once
#include "http/route.h"

/* sign_in.c */
int setup_get(struct op *op, struct request *req, struct reply *reply);
int setup_prepare(struct op *op, struct request *req);
int setup_post(struct op *op, struct request *req, struct reply *reply);
int sign_in_prepare(struct op *op, struct request *req);
int sign_in_post(struct op *op, struct request *req, struct reply *reply);
int sign_out_post(struct op *op, struct request *req, struct reply *reply);
/* Opens a session for `member` and answers as a sign-in does: cookie, {"csrf","member"}. In a write. */
int sign_in_reply(struct op *op, struct request *req, struct reply *reply, struct id member);

/* me.c */
int me_get(struct op *op, struct request *req, struct reply *reply);
int me_password_prepare(struct op *op, struct request *req);
int me_password_post(struct op *op, struct request *req, struct reply *reply);

/* invitation.c */
int invites_post(struct op *op, struct request *req, struct reply *reply);
int invitation_get(struct op *op, struct request *req, struct reply *reply);
int invitation_prepare(struct op *op, struct request *req);
int invitation_accept(struct op *op, struct request *req, struct reply *reply);
int tokens_post(struct op *op, struct request *req, struct reply *reply);
