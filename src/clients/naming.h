/* What a new client gets when nobody chose it: key, mark and colour. */
#pragma once
#include "store/op.h"

#define CLIENT_KEY_MAX 40
#define CLIENT_COLORS  12

/* The words of the name, folded, with hyphens between: "Élan & Fils" is "elan-fils"; the first free of elan-fils,
 * elan-fils-2, … */
int client_key_make(struct op *op, struct str name, struct str *ret_key);
/* Letters, digits, - and _ of any script, beginning with none of the words that the filter language keeps to itself. */
bool client_key_valid(struct str key);
/* Two letters: the first of the first two words, or the first two of the only one. */
struct str client_mark_make(struct op *op, struct str name);
/* The one that the fewest living clients have. */
int client_color_make(struct op *op, int64_t *ret_color);
