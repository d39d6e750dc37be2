/* What comes over HTTP before any handler: addresses, queries, cookies, versions, forwarded addresses, JSON bodies,
 * encodings. The first byte chooses the parser; each must take anything, and what it returns must be valid. */
#include "base/utf8.h"
#include "fuzz.h"
#include "http/address.h"
#include "http/gzip.h"
#include "http/json_in.h"
#include "http/request.h"
#include "http/url.h"

static void fuzz_query(struct arena *a, struct str text)
{
    const struct pair *pairs;
    size_t n;
    if (url_query(a, text, &pairs, &n))
        return;
    fuzz_check(n <= URL_QUERY_MAX);
    for (size_t i = 0; i < n; i++)
        fuzz_check(utf8_valid(pairs[i].name) && utf8_valid(pairs[i].value) && pairs[i].value.n <= text.n);
}

static void fuzz_decode(struct arena *a, struct str text)
{
    struct str out;
    if (url_decode(a, text, true, &out) == 0)
        fuzz_check(utf8_valid(out) && out.n <= text.n);
}

static void fuzz_cookie(struct str text)
{
    struct str value = cookie_find(text, "aplomb_session");
    fuzz_check(value.n <= text.n && (value.n == 0 || (value.at >= text.at && value.at + value.n <= text.at + text.n)));
    encoding_accepted(text, "gzip");
}

static void fuzz_headers(struct arena *a, struct str text)
{
    struct pair headers[] = {{STR("If-Match"), text}, {STR("If-None-Match"), text}};
    struct request req = {.headers = headers, .n_headers = 2};
    struct op op = {.arena = a};
    int64_t version;
    if (request_if_match(&op, &req, &version) == 0)
        fuzz_check(version >= ANY_VERSION);
    request_none_match(&req, 3);
}

static void fuzz_forwarded(struct arena *a, struct str text)
{
    struct proxies proxies = {.n = 0};
    struct address peer, from;
    fuzz_check(address_parse(STR("127.0.0.1"), &peer) == 0 && proxies_add(&proxies, STR("127.0.0.0/8")) == 0);
    proxies_add(&proxies, STR("10.0.0.0/9"));
    from = proxies_origin(&proxies, peer, text);
    fuzz_check(address_text(a, from).n > 0);
    if (address_parse(text, &from) == 0) {
        struct address again;
        fuzz_check(address_parse(address_text(a, from), &again) == 0 && memcmp(&again, &from, sizeof(from)) == 0);
    }
}

static void fuzz_json(struct arena *a, struct str text)
{
    struct op op = {.arena = a};
    json_t *json;
    if (json_in(&op, text, &json))
        fuzz_check(op.problem.code == ERR_SYNTAX && op.problem.first);
    else
        json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    struct arena a;
    arena_init(&a);
    struct str text = {(const char *)data + 1, n - 1};
    switch (data[0] % 6) {
    case 0:
        fuzz_query(&a, text);
        break;
    case 1:
        fuzz_decode(&a, text);
        break;
    case 2:
        fuzz_cookie(text);
        break;
    case 3:
        fuzz_headers(&a, text);
        break;
    case 4:
        fuzz_forwarded(&a, text);
        break;
    case 5:
        fuzz_json(&a, text);
        break;
    }
    arena_release(&a);
    return 0;
}
