/* Letters one by one, by ICU's data. Text must be valid UTF-8. */
#pragma once
#include "base/str.h"
#include <stdint.h>

/* Only letters (none of them a capital), digits and the characters of `also`; not empty. */
bool letters_small(struct str text, const char *also);
/* The first `most` characters as capitals; returns the bytes, at most 4 a character. */
size_t letters_capital(struct str text, size_t most, char *out);
