/* Every reader of a file of another tool. The first byte chooses: C ClickUp, T Trello, J Jira, anything else any CSV.
 */
#include "plan_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    const struct source *s = data[0] == 'C'   ? &source_clickup
                             : data[0] == 'T' ? &source_trello
                             : data[0] == 'J' ? &source_jira
                                              : &source_csv;
    check_source(s, data + 1, n - 1);
    return 0;
}
