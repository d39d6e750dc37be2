#include "work/handlers.h"
#include "work/markdown.h"
#include "work/work.h"

static int render(struct op *op, struct str text, struct reply *reply)
{
    struct buf html;
    buf_init(&html, MARKDOWN_HTML_MAX);
    if (markdown_write(text, &html) != 0) {
        buf_release(&html);
        return op_fail(op, ERR_TOO_LARGE, NULL, 0, NULL);
    }
    struct json j = reply_json(reply);
    json_object_start(&j);
    json_key(&j, "html");
    json_str(&j, buf_view(&html));
    json_object_end(&j);
    buf_release(&html);
    return 0;
}

int markdown_get(struct op *op, struct request *req, struct reply *reply)
{
    return render(op, request_query(req, "text"), reply);
}

int markdown_post(struct op *op, struct request *req, struct reply *reply)
{
    struct str text;
    body_only(op, req->json, "text");
    body_text(op, req->json, "text", false, MARKDOWN_MAX, &text);
    return op->problem.code ? op->problem.code : render(op, text, reply);
}
