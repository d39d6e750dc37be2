/* The actions of work, one file each; routes.c is the table. */
#pragma once
#include "http/route.h"

/* task_actions.c */
int task_move_post(struct op *op, struct request *req, struct reply *reply);
int task_duplicate_post(struct op *op, struct request *req, struct reply *reply);
int task_convert_post(struct op *op, struct request *req, struct reply *reply);

/* template_actions.c */
int project_duplicate_post(struct op *op, struct request *req, struct reply *reply);
int template_apply_post(struct op *op, struct request *req, struct reply *reply);
int template_from_post(struct op *op, struct request *req, struct reply *reply);

/* attachment_actions.c */
int attachment_upload_prepare(struct op *op, struct request *req);
int attachment_upload_put(struct op *op, struct request *req, struct reply *reply);
int attachment_content_get(struct op *op, struct request *req, struct reply *reply);

/* markdown_actions.c */
int markdown_get(struct op *op, struct request *req, struct reply *reply);
int markdown_post(struct op *op, struct request *req, struct reply *reply);

/* A date of a JSON body; *ret_given says whether there was one. */
int body_date(struct op *op, const json_t *body, const char *name, bool *ret_given, int32_t *ret_day);
