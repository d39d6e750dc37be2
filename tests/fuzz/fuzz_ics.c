/* iCalendar files of any bytes: what comes out are busy times in order, within the range asked for, not touching. */
#include "base/civil.h"
#include "base/error.h"
#include "fuzz.h"
#include "time/ics.h"

#define FROM  (INT64_C(20454) * US_PER_DAY) /* 2026-01-01 */
#define UNTIL (FROM + 400 * US_PER_DAY)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const zones[] = {"UTC", "Europe/Paris", "America/New_York"};
    struct ics_span *spans;
    size_t found;
    struct arena a;
    arena_init(&a);
    int err = ics_busy(&a, (struct str){(const char *)data, n}, zones[n % 3], FROM, UNTIL, &spans, &found);
    fuzz_check(err == 0 || err == ERR_INVALID || err == ERR_TOO_LARGE);
    for (size_t i = 0; err == 0 && i < found; i++) {
        fuzz_check(spans[i].start_us >= FROM && spans[i].end_us <= UNTIL && spans[i].start_us < spans[i].end_us);
        fuzz_check(i == 0 || spans[i - 1].end_us < spans[i].start_us);
    }
    arena_release(&a);
    return 0;
}
