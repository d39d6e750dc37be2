/* The web application: files of the program itself, made once at start, with their compressed twins (name.br, name.gz).
 * What is under assets/ has its hash in its name and is kept for ever; every other path that is no file is the
 * application's own (index.html). */
#pragma once
#include "base/str.h"

struct MHD_Response;

struct page_request {
    struct str path, accept_encoding, if_none_match;
};
int pages_start(void);
void pages_stop(void);
/* The reply (kept by this module) and its status. */
struct MHD_Response *page_find(const struct page_request *request, unsigned *ret_status);
