#include "http/page.h"
#include "base/arena.h"
#include "base/embedded.h"
#include "base/error.h"
#include "http/gzip.h"
#include "http/security.h"
#include <microhttpd.h>
#include <sodium.h>
#include <stdlib.h>

#define BOOK "book.html" /* what strangers see: /book/<token>, /booked/<secret> */

enum { PLAIN, GZIP, BROTLI, FORMS };

struct page {
    struct str name; /* without "web/" */
    char etag[20];
    struct MHD_Response *form[FORMS]; /* NULL where there is none */
    struct MHD_Response *same;        /* 304 */
};

static struct page *pages;
static size_t n_pages;
static struct MHD_Response *missing;

static const struct {
    const char *end, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
};

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.at + s.n - n, end, n) == 0;
}

static bool starts_with(struct str s, const char *start)
{
    size_t n = strlen(start);
    return s.n >= n && memcmp(s.at, start, n) == 0;
}

static const char *type_of(struct str name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        if (ends_with(name, types[i].end))
            return types[i].type;
    return "application/octet-stream";
}

static struct MHD_Response *response(const struct page *page, struct str bytes, const char *encoding)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(bytes.n, (void *)(uintptr_t)bytes.at, MHD_RESPMEM_PERSISTENT);
    bool for_ever = starts_with(page->name, "assets/");
    security_headers(r, true);
    MHD_add_response_header(r, "Content-Type", type_of(page->name));
    MHD_add_response_header(r, "Cache-Control", for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    MHD_add_response_header(r, "ETag", page->etag);
    MHD_add_response_header(r, "Vary", "Accept-Encoding");
    if (str_is(page->name, BOOK))
        MHD_add_response_header(r, "X-Robots-Tag", "noindex");
    if (encoding)
        MHD_add_response_header(r, "Content-Encoding", encoding);
    return r;
}

static void page_make(struct page *page, const struct embedded_file *file)
{
    struct str bytes = {file->bytes, file->n};
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)bytes.at, bytes.n, NULL, 0);
    page->etag[0] = '"';
    sodium_bin2hex(page->etag + 1, 17, hash, 8);
    page->etag[17] = '"';
    page->form[PLAIN] = response(page, bytes, NULL);
    page->same = response(page, (struct str){"", 0}, NULL);
}

static struct page *page_named(struct str name)
{
    size_t low = 0, high = n_pages;
    while (low < high) {
        size_t middle = (low + high) / 2;
        struct str other = pages[middle].name;
        int order = memcmp(other.at, name.at, other.n < name.n ? other.n : name.n);
        if (order == 0)
            order = (other.n > name.n) - (other.n < name.n);
        if (order == 0)
            return &pages[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* "app.js.br" is a form of "app.js" when that is there too. */
static bool twin_add(struct str name, const struct embedded_file *file)
{
    int form = ends_with(name, ".gz") ? GZIP : ends_with(name, ".br") ? BROTLI : PLAIN;
    struct page *page = form == PLAIN ? NULL : page_named((struct str){name.at, name.n - 3});
    if (!page)
        return false;
    page->form[form] = response(page, (struct str){file->bytes, file->n}, form == GZIP ? "gzip" : "br");
    return true;
}

int pages_start(void)
{
    size_t n;
    const struct embedded_file *files = embedded_list(STR("web/"), &n);
    pages = calloc(n ? n : 1, sizeof(*pages));
    if (!pages)
        abort();
    for (size_t i = 0; i < n; i++) {
        struct str name = str_of(files[i].name + sizeof("web/") - 1);
        if (twin_add(name, &files[i])) /* sorted: the plain one came before */
            continue;
        pages[n_pages].name = name;
        page_make(&pages[n_pages++], &files[i]);
    }
    missing = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    security_headers(missing, true);
    return page_named(STR("index.html")) ? 0 : ERR_INTERNAL;
}

void pages_stop(void)
{
    for (size_t i = 0; i < n_pages; i++) {
        for (int f = 0; f < FORMS; f++)
            if (pages[i].form[f])
                MHD_destroy_response(pages[i].form[f]);
        MHD_destroy_response(pages[i].same);
    }
    if (missing)
        MHD_destroy_response(missing);
    free(pages);
    pages = NULL;
    n_pages = 0;
    missing = NULL;
}

/* A last part with a dot names a file; anything else is a place in the application. */
static bool names_file(struct str path)
{
    const char *slash = memrchr(path.at, '/', path.n);
    size_t from = slash ? (size_t)(slash - path.at) + 1 : 0;
    return starts_with(path, "assets/") || memchr(path.at + from, '.', path.n - from);
}

bool page_is_secret(struct str path)
{
    return starts_with(path, "/book/") || starts_with(path, "/booked/");
}

struct MHD_Response *page_find(const struct page_request *request, unsigned *ret_status)
{
    struct str path = request->path;
    if (path.n && path.at[0] == '/')
        path = (struct str){path.at + 1, path.n - 1};
    struct page *page = page_named(path);
    if (!page && names_file(path)) {
        *ret_status = 404;
        return missing;
    }
    if (!page && page_is_secret(request->path))
        page = page_named(STR(BOOK));
    if (!page)
        page = page_named(STR("index.html"));
    if (request->if_none_match.n && memmem(request->if_none_match.at, request->if_none_match.n, page->etag, 18)) {
        *ret_status = 304;
        return page->same;
    }
    *ret_status = 200;
    if (page->form[BROTLI] && encoding_accepted(request->accept_encoding, "br"))
        return page->form[BROTLI];
    if (page->form[GZIP] && encoding_accepted(request->accept_encoding, "gzip"))
        return page->form[GZIP];
    return page->form[PLAIN];
}
