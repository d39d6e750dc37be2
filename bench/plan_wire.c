/* plan_wire FILE: the generated agency of plan_speed as bytes (plan/wire.h), for the engine in WebAssembly. */
#include "generate.h"
#include "plan/wire.h"
#include <stdio.h>
#include <stdlib.h>

#define ROOM ((size_t)256 << 20)

int main(int argc, char **argv)
{
    struct plan_memory m = {malloc(ROOM), ROOM, 0, 0};
    FILE *f = argc == 2 && m.at ? fopen(argv[1], "wb") : NULL;
    if (!f)
        return 1;
    struct plan_in in = generate_plan(&m, 1, GENERATE_AGENCY);
    size_t n = plan_write(&in, NULL, 0);
    uint8_t *bytes = plan_raw(&m, n);
    plan_write(&in, bytes, n);
    bool bad = fwrite(bytes, 1, n, f) != n;
    bad |= fclose(f) != 0;
    free(m.at);
    return bad;
}
