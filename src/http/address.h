/* Network addresses: who asks, and which proxies are believed about it. */
#pragma once
#include "base/arena.h"
#include <sys/socket.h>

struct address {
    uint8_t byte[16]; /* IPv6, or IPv4 mapped into it */
};

int address_parse(struct str text, struct address *ret_address); /* "203.0.113.7", "[2001:db8::1]"; 0 or -1 */
struct address address_of(const struct sockaddr *from);
bool address_is_loopback(struct address a);
struct str address_text(struct arena *arena, struct address a);
/* What limits are counted by: an IPv4 address, or the /64 of an IPv6 one. */
struct address address_group(struct address a);

#define PROXIES_MAX 32
struct proxies {
    struct {
        struct address address;
        int bits;
    } range[PROXIES_MAX];
    size_t n;
};
int proxies_add(struct proxies *p, struct str text); /* "127.0.0.1" or "10.0.0.0/8"; 0 or -1 */
bool proxies_has(const struct proxies *p, struct address a);
/* Who asks, by X-Forwarded-For as trusted proxies wrote it: the last address that is no trusted proxy. */
struct address proxies_origin(const struct proxies *p, struct address peer, struct str forwarded_for);
