/* Headers that every reply carries. */
#pragma once
#include <stdbool.h>

struct MHD_Response;
/* page: something a browser shows; else an answer of the API, which must never be shown as a page. */
void security_headers(struct MHD_Response *r, bool page);
