/* Markdown of people as HTML that is safe to show: CommonMark with tables, strikethrough, task lists and bare
 * addresses, read by md4c. Raw HTML is text; a link is one only to http, https or mailto and carries rel="nofollow
 * noopener"; an image is a link to it, so that reading a comment asks no foreign server for anything. */
#pragma once
#include "base/buf.h"

#define MARKDOWN_HTML_MAX ((size_t)4 * 1024 * 1024)

/* 0, or -1 where the result would be longer than out's ceiling. */
int markdown_write(struct str text, struct buf *out);
