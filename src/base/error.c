#include "base/error.h"

static const struct err_info table[] = {
    {ERR_INTERNAL, 500, "internal", "error.internal"}, /* first: what unknown codes read as */
    {ERR_INVALID, 422, "invalid", "error.invalid"},
    {ERR_SYNTAX, 400, "syntax", "error.syntax"},
    {ERR_UNAUTHENTICATED, 401, "unauthenticated", "error.unauthenticated"},
    {ERR_FORBIDDEN, 403, "forbidden", "error.forbidden"},
    {ERR_NOT_FOUND, 404, "not-found", "error.not_found"},
    {ERR_CONFLICT, 409, "conflict", "error.conflict"},
    {ERR_STALE, 412, "stale", "error.stale"},
    {ERR_TOO_LARGE, 413, "too-large", "error.too_large"},
    {ERR_UNSUPPORTED, 415, "unsupported", "error.unsupported"},
    {ERR_RATE, 429, "rate", "error.rate"},
    {ERR_BUSY, 503, "busy", "error.busy"},
    {ERR_STORAGE, 507, "storage", "error.storage"},
    {ERR_BUDGET, 503, "busy", "error.busy"},
    {ERR_METHOD, 405, "method", "error.method"},
    {ERR_EXISTS, 409, "exists", "error.exists"},
    {ERR_PRECONDITION, 428, "precondition", "error.precondition"},
    {ERR_GONE, 410, "gone", "error.gone"},
    {ERR_BORDER, 409, "border", "error.border"},
    {ERR_CYCLE, 409, "cycle", "error.cycle"},
};

const struct err_info *err_info(int code)
{
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].code == code)
            return &table[i];
    return &table[0];
}
