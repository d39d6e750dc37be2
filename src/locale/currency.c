#include "locale/currency.h"
#include <unicode/ucurr.h>

static bool code_read(struct str code, UChar out[4])
{
    if (code.n != 3)
        return false;
    for (int i = 0; i < 3; i++) {
        if (code.at[i] < 'A' || code.at[i] > 'Z')
            return false;
        out[i] = (UChar)code.at[i];
    }
    out[3] = 0;
    return true;
}

bool currency_valid(struct str code)
{
    UChar text[4];
    return code_read(code, text) && ucurr_getNumericCode(text) > 0;
}

int currency_digits(struct str code)
{
    UChar text[4];
    UErrorCode status = U_ZERO_ERROR;
    if (!code_read(code, text))
        return 2;
    int digits = ucurr_getDefaultFractionDigits(text, &status);
    return U_SUCCESS(status) && digits >= 0 && digits <= 4 ? digits : 2;
}
