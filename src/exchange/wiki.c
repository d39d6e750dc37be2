#include "exchange/wiki.h"
#include "base/buf.h"
#include "exchange/text.h"

struct wiki {
    struct buf out;
    bool code; /* within {code} or {noformat} */
    bool quote;
};

/* "* ", "** ", "# ", "- " at the beginning: nested by their number. Returns what is behind. */
static struct str list_mark(struct wiki *w, struct str line)
{
    struct str s = text_trim(line);
    size_t n = 0;
    while (n < s.n && (s.at[n] == '*' || s.at[n] == '#' || (s.at[n] == '-' && n == 0)))
        n++;
    if (n == 0 || n > 6 || n >= s.n || s.at[n] != ' ')
        return line;
    for (size_t i = 1; i < n; i++)
        buf_text(&w->out, "    ");
    buf_text(&w->out, s.at[n - 1] == '#' ? "1. " : "- ");
    return (struct str){s.at + n + 1, s.n - n - 1};
}

static struct str heading(struct wiki *w, struct str line)
{
    if (line.n < 4 || line.at[0] != 'h' || line.at[1] < '1' || line.at[1] > '6' || line.at[2] != '.' ||
        line.at[3] != ' ')
        return line;
    for (int i = 0; i < line.at[1] - '0'; i++)
        buf_char(&w->out, '#');
    buf_char(&w->out, ' ');
    return (struct str){line.at + 4, line.n - 4};
}

static bool is_word(struct str s, size_t i)
{
    return i < s.n && ((s.at[i] >= '0' && s.at[i] <= '9') || (s.at[i] >= 'A' && s.at[i] <= 'Z') ||
                       (s.at[i] >= 'a' && s.at[i] <= 'z') || (unsigned char)s.at[i] >= 0x80);
}

/* [text|url] and [url]; returns the length taken, 0 if it is not one. */
static size_t link_at(struct wiki *w, struct str s, size_t i)
{
    struct str rest, inside = text_cut((struct str){s.at + i + 1, s.n - i - 1}, ']', &rest), url;
    if (rest.at == NULL || inside.n == 0)
        return 0;
    struct str label = text_cut(inside, '|', &url);
    if (url.at == NULL)
        url = label;
    if (!text_starts(url, STR("http://")) && !text_starts(url, STR("https://")) && !text_starts(url, STR("mailto:")))
        return 0;
    if (url.at == label.at)
        buf_format(&w->out, "<%.*s>", STR_FMT(url));
    else
        buf_format(&w->out, "[%.*s](%.*s)", STR_FMT(label), STR_FMT(url));
    return inside.n + 2;
}

/* *bold* where the stars stand at the edges of words. */
static size_t bold_at(struct wiki *w, struct str s, size_t i)
{
    if ((i > 0 && is_word(s, i - 1)) || i + 2 >= s.n || s.at[i + 1] == ' ' || s.at[i + 1] == '*')
        return 0;
    for (size_t end = i + 1; end < s.n; end++)
        if (s.at[end] == '*' && s.at[end - 1] != ' ' && !is_word(s, end + 1)) {
            buf_format(&w->out, "**%.*s**", (int)(end - i - 1), s.at + i + 1);
            return end - i + 1;
        }
    return 0;
}

static size_t mono_at(struct wiki *w, struct str s, size_t i)
{
    if (i + 1 >= s.n || s.at[i + 1] != '{')
        return 0;
    for (size_t end = i + 2; end + 1 < s.n; end++)
        if (s.at[end] == '}' && s.at[end + 1] == '}') {
            buf_format(&w->out, "`%.*s`", (int)(end - i - 2), s.at + i + 2);
            return end - i + 2;
        }
    return 0;
}

static void words(struct wiki *w, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        size_t taken = 0;
        if (s.at[i] == '[')
            taken = link_at(w, s, i);
        else if (s.at[i] == '*')
            taken = bold_at(w, s, i);
        else if (s.at[i] == '{')
            taken = mono_at(w, s, i);
        if (taken == 0) {
            buf_char(&w->out, s.at[i]);
            taken = 1;
        }
        i += taken;
    }
}

/* A line that is a mark alone: {code:java}, {noformat}, {quote}. */
static bool mark_line(struct wiki *w, struct str line)
{
    struct str s = text_trim(line);
    bool code = text_starts(s, STR("{code")) || text_starts(s, STR("{noformat"));
    if (s.n == 0 || s.at[s.n - 1] != '}' || memchr(s.at, '}', s.n) != s.at + s.n - 1)
        return false;
    if (code) {
        struct str language = s.n > 7 && s.at[5] == ':' && !w->code ? (struct str){s.at + 6, s.n - 7} : (struct str){0};
        bool plain = memchr(s.at, '=', s.n) == NULL && memchr(s.at, '|', s.n) == NULL;
        buf_format(&w->out, "```%.*s\n", plain ? (int)language.n : 0, language.at == NULL ? "" : language.at);
        w->code = !w->code;
        return true;
    }
    if (w->code || !str_is(s, "{quote}"))
        return false;
    w->quote = !w->quote;
    return true;
}

static void take_line(struct wiki *w, struct str line)
{
    if (mark_line(w, line))
        return;
    if (w->code) {
        buf_str(&w->out, line);
    } else {
        if (text_starts(line, STR("bq. ")))
            line = (struct str){line.at + 4, line.n - 4}, buf_text(&w->out, "> ");
        else if (w->quote)
            buf_text(&w->out, "> ");
        words(w, list_mark(w, heading(w, line)));
    }
    buf_char(&w->out, '\n');
}

struct str wiki_to_markdown(struct arena *a, struct str wiki)
{
    struct wiki w = {0};
    buf_init(&w.out, wiki.n * 6 + 64);
    struct str rest = text_newlines(a, wiki, false);
    while (rest.at != NULL && rest.n > 0)
        take_line(&w, text_cut(rest, '\n', &rest));
    struct str out = arena_str(a, text_trim(buf_view(&w.out)));
    buf_release(&w.out);
    return out;
}
