#include "time/fetch.h"
#include "base/log.h"
#include "base/str.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>
#include <unistd.h>

/* ---- addresses ---- */

/* RFC 6890 and its registry: everything that is not for everybody. */
static const struct {
    uint8_t bytes[4];
    int bits;
} closed_4[] = {
    {{0}, 8},
    {{10}, 8},
    {{100, 64}, 10},
    {{127}, 8},
    {{169, 254}, 16},
    {{172, 16}, 12},
    {{192, 0, 0}, 24},
    {{192, 0, 2}, 24},
    {{192, 168}, 16},
    {{192, 88, 99}, 24},
    {{198, 18}, 15},
    {{198, 51, 100}, 24},
    {{203, 0, 113}, 24},
    {{224}, 4},
    {{240}, 4},
};
static const struct {
    uint8_t bytes[16];
    int bits;
} closed_6[] = {
    {{0}, 96},
    {{0x01}, 8}, /* 100::/64 and its neighbours */
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48},
    {{0x20, 0x01, 0x00}, 23}, /* 2001::/23: Teredo and other protocols */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x3f, 0xff}, 20},
    {{0x5f, 0x00}, 16},
    {{0xfc}, 7},
    {{0xfe, 0x80}, 10},
    {{0xfe, 0xc0}, 10},
    {{0xff}, 8},
};

static bool begins(const uint8_t *address, const uint8_t *with, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(address, with, (size_t)whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ with[whole]) >> (8 - rest) == 0;
}

static bool public_4(const uint8_t *address)
{
    for (size_t i = 0; i < sizeof closed_4 / sizeof *closed_4; i++)
        if (begins(address, closed_4[i].bytes, closed_4[i].bits))
            return false;
    return true;
}

static bool public_6(const uint8_t *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static const uint8_t translated[12] = {0x00, 0x64, 0xff, 0x9b}; /* NAT64: the old address stands at the end */
    static const uint8_t six_to_four[2] = {0x20, 0x02};
    if (begins(address, mapped, 96) || begins(address, translated, 96))
        return public_4(address + 12);
    if (begins(address, six_to_four, 16))
        return public_4(address + 2);
    for (size_t i = 0; i < sizeof closed_6 / sizeof *closed_6; i++)
        if (begins(address, closed_6[i].bytes, closed_6[i].bits))
            return false;
    return true;
}

bool fetch_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return public_4((const uint8_t *)&((const struct sockaddr_in *)(const void *)address)->sin_addr);
    if (address->sa_family == AF_INET6)
        return public_6((const uint8_t *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return false;
}

bool fetch_anywhere(const struct sockaddr *address)
{
    return address->sa_family == AF_INET || address->sa_family == AF_INET6;
}

/* ---- the transfer ---- */

struct transfer {
    bool (*allowed)(const struct sockaddr *address);
    bool refused; /* an address was not allowed */
    struct buf *out;
};

/* Called for every connection, with the address that will be connected to. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *t = arg;
    if (purpose != CURLSOCKTYPE_IPCXN || !t->allowed(&address->addr)) {
        t->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take(char *bytes, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    buf_add(t->out, bytes, size * n);
    return t->out->full ? 0 : size * n;
}

static void start(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        log_line(LOG_ERROR, "time", "libcurl cannot be used");
}

static void set_all(CURL *c, const char *url, struct transfer *t)
{
    bool secure = strncasecmp(url, "https:", 6) == 0;
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)FETCH_BYTES_MOST);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(c, CURLOPT_USERAGENT, "Aplomb/" APLOMB_VERSION);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
}

static enum fetch_problem problem_of(CURLcode code, const struct transfer *t)
{
    if (code == CURLE_OK)
        return FETCH_GOOD;
    if (t->refused)
        return FETCH_PRIVATE;
    if (code == CURLE_FILESIZE_EXCEEDED || t->out->full)
        return FETCH_TOO_LARGE;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return FETCH_SLOW;
    return code == CURLE_HTTP_RETURNED_ERROR || code == CURLE_TOO_MANY_REDIRECTS ? FETCH_REFUSED : FETCH_UNREACHABLE;
}

enum fetch_problem fetch(const char *url, bool (*allowed)(const struct sockaddr *address), struct buf *out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct transfer t = {.allowed = allowed, .out = out};
    pthread_once(&once, start);
    CURL *c = curl_easy_init();
    if (!c)
        return FETCH_UNREACHABLE;
    set_all(c, url, &t);
    CURLcode code = curl_easy_perform(c);
    curl_easy_cleanup(c);
    return problem_of(code, &t);
}

/* ---- addresses as people give them ---- */

static bool copy(char *out, size_t room, const char *text)
{
    size_t n = strlen(text);
    if (n == 0 || n >= room)
        return false;
    memcpy(out, text, n + 1);
    return true;
}

bool fetch_url(const char *given, char *ret_url, size_t url_room, char *ret_host, size_t host_room)
{
    char text[2100], *part = NULL, *user = NULL, *host = NULL, *whole = NULL;
    bool calendar = strncasecmp(given, "webcal:", 7) == 0 || strncasecmp(given, "webcals:", 8) == 0;
    int n = calendar ? snprintf(text, sizeof text, "https%s", strchr(given, ':'))
                     : snprintf(text, sizeof text, "%s", given);
    CURLU *u = n > 0 && n < (int)sizeof text ? curl_url() : NULL;
    bool good = u && curl_url_set(u, CURLUPART_URL, text, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_SCHEME, &part, 0) == CURLUE_OK &&
                (strcmp(part, "http") == 0 || strcmp(part, "https") == 0) &&
                curl_url_get(u, CURLUPART_USER, &user, 0) != CURLUE_OK &&
                curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_URL, &whole, 0) == CURLUE_OK && copy(ret_url, url_room, whole) &&
                copy(ret_host, host_room, host);
    curl_free(part);
    curl_free(user);
    curl_free(host);
    curl_free(whole);
    curl_url_cleanup(u);
    return good;
}
