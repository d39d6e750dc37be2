/* Currencies of ISO 4217, by ICU's data. */
#pragma once
#include "base/str.h"

bool currency_valid(struct str code); /* three capitals, known */
/* Digits of its minor unit: 2 for EUR, 0 for JPY, 3 for TND; 2 for what is unknown. */
int currency_digits(struct str code);
