/* The floor: the same number of bytes sent by the same HTTP library without any work. Usage: floor PORT BYTES THREADS
 * Serves until SIGTERM. Each reply is a fresh buffer of BYTES filled by memset, as a reply built per request would be.
 */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>

static size_t reply_bytes;

static enum MHD_Result answer(void *unused, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_n, void **state)
{
    (void)unused, (void)url, (void)method, (void)version, (void)upload;
    static int seen;
    if (!*state) {
        *state = &seen;
        return MHD_YES;
    }
    if (*upload_n) { /* a write's body is read and thrown away */
        *upload_n = 0;
        return MHD_YES;
    }
    char *bytes = malloc(reply_bytes);
    if (!bytes)
        return MHD_NO;
    memset(bytes, 'x', reply_bytes);
    struct MHD_Response *r = MHD_create_response_from_buffer(reply_bytes, bytes, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(r, "Content-Type", "application/json");
    enum MHD_Result done = MHD_queue_response(c, 200, r);
    MHD_destroy_response(r);
    return done;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: floor PORT BYTES THREADS\n", stderr);
        return 2;
    }
    reply_bytes = strtoul(argv[2], NULL, 10);
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct MHD_Daemon *d = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_SOCK_ADDR, &at,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)atoi(argv[3]), MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
    if (!d) {
        fputs("floor: cannot listen\n", stderr);
        return 1;
    }
    int signal_number;
    sigwait(&stop, &signal_number);
    MHD_stop_daemon(d);
    return 0;
}
