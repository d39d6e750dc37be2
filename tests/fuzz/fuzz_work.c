/* Markdown, recurrence rules and checklists of any bytes. The HTML of Markdown must not let anything through that a
 * browser would run: no tag but ours, no address but http, https and mailto. */
#include "base/utf8.h"
#include "fuzz.h"
#include "work/checklist.h"
#include "work/markdown.h"
#include "work/recurrence.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const tags[] = {"a",      "blockquote", "br",    "code", "del", "em",    "h1", "h2", "h3",
                                   "h4",     "h5",         "h6",    "hr",   "li",  "input", "ol", "p",  "pre",
                                   "strong", "table",      "tbody", "td",   "th",  "thead", "tr", "ul"};

static void check_tag(const char *at, const char *end)
{
    const char *name = at + (at < end && *at == '/');
    size_t n = 0;
    while (name + n < end && isalnum((unsigned char)name[n]))
        n++;
    bool known = false;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        known |= strlen(tags[i]) == n && memcmp(tags[i], name, n) == 0;
    fuzz_check(known);
}

static void check_address(const char *at, const char *end)
{
    static const char *const allowed[] = {"http://", "https://", "mailto:"};
    bool good = false;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        good |= (size_t)(end - at) > strlen(allowed[i]) && strncasecmp(at, allowed[i], strlen(allowed[i])) == 0;
    fuzz_check(good);
}

static void check_html(struct str html)
{
    if (html.n == 0)
        return;
    const char *end = html.at + html.n;
    for (const char *at = html.at; at < end; at++) {
        if (*at == '<')
            check_tag(at + 1, end);
        if (end - at > 9 && memcmp(at, "<a href=\"", 9) == 0)
            check_address(at + 9, end);
    }
}

static void check_markdown(struct str text)
{
    struct buf out;
    buf_init(&out, MARKDOWN_HTML_MAX);
    if (markdown_write(text, &out) == 0)
        check_html(buf_view(&out));
    buf_release(&out);
}

static void check_rule(struct arena *a, struct str text)
{
    struct recurrence r = {.rule = arena_cstr(a, text), .from = 20000, .has_from = true};
    int32_t next = 0;
    if (text.n > 2000 || memchr(text.at, 0, text.n) || !recurrence_rule_valid(r.rule))
        return;
    if (recurrence_next(&r, 20000, 20000, &next) == 0)
        fuzz_check(next > 20000);
}

static void check_json(struct arena *a, struct str text)
{
    struct op op = {.arena = a, .locale = "en", .zone = "UTC"};
    struct recurrence r;
    json_auto_t *json = json_loadb(text.at, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (!json)
        return;
    if (recurrence_valid(&op, "/recurrence", json) == 0)
        fuzz_check(recurrence_read(a, text, &r) == 0);
    op.problem = (struct op_problem){0};
    if (checklists_valid(&op, "/checklists", json) == 0) {
        struct str reset = checklists_reset(a, text, false);
        json_auto_t *again = json_loadb(reset.at, reset.n, 0, NULL);
        fuzz_check(again && json_array_size(again) == json_array_size(json));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n};
    struct arena a;
    if (!utf8_valid(text) || n > 100000)
        return 0;
    arena_init(&a);
    check_markdown(text);
    check_rule(&a, text);
    check_json(&a, text);
    arena_release(&a);
    return 0;
}
