/* Jira's wiki markup as Markdown: headings, lists, code, quotes, links, bold and monospaced words. What it does not
 * know stays as it is. */
#pragma once
#include "base/arena.h"
struct str wiki_to_markdown(struct arena *a, struct str wiki);
