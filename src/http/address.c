#include "http/address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

static struct address from_v4(const void *four)
{
    struct address a = {.byte = {[10] = 0xff, [11] = 0xff}};
    memcpy(a.byte + 12, four, 4);
    return a;
}

static bool is_v4(struct address a)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    return memcmp(a.byte, mapped, 12) == 0;
}

int address_parse(struct str text, struct address *ret_address)
{
    char copy[64];
    if (text.n >= 2 && text.at[0] == '[' && text.at[text.n - 1] == ']')
        text = (struct str){text.at + 1, text.n - 2};
    if (text.n == 0 || text.n >= sizeof(copy))
        return -1;
    memcpy(copy, text.at, text.n);
    copy[text.n] = 0;
    struct in_addr four;
    if (inet_pton(AF_INET, copy, &four) == 1)
        *ret_address = from_v4(&four);
    else if (inet_pton(AF_INET6, copy, ret_address->byte) != 1)
        return -1;
    return 0;
}

struct address address_of(const struct sockaddr *from)
{
    struct address a = {{0}};
    if (from && from->sa_family == AF_INET)
        a = from_v4(&((const struct sockaddr_in *)(const void *)from)->sin_addr);
    else if (from && from->sa_family == AF_INET6)
        memcpy(a.byte, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
    return a;
}

bool address_is_loopback(struct address a)
{
    static const uint8_t loopback[16] = {[15] = 1};
    return is_v4(a) ? a.byte[12] == 127 : memcmp(a.byte, loopback, 16) == 0;
}

struct str address_text(struct arena *arena, struct address a)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (is_v4(a))
        inet_ntop(AF_INET, a.byte + 12, text, sizeof(text));
    else
        inet_ntop(AF_INET6, a.byte, text, sizeof(text));
    return arena_str(arena, str_of(text));
}

struct address address_group(struct address a)
{
    if (!is_v4(a))
        memset(a.byte + 8, 0, 8);
    return a;
}

int proxies_add(struct proxies *p, struct str text)
{
    const char *slash = memchr(text.at, '/', text.n);
    struct str host = {text.at, slash ? (size_t)(slash - text.at) : text.n};
    struct address a;
    if (p->n == PROXIES_MAX || address_parse(host, &a))
        return -1;
    int whole = is_v4(a) ? 32 : 128, bits = slash ? atoi(slash + 1) : whole;
    if (bits < 0 || bits > whole || (slash && bits == 0))
        return -1;
    p->range[p->n].address = a;
    p->range[p->n++].bits = bits + 128 - whole;
    return 0;
}

static bool within(struct address a, struct address range, int bits)
{
    int bytes = bits / 8, rest = bits % 8;
    if (memcmp(a.byte, range.byte, (size_t)bytes) != 0)
        return false;
    return rest == 0 || (a.byte[bytes] ^ range.byte[bytes]) >> (8 - rest) == 0;
}

bool proxies_has(const struct proxies *p, struct address a)
{
    for (size_t i = 0; i < p->n; i++)
        if (within(a, p->range[i].address, p->range[i].bits))
            return true;
    return false;
}

/* The last item of a comma-separated list, taken off it. */
static struct str item_last(struct str *list)
{
    size_t start = list->n;
    while (start > 0 && list->at[start - 1] != ',')
        start--;
    struct str item = {list->at + start, list->n - start};
    list->n = start > 0 ? start - 1 : 0;
    while (item.n && item.at[0] == ' ')
        item = (struct str){item.at + 1, item.n - 1};
    while (item.n && item.at[item.n - 1] == ' ')
        item.n--;
    return item;
}

struct address proxies_origin(const struct proxies *p, struct address peer, struct str forwarded_for)
{
    while (proxies_has(p, peer) && forwarded_for.n) {
        struct address before;
        if (address_parse(item_last(&forwarded_for), &before))
            break;
        peer = before;
    }
    return peer;
}
