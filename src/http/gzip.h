/* gzip (RFC 1952) of replies, level 1: only where it pays. */
#pragma once
#include "base/buf.h"

#define GZIP_LEAST 1024 /* bytes; smaller ones gain less than they cost */

/* May the reader have it (Accept-Encoding, RFC 9110 12.5.3)? name: "gzip", "br". */
bool encoding_accepted(struct str accept_encoding, const char *name);
/* false when it did not become smaller. */
bool gzip_bytes(struct str from, struct buf *out);
