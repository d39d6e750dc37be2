/* The web application: files of the program itself, made once at start, with their compressed twins (name.br, name.gz).
 * What is under assets/ has its hash in its name and is kept for ever; every other path that is no file is the
 * application's own (index.html), but for those under /book/ and /booked/, which are for strangers (book.html). */
#pragma once
#include "base/str.h"
#include <stdbool.h>

struct MHD_Response;

struct page_request {
    struct str path, accept_encoding, if_none_match;
};
int pages_start(void);
void pages_stop(void);
/* Does the path hold what only some may know? It stays out of the log. */
bool page_is_secret(struct str path);
/* The reply (kept by this module) and its status. */
struct MHD_Response *page_find(const struct page_request *request, unsigned *ret_status);
