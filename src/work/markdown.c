#include "work/markdown.h"
#include <md4c.h>
#include <strings.h>

#define NESTED_MAX 64

struct render {
    struct buf *out;
    bool link[NESTED_MAX]; /* was the link at this depth written as one? */
    int links;
};

static void put(struct render *r, const char *html)
{
    buf_text(r->out, html);
}

static void put_escaped(struct render *r, const char *text, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        const char *as = text[i] == '&'   ? "&amp;"
                         : text[i] == '<' ? "&lt;"
                         : text[i] == '>' ? "&gt;"
                         : text[i] == '"' ? "&quot;"
                                          : NULL;
        if (!as)
            continue;
        buf_add(r->out, text + from, i - from);
        put(r, as);
        from = i + 1;
    }
    buf_add(r->out, text + from, n - from);
}

/* An entity as it stands: md4c has made sure that it looks like one. */
static bool is_ampersand(const char *text, size_t n)
{
    return n == 5 && memcmp(text, "&amp;", 5) == 0;
}

/* ---- links ---- */

static bool scheme_allowed(struct str url)
{
    static const char *const allowed[] = {"http://", "https://", "mailto:"};
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (url.n > strlen(allowed[i]) && strncasecmp(url.at, allowed[i], strlen(allowed[i])) == 0)
            return true;
    return false;
}

/* The address in plain letters, or false where a part of it could hide what it is: an entity other than &amp;, a
 * control character. */
static bool url_plain(const MD_ATTRIBUTE *a, struct buf *out)
{
    for (int i = 0; a->substr_offsets && a->substr_offsets[i] < a->size; i++) {
        const char *part = a->text + a->substr_offsets[i];
        size_t n = a->substr_offsets[i + 1] - a->substr_offsets[i];
        if (a->substr_types[i] == MD_TEXT_ENTITY && is_ampersand(part, n))
            buf_char(out, '&');
        else if (a->substr_types[i] == MD_TEXT_NORMAL)
            buf_add(out, part, n);
        else
            return false;
    }
    for (size_t i = 0; i < out->n; i++)
        if ((unsigned char)out->at[i] <= ' ' || out->at[i] == 0x7f)
            return false;
    return !out->full && scheme_allowed(buf_view(out));
}

static void link_start(struct render *r, const MD_ATTRIBUTE *address)
{
    struct buf url;
    buf_init(&url, 8192);
    bool good = r->links < NESTED_MAX && url_plain(address, &url);
    if (good) {
        put(r, "<a href=\"");
        put_escaped(r, url.at, url.n);
        put(r, "\" rel=\"nofollow noopener\" target=\"_blank\">");
    }
    if (r->links < NESTED_MAX)
        r->link[r->links] = good;
    r->links++;
    buf_release(&url);
}

static void link_end(struct render *r)
{
    if (r->links == 0)
        return;
    r->links--;
    if (r->links < NESTED_MAX && r->link[r->links])
        put(r, "</a>");
}

/* ---- blocks and spans: what has a plain pair of tags stands in the tables ---- */

static const char *const block_open[] = {
    [MD_BLOCK_QUOTE] = "<blockquote>\n",
    [MD_BLOCK_UL] = "<ul>\n",
    [MD_BLOCK_HR] = "<hr>\n",
    [MD_BLOCK_CODE] = "<pre><code>",
    [MD_BLOCK_P] = "<p>",
    [MD_BLOCK_TABLE] = "<table>\n",
    [MD_BLOCK_THEAD] = "<thead>\n",
    [MD_BLOCK_TBODY] = "<tbody>\n",
    [MD_BLOCK_TR] = "<tr>\n",
    [MD_BLOCK_TH] = "<th>",
    [MD_BLOCK_TD] = "<td>",
};
static const char *const block_close[] = {
    [MD_BLOCK_QUOTE] = "</blockquote>\n",
    [MD_BLOCK_UL] = "</ul>\n",
    [MD_BLOCK_OL] = "</ol>\n",
    [MD_BLOCK_LI] = "</li>\n",
    [MD_BLOCK_CODE] = "</code></pre>\n",
    [MD_BLOCK_P] = "</p>\n",
    [MD_BLOCK_TABLE] = "</table>\n",
    [MD_BLOCK_THEAD] = "</thead>\n",
    [MD_BLOCK_TBODY] = "</tbody>\n",
    [MD_BLOCK_TR] = "</tr>\n",
    [MD_BLOCK_TH] = "</th>\n",
    [MD_BLOCK_TD] = "</td>\n",
};
static const char *const span_open[] = {
    [MD_SPAN_EM] = "<em>", [MD_SPAN_STRONG] = "<strong>", [MD_SPAN_CODE] = "<code>", [MD_SPAN_DEL] = "<del>"};
static const char *const span_close[] = {
    [MD_SPAN_EM] = "</em>", [MD_SPAN_STRONG] = "</strong>", [MD_SPAN_CODE] = "</code>", [MD_SPAN_DEL] = "</del>"};
#define AT(table, i) ((size_t)(i) < sizeof(table) / sizeof(*(table)) ? (table)[i] : NULL)

static int block_enter(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    if (type == MD_BLOCK_H)
        buf_format(r->out, "<h%u>", ((MD_BLOCK_H_DETAIL *)detail)->level);
    else if (type == MD_BLOCK_OL && ((MD_BLOCK_OL_DETAIL *)detail)->start != 1)
        buf_format(r->out, "<ol start=\"%u\">\n", ((MD_BLOCK_OL_DETAIL *)detail)->start);
    else if (type == MD_BLOCK_OL)
        put(r, "<ol>\n");
    else if (type == MD_BLOCK_LI && ((MD_BLOCK_LI_DETAIL *)detail)->is_task)
        put(r, ((MD_BLOCK_LI_DETAIL *)detail)->task_mark == ' ' ? "<li><input type=\"checkbox\" disabled> "
                                                                : "<li><input type=\"checkbox\" disabled checked> ");
    else if (type == MD_BLOCK_LI)
        put(r, "<li>");
    else if (AT(block_open, type))
        put(r, block_open[type]);
    return r->out->full;
}

static int block_leave(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    if (type == MD_BLOCK_H)
        buf_format(r->out, "</h%u>\n", ((MD_BLOCK_H_DETAIL *)detail)->level);
    else if (AT(block_close, type))
        put(r, block_close[type]);
    return r->out->full;
}

static int span_enter(MD_SPANTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    if (type == MD_SPAN_A)
        link_start(r, &((MD_SPAN_A_DETAIL *)detail)->href);
    else if (AT(span_open, type))
        put(r, span_open[type]);
    return r->out->full;
}

static int span_leave(MD_SPANTYPE type, void *detail, void *arg)
{
    struct render *r = arg;
    (void)detail;
    if (type == MD_SPAN_A)
        link_end(r);
    else if (AT(span_close, type))
        put(r, span_close[type]);
    return r->out->full;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *at, MD_SIZE n, void *arg)
{
    struct render *r = arg;
    if (type == MD_TEXT_BR)
        put(r, "<br>\n");
    else if (type == MD_TEXT_SOFTBR)
        put(r, "\n");
    else if (type == MD_TEXT_NULLCHAR)
        put(r, "\xEF\xBF\xBD");
    else if (type == MD_TEXT_ENTITY)
        buf_add(r->out, at, n);
    else
        put_escaped(r, at, n);
    return r->out->full;
}

/* md4c 0.4.8 loses its way in nested images, up to reading what is not its own, and looks a little past a text that
 * does not end with a line break (both found by tests/fuzz/fuzz_work.c). So it gets a copy that ends with one and has
 * no images: a mark between ! and [ makes a link of them, which is what we want, and is taken out of the result. */
#define MARK  "\xE2\x80\x8B" /* U+200B */
#define SLACK "\n\0\0\0\0\0\0\0"

static void copy_without_images(struct buf *copy, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (text.at[i] != '!' || text.at[i + 1] != '[')
            continue;
        buf_add(copy, text.at + from, i + 1 - from);
        buf_text(copy, MARK);
        from = i + 1;
    }
    if (from < text.n)
        buf_add(copy, text.at + from, text.n - from);
}

static bool starts(const char *at, const char *end, const char *with)
{
    return (size_t)(end - at) >= strlen(with) && memcmp(at, with, strlen(with)) == 0;
}

/* "!MARK" before a link goes, elsewhere (in code, or where no link came of it) only the mark does. */
static void remove_marks(struct buf *out, size_t from)
{
    char *to = out->at + from;
    const char *end = out->at + out->n;
    for (const char *at = to; at < end;) {
        if (starts(at, end, "!" MARK)) {
            if (!starts(at + 1 + strlen(MARK), end, "<a href"))
                *to++ = '!';
            at += 1 + strlen(MARK);
        } else {
            *to++ = *at++;
        }
    }
    out->n = (size_t)(to - out->at);
}

int markdown_write(struct str markdown, struct buf *out)
{
    struct render r = {.out = out};
    const MD_PARSER parser = {
        .flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML,
        .enter_block = block_enter,
        .leave_block = block_leave,
        .enter_span = span_enter,
        .leave_span = span_leave,
        .text = text,
    };
    struct buf copy;
    size_t from = out->n;
    buf_init(&copy, markdown.n * 3 + sizeof SLACK);
    copy_without_images(&copy, markdown);
    size_t n = copy.n + 1;
    buf_add(&copy, SLACK, sizeof SLACK);
    int failed = md_parse(copy.at, (MD_SIZE)n, &parser, &r);
    buf_release(&copy);
    if (failed || out->full)
        return -1;
    if (out->n > from)
        remove_marks(out, from);
    return 0;
}
